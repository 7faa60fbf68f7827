"""docs/charter.md is true: each type of clause is there, each example is one, and reads as the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from fangyuan.charter import Clause
from fangyuan.charter.lines import clause_line
from fangyuan.directory import Org
from fangyuan.kernel import json
from tests.charter.making import SERVER, charter

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "charter.md").read_text()
EXAMPLES = re.findall(r"```json\n(.*?)```\n\n> (.*?)\n>\n> (.*?)\n", PAGE, re.DOTALL)


def test_every_clause_has_its_section_and_example() -> None:
    tags = {str(one.__struct_config__.tag) for one in get_args(Clause)}
    assert set(re.findall(r"^## ([a-z_]+)$", PAGE, re.MULTILINE)) == tags
    assert {json.decode(example.encode())["type"] for example, _, _ in EXAMPLES} == tags
    assert PAGE.count("```json") == len(EXAMPLES)


def test_each_example_reads_as_the_page_says() -> None:
    for example, chinese, english in EXAMPLES:
        [clause] = charter(json.decode(example.encode())).clauses
        assert clause_line(Org(SERVER), clause, "zh-CN", encrypted=False) == chinese
        assert clause_line(Org(SERVER), clause, "en", encrypted=False) == english

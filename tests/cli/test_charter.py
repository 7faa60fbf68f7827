"""`fangyuan charter lint`: a charter read out, and what it would do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fangyuan.kernel import json
from tests.charter.making import wish
from tests.cli.conftest import Terminal

NO_VIDEO: dict[str, Any] = {"type": "message_kinds", "allowed": ["text", "image"]}


def write(folder: Path, name: str, content: bytes | str) -> str:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(file)


def test_a_sound_charter_is_read_out_with_what_it_does(here: Terminal, tmp_path: Path) -> None:
    file = write(tmp_path, "charter.json", json.encode(wish(clauses=[NO_VIDEO])))
    done = here.run("charter", "lint", file)
    assert done.code == 0
    assert "Only text and images in this group." in done.out
    assert done.out.count("-> may be sent") == 3
    assert done.out.count("-> Clause 1 of this group's charter") == 2


def test_a_charter_with_whole_user_ids_is_read_too(here: Terminal, tmp_path: Path) -> None:
    file = write(tmp_path, "charter.json", json.encode(wish(owner="@he:yuanheng.example")))
    done = here.run("charter", "lint", file)
    assert done.code == 0
    assert "Owner: he" in done.out


def test_toml_reads_as_well(here: Terminal, tmp_path: Path) -> None:
    text = """
kind = "social"
name = "闲聊"
purpose = "下班后聊天"
owner = "he"
[audience]
include = [{ type = "everyone" }]
"""
    assert here.run("charter", "lint", write(tmp_path, "charter.toml", text)).code == 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", json.encode(wish(purpose=None)), "purpose"),
        ("a.json", json.encode(wish(clauses=[{**NO_VIDEO, "allowed": ["dance"]}])), "clauses[0].allowed[0]"),
        ("a.json", "{", "JSON"),
        ("a.toml", "kind = ", "TOML"),
        ("a.toml", b"\xff\xfe", "TOML"),
    ],
)
def test_a_mistake_is_named(
    here: Terminal, tmp_path: Path, name: str, content: bytes | str, said: str
) -> None:
    done = here.run("charter", "lint", write(tmp_path, name, content))
    assert done.code == 1
    assert said in done.out


def test_a_file_that_is_not_there_is_said(here: Terminal, tmp_path: Path) -> None:
    done = here.run("charter", "lint", str(tmp_path / "none.json"))
    assert done.code == 1
    assert "none.json" in done.out

"""docs/roles.md says what each role may, as the table of authorisations says it.

`python -m tests.governance.test_roles` writes its tables anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fangyuan.http.governance import all_routes
from tests.governance.places import WHO
from tests.governance.test_authorisation import TABLE

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"
HEADS = {
    "zh": ("接口", "作用", "群主", "副群主", "成员", "被邀请者", "群外同事", "人事", "审计员", "管理员"),
    "en": ("Call", "What for", "owner", "deputy", "member", "invited", "colleague", "HR", "auditor", "admin"),
}


def rendered(language: str) -> str:
    head = HEADS[language]
    lines = ["| " + " | ".join(head) + " |", "| --- | --- |" + " :-: |" * len(WHO)]
    for route in all_routes():
        english, _, chinese = route.summary.partition(" / ")
        may, _ = TABLE[route.method, route.path]
        marks = " | ".join("●" if role in may else "" for role in WHO)
        lines.append(
            f"| `{route.method} {route.path}` | {chinese if language == 'zh' else english} | {marks} |"
        )
    return "\n".join(lines)


def between(language: str) -> tuple[str, str]:
    return f"<!-- table {language} -->\n", f"\n<!-- end {language} -->"


@pytest.mark.parametrize("language", HEADS)
def test_the_page_says_what_the_server_does(language: str) -> None:
    begin, end = between(language)
    _, _, rest = PAGE.read_text().partition(begin)
    assert rest.partition(end)[0] == rendered(language), (
        "write it anew: python -m tests.governance.test_roles"
    )


if __name__ == "__main__":
    page = PAGE.read_text()
    for each in HEADS:
        begin, end = between(each)
        before, _, rest = page.partition(begin)
        page = before + begin + rendered(each) + end + rest.partition(end)[2]
    PAGE.write_text(page)

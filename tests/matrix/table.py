"""The table in docs/enforcement.md: what each role may do in each kind of group, written and read by the tests.

The kind `department` stands there in full; of the other kinds only what differs from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.matrix.place import ROLES

FILE = Path(__file__).resolve().parents[2] / "docs" / "enforcement.md"
BASE = "department"
Cells = Mapping[tuple[str, str], str]
"""(action, role) -> outcome."""

BY_WEB = ("文字 / text", "推销 / advert")
"""What is done by hand in the web client too, by every role in every kind: tests/browser/test_matrix.py."""

HEAD = f"""# 谁能做什么 / Who may do what

每一格都由测试用四种客户端（HTTP、matrix-nio、mautrix、matrix-js-sdk）逐一做过，结果必须一致。本表由
`python -m tests.matrix` 写出，由 `tests/matrix` 核对；群规都是各类型的默认群规。

Each cell was done by a test in four clients (HTTP, matrix-nio, mautrix, matrix-js-sdk), with one result. The table is
written by `python -m tests.matrix` and held true by `tests/matrix`; the charters are those that each kind begins with.

| | |
|---|---|
| ✓ | 可以 / allowed |
| ✗ `id` | 被群规的这一条拒绝 / refused by this clause of the charter |
| ⏸ ↪ ⏰ ❓ `id` | 送审、引导到别的群、到点再发、先提醒 / held, shown the way elsewhere, scheduled, asked first |
| ✗ | 没有这个权限 / no right to it |

其中{"、".join(one.partition(" / ")[0] for one in BY_WEB)}，还由每个角色在网页客户端里亲手做过
（`tests/browser/test_matrix.py`）。
Of these, {", ".join(one.partition(" / ")[2] for one in BY_WEB)} were also done by hand
in the web client, by every role.

角色 / roles: owner 群主 · deputy 副群主 · leader 在群里的部门负责人 · member 成员 · newcomer 还没接受群规的成员 ·
outsider 群外同事 · hr 群外的人事 · admin 群外的系统管理员
"""


def render(tables: Mapping[str, Cells], actions: list[str], names: Mapping[str, str]) -> str:
    """The document. `names`: of the kinds, as a heading shows them."""
    parts = [HEAD]
    base = tables[BASE]
    for kind, cells in tables.items():
        rows = [one for one in actions if kind == BASE or any(cells[one, r] != base[one, r] for r in ROLES)]
        parts.append(f"## {names[kind]} `{kind}`\n")
        if kind != BASE:
            parts.append(f"只列与 `{BASE}` 不同的 / only what differs from `{BASE}`\n")
        if rows:
            parts.append(_table(cells, rows))
    return "\n".join(parts)


def _table(cells: Cells, rows: list[str]) -> str:
    lines = ["| " + " | ".join(["", *ROLES]) + " |", "|---" * (len(ROLES) + 1) + "|"]
    lines += ["| " + " | ".join([one, *(cells[one, role] for role in ROLES)]) + " |" for one in rows]
    return "\n".join(lines) + "\n"


def read(document: str) -> dict[str, dict[tuple[str, str], str]]:
    """The tables of the document, complete."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    kind = ""
    for line in document.splitlines():
        if line.startswith("## "):
            kind = line.rsplit("`", 2)[1]
            found[kind] = dict(found[BASE]) if kind != BASE else {}
        elif kind and line.startswith("| ") and not line.startswith("|  |"):
            action, *outcomes = (cell.strip() for cell in line.strip("|").split(" | "))
            found[kind] |= {(action, role): said for role, said in zip(ROLES, outcomes, strict=True)}
    return found

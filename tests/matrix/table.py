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

TOGETHER = {
    "改群名 / name": "改群规 / change the charter",
    "改用途 / topic": "改群规 / change the charter",
}
"""What the page does in one go with another action: a group's name and purpose are in its charter."""

_NOTES = """改群名、改用途在网页里都是「改群规」。「定时发文字」网页只给能发言的人：没接受群规、或群规不让发言的人
没有输入框，到了时间也会被拒。

In the page a group's name and purpose are changed with its charter. Text is sent later only by those who may write:
who hasn't accepted the charter, or may not post, has no field, and would be refused when the time has come.
"""

NOT_OFFERED = ("定时发文字 / text, delayed",)
"""What the page offers to fewer people than the house: there is no field for who can't write, for later either."""

_NO_STATE = (
    "网页不写房间状态，要改的都在群规里",
    "the page writes no room state: what can change is in the charter",
)
_BY_CHARTER = ("群规决定，服务器自己写", "the charter decides, and the server writes it")
_BY_ITSELF = ("网页自己做，没有按钮", "the page does it by itself, without a button")
_BY_EXCEPTION = ("网页用「登记例外」移出", "the page removes people by an exception")
NOT_BY_WEB: Mapping[str, tuple[str, str]] = {
    "贴图 / sticker": ("网页只显示，不发", "the page shows them and sends none"),
    "位置 / location": ("网页只显示，不发", "the page shows them and sends none"),
    "自定义消息 / an event of its own type": ("只有程序会发", "only programs send them"),
    "改成视频 / edit into a video": ("网页编辑时只改文字", "the page's edits change words only"),
    "用表情写句子 / a sentence as a reaction": ("网页只能选表情", "the page offers emoji only"),
    "发密文 / ciphertext": ("网页只在加密群里加密", "the page encrypts in encrypted groups only"),
    "消息当状态发 / a message as state": _NO_STATE,
    "改头像 / avatar": ("网页不给群设头像", "the page sets no pictures of groups"),
    "改权限 / power levels": _BY_CHARTER,
    "开加密 / encryption": _BY_CHARTER,
    "改加入方式 / join rules": _NO_STATE,
    "改历史可见 / history visibility": _NO_STATE,
    "放访客进来 / guest access": _NO_STATE,
    "换房间 / tombstone": _BY_CHARTER,
    "直接写群规 / write the charter's state": ("网页用「改群规」", "the page changes the charter instead"),
    "自定义状态 / state of its own type": ("只有程序会发", "only programs send it"),
    "加入 / join": (
        "成员已经在群里；受邀请的在网页里点「加入」",
        "members are in; who is invited says yes in the page",
    ),
    "移出 / kick": _BY_EXCEPTION,
    "封禁 / ban": _BY_EXCEPTION,
    "申请加入 / knock": ("网页没有申请加入", "the page has no way to knock"),
    "升级房间 / upgrade": ("网页没有升级房间", "the page upgrades no rooms"),
    "列入目录 / list publicly": ("网页不改目录", "the page changes no listing"),
    "正文里写 @room / @room in the text": (
        "网页总会写明提到了谁，正文里的 @room 只是文字",
        "the page always says whom it calls: @room in the text is but a word",
    ),
    "读关联消息 / read relations": _BY_ITSELF,
    "已读回执 / receipt": _BY_ITSELF,
    "正在输入 / typing": _BY_ITSELF,
}
"""What the web client has no way to do, and why, in both languages."""

HEAD = """# 谁能做什么 / Who may do what

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

网页客户端里能做的每一种操作，在每一类群里都由有权和无权的角色亲手做过（`tests/browser/test_matrix.py`），结果一致；
网页里不能做的列在最后。

Each action that the web client has a way to do was done there by hand as well, in every kind, by roles that may and
roles that may not, with the same result; what it has no way to do stands at the end.

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
    parts.append(_web())
    return "\n".join(parts)


def _web() -> str:
    """What people can't do by the page; no heading of a kind, so that it isn't read as one."""
    lines = ["# 网页里不能做的 / What the web client has no way to do\n", "| | |", "|---|---|"]
    for name, (zh, en) in NOT_BY_WEB.items():
        lines.append(f"| {name} | {zh} / {en} |")
    return "\n".join([*lines, "", _NOTES])


def _table(cells: Cells, rows: list[str]) -> str:
    lines = ["| " + " | ".join(["", *ROLES]) + " |", "|---" * (len(ROLES) + 1) + "|"]
    lines += ["| " + " | ".join([one, *(cells[one, role] for role in ROLES)]) + " |" for one in rows]
    return "\n".join(lines) + "\n"


def read(document: str) -> dict[str, dict[tuple[str, str], str]]:
    """The tables of the document, complete."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    kind = ""
    for line in document.partition("\n# 网页")[0].splitlines():
        if line.startswith("## "):
            kind = line.rsplit("`", 2)[1]
            found[kind] = dict(found[BASE]) if kind != BASE else {}
        elif kind and line.startswith("| ") and not line.startswith("|  |"):
            action, *outcomes = (cell.strip() for cell in line.strip("|").split(" | "))
            found[kind] |= {(action, role): said for role, said in zip(ROLES, outcomes, strict=True)}
    return found

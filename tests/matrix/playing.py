"""Playing the matrix: every action, every role, in a group of each kind; what came of it as a cell of the table."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack

from fangyuan import charter
from tests.kit.company import user
from tests.matrix.actions import ACTIONS, Action
from tests.matrix.doers import Doer, Refused
from tests.matrix.place import ROLES, Place, Town

KINDS = [kind.id for kind in charter.kinds()]
NAMES = {kind.id: kind.name["zh-CN"] for kind in charter.kinds()}
_CLAUSE = re.compile(r"群规第 (\d+) 条")
# By what a sender is told of his message: the words of `charter.becomes`.
_BECOMES = {"送审": "⏸", "改发到": "↪", "到时间": "⏰", "再发一次": "❓"}


async def play(town: Town, library: type[Doer], kind: str) -> dict[tuple[str, str], str]:
    """The outcomes in one kind; asserts besides that what was refused is seen by nobody."""
    cells: dict[tuple[str, str], str] = {}
    place = await town.found(kind)
    shown: dict[str, bool] = {}
    async with AsyncExitStack() as stack:
        doers = {
            role: await stack.enter_async_context(library(town.rig, user(name)))
            for role, name in ROLES.items()
        }
        for number, action in enumerate(ACTIONS):
            for role, doer in doers.items():
                here = await town.found(kind) if action.fresh else place
                mark = f"{library.library}-{kind}-{role}-{number:02}"
                cells[action.name, role] = await _outcome(action, doer, here, mark)
                if action.shows:
                    shown[mark] = cells[action.name, role] == "✓"
    seen = await town.visible(place)
    wrong = [mark for mark, is_shown in shown.items() if (mark in seen) != is_shown]
    assert not wrong, f"shown though refused, or not shown though allowed: {wrong}"
    return cells


async def _outcome(action: Action, doer: Doer, place: Place, mark: str) -> str:
    try:
        await action.do(doer, place, mark)
    except Refused as refused:
        found = _CLAUSE.search(refused.text)
        if found is None:
            return "✗"
        becomes = next((sign for words, sign in _BECOMES.items() if words in refused.text), "✗")
        return f"{becomes} `{place.clauses[int(found[1])]}`"
    except LookupError:
        return "✗"
    return "✓"

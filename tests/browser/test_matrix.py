"""The enforcement matrix through the web client: what people do by hand comes out as docs/enforcement.md says.

Every action that the page has a way to do, in every kind of group, by somebody who may and by somebody who may not; the
roles take turns (`_shares`). One page for each role stays signed in; the groups are those of `tests/matrix`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

import pytest
from playwright.async_api import expect

from tests.browser.deeds import TALK
from tests.browser.hand import ALLOWED, NO_RIGHT, Hand, listen
from tests.browser.register_deeds import ENDINGS, REGISTER, open_register
from tests.browser.test_composer import REFUSED
from tests.kit.browser import Browsing, words
from tests.kit.client import part
from tests.kit.company import sign_in
from tests.kit.relations import react
from tests.kit.rig import Rig
from tests.matrix.actions import ACTIONS
from tests.matrix.place import MEMBERS, ROLES, Place, Town
from tests.matrix.playing import KINDS
from tests.matrix.table import FILE, NOT_BY_WEB, NOT_OFFERED, TOGETHER, Cells, read

# Each of them uses up a part of what one may do in a day, so a person does all of them, in the table's order.
CALLS = ("@所有人 / @room", "改成 @所有人 / edit into @room")
EVERYBODYS = ("接受群规 / accept the charter", "退出 / leave")  # whoever can: nothing comes after them
TEXT = "文字 / text"
# In the place of the field stands why one can't: one look for all of them.
NEEDS_FIELD = {
    *(
        action.name
        for action in ACTIONS
        if action.shows and not action.name.startswith(("改", "回复", "话题"))
    ),
    *NOT_OFFERED,
}
SHOWS = {action.name for action in ACTIONS if action.shows}
# A voice has no words, and what is edited is edited again, or taken back.
UNMARKED = {"语音 / voice", *(name for name in SHOWS if name.startswith("改"))}
Differing = dict[tuple[str, str], tuple[str, str]]


def test_every_action_is_done_by_the_page_or_says_why_not() -> None:
    done = {*TALK, *REGISTER, *ENDINGS, *TOGETHER}
    assert not done & set(NOT_BY_WEB)
    assert done | set(NOT_BY_WEB) == {action.name for action in ACTIONS}


def test_every_role_has_its_share_in_every_kind_and_of_every_action() -> None:
    shares = _shares()
    for action in TALK:
        assert {kind for (kind, _), does in shares.items() if action in does} == set(KINDS)
        doers = {role for (_, role), does in shares.items() if action in does}
        assert doers == set(MEMBERS), (action, doers)
    assert all(shares[kind, role] for kind in KINDS for role in MEMBERS)


@pytest.mark.parametrize("kinds", [KINDS[:3], KINDS[3:6], KINDS[6:]], ids=" ".join)
@pytest.mark.parametrize("role", MEMBERS)
async def test_members_get_the_verdict_of_the_table_by_hand(
    works: Rig, browser: Browsing, role: str, kinds: list[str]
) -> None:
    browser.expect_errors(*REFUSED)
    tables, shares = read(FILE.read_text()), _shares()
    town = await Town.open(works)
    places = [await town.found(kind) for kind in kinds]
    await _say_received(works, places)
    page = await browser.sign_in(works, ROLES[role])
    [client] = await sign_in(works, ROLES[role])
    answers = listen(page)
    differing: Differing = {}
    for place in places:
        hand = Hand(page, place, role, answers, client)
        marks = await _play(hand, shares[place.kind, role], tables[place.kind], differing)
        seen = await town.visible(place)
        for mark, is_shown in marks.items():
            if (mark in seen) != is_shown:  # shown though refused, or not shown though allowed
                differing[mark, role] = ("shown" if mark in seen else "not shown", str(is_shown))
        if role in ("owner", "deputy"):
            await _play_register(hand, tables[place.kind], differing)
    assert not differing


@pytest.mark.parametrize("role", [role for role in ROLES if role not in MEMBERS])
async def test_others_get_the_verdict_of_the_table_by_hand(works: Rig, browser: Browsing, role: str) -> None:
    browser.expect_errors(*REFUSED, "status of 404")
    tables = read(FILE.read_text())
    town = await Town.open(works)
    places = [await town.found(kind) for kind in KINDS]
    page = await browser.sign_in(works, ROLES[role])
    [client] = await sign_in(works, ROLES[role])
    answers = listen(page)
    differing: Differing = {}
    for place in places:
        hand, cells = Hand(page, place, role, answers, client), tables[place.kind]
        await hand.go(f"/chats/{part(place.room)}")
        await expect(page.get_by_text(words("zh-CN", "common")["notFound"])).to_be_visible()
        await expect(hand.field()).to_have_count(0)
        for action in TALK.keys() - REGISTER.keys():
            _compare(hand, action, NO_RIGHT, cells, differing)
        await _play_register(hand, cells, differing)
    assert not differing


# -- who does what -----------------------------------------------------------------------------------------------------


@cache
def _shares() -> Mapping[tuple[str, str], list[str]]:
    """(kind, role) -> actions: of each action one who may and one who may not, whoever had least to do so far.

    Who can't write somewhere at all, can't in all its ways, and one look says so: he does everything.
    """
    tables = read(FILE.read_text())
    shares: dict[tuple[str, str], list[str]] = {(kind, role): [] for kind in KINDS for role in MEMBERS}
    of_action: Counter[tuple[str, str]] = Counter()
    for kind in KINDS:
        cells = tables[kind]
        for action in TALK:
            for group in _may_and_may_not(action, cells):
                least = min(group, key=lambda role: (of_action[action, role], len(shares[kind, role])))
                for role in group if action in EVERYBODYS else [least]:
                    shares[kind, role].append(action)
                    of_action[action, role] += 1
        for role in MEMBERS:
            if cells[TEXT, role] != ALLOWED:
                shares[kind, role] = list(TALK)
                of_action.update((action, role) for action in TALK)
            elif any(one in shares[kind, role] for one in CALLS):
                shares[kind, role] += [one for one in CALLS if one not in shares[kind, role]]
    order = list(TALK)
    return {key: sorted(actions, key=order.index) for key, actions in shares.items()}


def _may_and_may_not(action: str, cells: Cells) -> list[list[str]]:
    writers = [role for role in MEMBERS if cells[TEXT, role] == ALLOWED]
    groups: list[list[str]] = [[], []]
    for role in writers:
        groups[cells[action, role] == ALLOWED].append(role)
    return [group for group in groups if group]


# -- doing it ----------------------------------------------------------------------------------------------------------


async def _play(hand: Hand, does: list[str], cells: Cells, differing: Differing) -> dict[str, bool]:
    """Gives what was written, and whether it is to be seen by the others."""
    marks: dict[str, bool] = {}
    await hand.open()
    await hand.message(hand.theirs).wait_for()
    gate = await hand.gate()
    for number, action in enumerate(does):
        hand.mark = f"web-{hand.place.kind}-{hand.role}-{number:02}"
        if gate is not None and action in NEEDS_FIELD:
            came = gate
        else:
            came = await TALK[action](hand)
            await hand.open()
            await hand.is_settled()
            if gate is None and action != "退出 / leave":
                await hand.clear()
        if action in SHOWS and action not in UNMARKED:
            marks[hand.mark] = came == ALLOWED
        if gate is None or action not in NOT_OFFERED:
            _compare(hand, action, came, cells, differing)
    return marks


async def _play_register(hand: Hand, cells: Cells, differing: Differing) -> None:
    """All that stands there, and one of the endings, for which the roles take turns."""
    is_there = await open_register(hand)
    if not is_there:
        for action in (*REGISTER, *ENDINGS):
            _compare(hand, action, NO_RIGHT, cells, differing)
        return
    endings = list(ENDINGS)
    at = (KINDS.index(hand.place.kind) + list(ROLES).index(hand.role)) % len(endings)
    refused = [one for one in endings if cells[one, hand.role] != ALLOWED]
    allowed = [one for one in (*endings[at:], *endings[:at]) if one not in refused][:1]
    for number, action in enumerate((*REGISTER, *refused, *allowed)):
        hand.mark = f"web-register-{hand.place.kind}-{hand.role}-{number:02}"
        _compare(hand, action, await {**REGISTER, **ENDINGS}[action](hand), cells, differing)


def _compare(hand: Hand, action: str, came: str, cells: Cells, differing: Differing) -> None:
    """The clause that the page names where the field would be is the first of several; it isn't told which others."""
    for name in (action, *[one for one, by in TOGETHER.items() if by == action]):
        if name in TOGETHER and hand.role not in MEMBERS:
            continue  # they do it with the charter, which is another row
        cell = cells[name, hand.role]
        is_gate = cells[TEXT, hand.role] != ALLOWED and came.startswith("✗") and cell.startswith("✗")
        if came != cell and not is_gate:
            differing[f"{hand.place.kind} {name}", hand.role] = (came, cell)


async def _say_received(works: Rig, places: list[Place]) -> None:
    [he] = await sign_in(works, "he")
    for place in places:
        await react(he, place.room, place.others, "收到")

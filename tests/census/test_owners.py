"""A group always has an owner who is here: handed over, or passed on in the transaction in which he goes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan import administration, audit, directory, groups, identity, provisioning, rooms
from fangyuan.db import Database, Tx
from fangyuan.kernel.clock import ManualClock
from fangyuan.kernel.errors import FangyuanError
from fangyuan.kernel.ids import Ids, seeded
from tests.kit.backend import Backend
from tests.kit.company import (
    EVERYBODY,
    HOUSE,
    Company,
    beside_rig,
    bring,
    found,
    people,
    sign_in,
    user,
    words_of_the_house,
)
from tests.kit.rig import SERVER_NAME, Rig

GROUPS = "/_fangyuan/v1/groups"


async def owner_of(rig: Rig, room: str) -> Any:
    [lin] = await sign_in(rig, "lin")
    return (await lin.get(f"{GROUPS}/{room}")).body


def _leave(tx: Tx) -> None:
    head = "姓名,账号,部门,职级,直属上级,部门负责人,角色,状态"
    bring(tx, "孙班长,sun,泵厂/二车间/甲班,班组长,he,,,离职", head=head)


@pytest.mark.parametrize("how", ["import", "api", "suspended", "deactivated", "frozen", "himself"])
async def test_it_passes_to_his_superior_at_once(works: Rig, how: str) -> None:
    sun, he, lin, chen, li = await sign_in(works, "sun", "he", "lin", "chen", "li")
    beside_rig(works, lambda tx: identity.set_admin(tx, user("lin"), is_admin=True))
    group = await found(lin, owner="sun", deputies=["li"], audience=people("li", "wang"))
    room = group["room_id"]
    if how == "import":
        beside_rig(works, _leave)
    elif how in ("api", "suspended"):
        status = "left" if how == "api" else "suspended"
        assert (await chen.put("/_fangyuan/v1/people/sun", {"status": status})).status == 200
    elif how == "deactivated":
        await lin.ok("POST", f"/_synapse/admin/v1/deactivate/{user('sun')}", {})
    elif how == "frozen":
        await lin.ok("PUT", f"/_matrix/client/v1/admin/suspend/{user('sun')}", {"suspended": True})
    else:
        auth = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": "sun"},
            "password": "correct horse battery",
        }
        await sun.ok("POST", "/account/deactivate", {"auth": auth})
    now = await owner_of(works, room)
    assert (now["owner"], now["charter"]["owner"], now["charter"]["deputies"]) == (
        user("he"),
        user("he"),
        [user("li")],
    )
    assert room in (await he.ok("GET", "/joined_rooms"))["joined_rooms"]
    assert (await he.state(room, "m.room.power_levels"))["users"][user("he")] == 90
    assert any("三号泵改造" in words and "孙班长" in words for words in await words_of_the_house(he))
    rows = (await lin.get("/_fangyuan/v1/audit", subject=room, act="owner.changed")).body["entries"]
    [row] = rows
    assert row["details"]["before"] == {"owner": user("sun")}
    assert row["details"]["after"] == {"owner": user("he"), "ground": "manager"}
    if how == "frozen":  # he can still read
        assert any("何主任" in words for words in await words_of_the_house(sun))
        assert room not in (await sun.ok("GET", "/joined_rooms"))["joined_rooms"]
    await li.send(room, "收到")  # deputies and members go on


async def test_nobody_has_to_accept_again(works: Rig) -> None:
    he, li, chen = await sign_in(works, "he", "li", "chen")
    room = (await found(he, clauses=[{"type": "accept_first"}]))["room_id"]
    await li.send(room, "!accept")
    charter = (await he.get(f"{GROUPS}/{room}")).body
    answer = await he.post(f"{GROUPS}/{room}/owner", {"owner": "sun", "reason": "换人"})
    assert (answer.status, answer.body["owner"], answer.body["charter_version"]) == (200, user("sun"), 2)
    await li.send(room, "不用再接受")
    now = (await chen.get(f"{GROUPS}/{room}")).body
    assert now["charter_event_id"] == charter["charter_event_id"]
    pinned = await li.ok("GET", f"/rooms/{room}/event/{now['charter_event_id']}")
    shown = pinned["unsigned"]["m.relations"]["m.replace"]["content"]["m.new_content"]["body"]
    assert "孙班长" in shown
    versions = (await chen.get(f"{GROUPS}/{room}/charter/versions")).body["versions"]
    assert [one["charter"]["owner"] for one in versions] == [user("he"), user("sun")]


async def test_handing_over(works: Rig) -> None:
    he, sun, li, chen = await sign_in(works, "he", "sun", "li", "chen")
    room = (await found(he, deputies=["sun"]))["room_id"]
    path = f"{GROUPS}/{room}/owner"
    for client in (sun, li):
        assert (await client.post(path, {"owner": "li"})).status == 403
    await chen.ok("POST", f"{path}", {"owner": "sun", "reason": "何主任出差"})
    now = (await sun.get(f"{GROUPS}/{room}")).body
    assert (now["owner"], now["charter"]["deputies"]) == (user("sun"), [])
    assert any("陈人事" in words and "何主任出差" in words for words in await words_of_the_house(sun))
    assert any("孙班长" in words for words in await words_of_the_house(he))
    assert (await he.post(path, {"owner": "he"})).status == 403
    for nobody in ("nobody", HOUSE, "@li:elsewhere"):
        answer = await sun.post(path, {"owner": nobody})
        assert (answer.status, answer.errcode, answer.body["field"]) == (400, "M_INVALID_PARAM", "owner")
    assert (await chen.put("/_fangyuan/v1/people/li", {"status": "suspended"})).status == 200
    assert (await sun.post(path, {"owner": "li"})).status == 400


@pytest.mark.parametrize(
    ("gone", "heir", "ground"),
    [
        (("sun",), "he", "manager"),
        (("sun", "he"), "gu", "manager"),
        (("sun", "he", "gu"), "chen", "hr"),
        (("sun", "he", "gu", "chen"), "lin", "admin"),
        (("sun", "he", "gu", "chen", "lin"), "wang", "deputy"),
        (("sun", "he", "gu", "chen", "lin", "wang"), "zhou", "rank"),
    ],
)
def test_up_the_line(company: Company, gone: tuple[str, ...], heir: str, ground: str) -> None:
    group = company.found(owner="sun", deputies=["wang"], audience=people("li"))

    def go(tx: Tx) -> None:
        before = directory.org(tx)
        directory.leave(tx, gone)
        for one in gone:
            identity.deactivate(tx, user(one))
        groups.follow_directory(tx, HOUSE, frozenset(gone), before=before)

    company.write(go)
    assert company.read(lambda tx: groups.get(tx, group.room_id)).owner == user(heir)
    last = company.read(
        lambda tx: audit.list_latest(tx, 2**62, 1, subject=group.room_id, act="owner.changed")
    )
    assert f'"ground":"{ground}"'.encode() in last[0].details
    assert heir in company.members(group)


def test_the_leader_of_the_department_comes_after_the_superiors(company: Company) -> None:
    """Somebody without a superior of his own."""
    company.bring("新人,xin,泵厂/三车间,员工,,,", "新头,tou,泵厂/三车间,员工,,,")
    group = company.found(owner="xin", audience=people("li"))
    company.bring(
        "新人,xin,泵厂/三车间,员工,,,,离职", head="姓名,账号,部门,职级,直属上级,部门负责人,角色,状态"
    )
    assert company.read(lambda tx: groups.get(tx, group.room_id)).owner == user("zhou")


# -- the law -----------------------------------------------------------------------------------------------------------

_WHO = st.sampled_from(sorted(EVERYBODY))
_STEP = st.one_of(
    st.tuples(st.just("leave"), _WHO),
    st.tuples(st.just("status"), _WHO, st.sampled_from(["active", "suspended"])),
    st.tuples(st.just("close"), _WHO),
    st.tuples(st.just("freeze"), _WHO),
    st.tuples(st.just("thaw"), _WHO),
    st.tuples(st.just("superior"), _WHO, _WHO),
    st.tuples(st.just("hand"), _WHO, st.integers(0, 2)),
    st.tuples(st.just("archive"), st.integers(0, 2)),
)


def _take(tx: Tx, step: Any, room_ids: list[str]) -> None:
    org, what, who = directory.org(tx), str(step[0]), str(step[1])
    if what in ("hand", "archive"):
        at = room_ids[int(step[-1])]
        group = groups.get(tx, at)
        actor = identity.get_account(tx, group.owner).as_actor()
        if what == "hand":
            groups.hand_over(tx, actor, at, who, "")
        elif group.status == "archived":
            groups.restore(tx, actor, at, "")
        else:
            groups.archive(tx, actor, at, "")
    elif what == "leave":
        directory.leave(tx, [who])
        identity.deactivate(tx, user(who))
        groups.follow_directory(tx, HOUSE, frozenset({who}), before=org)
    elif what in ("status", "superior"):
        fields: Any = {"status" if what == "status" else "manager": step[2]}
        provisioning.change_person(tx, HOUSE, who, fields, provisioning.Options(may_grant_roles=True))
    elif what == "close":
        groups.close_account(tx, HOUSE, user(who))
    else:
        administration.set_suspended(tx, HOUSE, user(who), suspended=what == "freeze")


def _is_here(tx: Tx, user_id: str) -> bool:
    account, person = identity.find_account(tx, user_id), directory.org(tx).find_person(user_id)
    is_open = account is not None and account.is_active and not account.is_suspended
    return is_open and (person is None or person.is_active)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_STEP, min_size=1, max_size=8))
def test_no_open_group_has_an_owner_who_is_gone(backend: Backend, steps: list[tuple[Any, ...]]) -> None:
    """After any changes, as long as anybody at all is left; members are then true to the audience, too."""
    url = backend.fresh()
    db = Database(url, ManualClock(), Ids(SERVER_NAME, seeded(1)))
    try:
        company = Company(db)
        room_ids = [
            company.found(owner="sun", audience=people("li"), deputies=["he"]).room_id,
            company.found(owner="li", audience=people("li")).room_id,
            company.found(owner="gu", audience=people("zhao", "wang")).room_id,
        ]
        for step in steps:
            try:
                company.write(lambda tx, step=step: _take(tx, step, room_ids))
            except FangyuanError:
                continue  # what may not be is undone
            company.read(lambda tx: _check(tx, room_ids))
        assert company.read(audit.verify).ok
    finally:
        db.close()
        backend.drop(url)


def _check(tx: Tx, room_ids: list[str]) -> None:
    anybody = any(_is_here(tx, user(one)) for one in EVERYBODY)
    for room_id in room_ids:
        group = groups.get(tx, room_id)
        assert not anybody or _is_here(tx, group.owner), group.owner
        assert group.charter is not None
        assert group.charter.owner == group.owner
        present = set(rooms.list_members(tx, room_id))
        wanted = {one for one in groups.wanted(tx, group) if identity.get_account(tx, one).is_active}
        assert present - {HOUSE} == wanted

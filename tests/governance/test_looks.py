"""Who looks into a group without being in it is filed and shown to its members; an auditor reads no messages."""

from __future__ import annotations

import pytest

from fangyuan import audit, identity
from tests.kit.client import MatrixClient
from tests.kit.company import beside_rig, found, people, sign_in, user, words_of_the_house
from tests.kit.fairly import HOLD, put, strict
from tests.kit.rig import Rig

API = "/_fangyuan/v1"
DAY_MS = 86_400_000


async def looks(client: MatrixClient, room: str) -> list[tuple[str, str]]:
    answer = await client.get(f"{API}/groups/{room}/looks")
    assert answer.status == 200, answer.body
    return [(look["user_id"], look["what"]) for look in answer.body["looks"]]


async def test_members_see_after_a_week_who_looked_from_outside(own_works: Rig) -> None:
    li, chen, wu, he = await sign_in(own_works, "li", "chen", "wu", "he")
    room = (await found(he, audience=people("li")))["room_id"]
    for client in (chen, wu, he, li):
        assert (await client.get(f"{API}/groups/{room}")).status == 200
    for _ in range(2):  # once a day is enough
        assert (await chen.get(f"{API}/groups/{room}/charter/versions")).status == 200
    assert await looks(li, room) == []
    own_works.clock.advance(7 * DAY_MS - 1)
    assert await looks(li, room) == []
    own_works.clock.advance(1)
    seen = [(user("chen"), "charter/versions"), (user("wu"), "group"), (user("chen"), "group")]
    assert await looks(li, room) == seen
    assert (await chen.get(f"{API}/groups/{room}/looks")).status == 403
    page = (await li.get(f"{API}/groups/{room}/looks", limit=2)).body
    rest = (await li.get(f"{API}/groups/{room}/looks", limit=2, **{"from": page["next"]})).body
    assert len(page["looks"] + rest["looks"]) == 3
    await chen.put(f"{API}/policies/looks", {"days": 90})
    assert await looks(li, room) == []


@pytest.mark.parametrize("command", ["!looks", "！谁看过"])
async def test_a_command_in_any_client_tells_privately(own_works: Rig, command: str) -> None:
    he, li, lin = await sign_in(own_works, "he", "li", "lin")
    room = (await found(he, audience=people("li")))["room_id"]
    await li.send(room, command)
    assert "7" in (await words_of_the_house(li))[-1]
    beside_rig(own_works, lambda tx: identity.set_admin(tx, lin.user_id, is_admin=True))
    [lin] = await sign_in(own_works, "lin")
    for path in ("members", "state"):
        assert (await lin.get(f"/_synapse/admin/v1/rooms/{room}/{path}")).status == 200
    own_works.clock.advance(7 * DAY_MS)
    await li.send(room, command)
    said = (await words_of_the_house(li))[-1]
    assert said.count("林管理") == said.count("members") + said.count("state") >= 2
    assert not any("林管理" in word for word in await words_of_the_house(he))


async def test_reading_what_was_reported_is_a_look(own_works: Rig) -> None:
    he, li, chen = await sign_in(own_works, "he", "li", "chen")
    room = (await found(he, audience=people("li")))["room_id"]
    event = await li.send(room, "三号泵停了")
    await he.ok("POST", f"/rooms/{room}/report/{event}", {"reason": "x"})
    [report] = (await chen.get(f"{API}/reports")).body["reports"]
    await chen.get(f"{API}/reports/{report['report_id']}")
    own_works.clock.advance(7 * DAY_MS)
    assert await looks(li, room) == [(chen.user_id, "reports")]


async def test_a_read_log_is_filed_but_reading_that_is_not(own_works: Rig) -> None:
    [wu] = await sign_in(own_works, "wu")

    def head() -> int:
        return beside_rig(own_works, audit.head)[0]

    before = head()
    for query in ({}, {}, {"act": "refusal"}, {"act": "log.read"}):
        assert (await wu.get(f"{API}/audit", **query)).status == 200
    [second, first] = (await wu.get(f"{API}/audit", act="log.read")).body["entries"]
    assert head() == before + 2
    assert (first["actor"], first["details"]) == (wu.user_id, {"after": {}})
    assert second["details"] == {"after": {"act": "refusal"}}


async def test_an_auditor_reads_the_log_and_no_messages(own_works: Rig) -> None:
    he, li, wu = await sign_in(own_works, "he", "li", "wu")
    room = await strict(he, audience=people("li", "sun"))
    answer = await put(li, room, HOLD, "held")
    assert "fangyuan.held" in answer.body
    assert (await wu.get(f"{API}/held", room=room)).body["held"] == []
    event = await li.send(room, "第三号泵的轴封")
    await he.ok("POST", f"/rooms/{room}/report/{event}", {"reason": "x"})
    for method, path in (
        ("GET", "reports"),
        ("GET", "reports/1"),
        ("POST", f"groups/{room}/exports"),
        ("GET", f"groups/{room}/exports"),
    ):
        told = await wu.request(method, f"{API}/{path}", {"reason": "x"} if method == "POST" else None)
        assert told.status == 403, path
    for path in (
        f"rooms/{room}/messages?dir=b",
        f"rooms/{room}/event/{event}",
        f"rooms/{room}/context/{event}",
    ):
        assert (await wu.get(f"/_matrix/client/v3/{path}")).status in (403, 404)
    whole = (await wu.get(f"{API}/audit/export")).body
    assert "第三号泵的轴封" not in whole.decode()

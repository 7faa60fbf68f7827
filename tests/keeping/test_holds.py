"""M22: a legal hold wins over retention, redaction, deletion and closing; two people release it."""

from __future__ import annotations

from typing import Any

from fangyuan.kernel.json import as_object
from tests.keeping.talk import API, DAY, acts, days_pass, keeping_group, said
from tests.kit.client import MatrixClient, part
from tests.kit.company import found, sign_in, user
from tests.kit.files import fetch, put_up, shown
from tests.kit.rig import Rig
from tests.kit.talk import texts, verdict

FORBIDDEN = (403, "M_FORBIDDEN")
HELD = "此内容正在依法保全，暂不能删除、关闭或合并。"


async def hold(client: MatrixClient, **what: Any) -> str:
    answer = await client.post(f"{API}/holds", {"reason": "劳动仲裁"} | what)
    assert answer.status == 200, answer
    return answer.body["hold_id"]


async def release(one: MatrixClient, other: MatrixClient, hold_id: str) -> None:
    asked = await one.post(f"{API}/holds/{hold_id}/release", {"reason": "结案"})
    assert asked.body["release_asked_by"] == one.user_id
    assert "released_ts" not in asked.body or asked.body["released_ts"] is None
    again = await one.post(f"{API}/holds/{hold_id}/release", {"reason": "结案"})
    assert again.status == 409
    done = await other.post(f"{API}/holds/{hold_id}/release", {"reason": "同意"})
    assert done.body["released_by"] == other.user_id


async def originals(client: MatrixClient, hold_id: str) -> list[str]:
    answer = await client.post(f"{API}/holds/{hold_id}/events")
    assert answer.status == 200, answer
    return [str(as_object(one["event"]["content"]).get("body")) for one in answer.body["events"]]


async def test_a_group_under_hold_keeps_message_and_file(works: Rig) -> None:
    he, li, wu, lin = await sign_in(works, "he", "li", "wu", "lin")
    room = await keeping_group(he, 7)
    old = await li.send(room, "旧账")
    address = await put_up(li, b"ledger", "text/plain", "ledger.txt")
    await li.send(room, shown(address))
    hold_id = await hold(wu, room_id=room)
    await days_pass(works, 9)
    assert (await li.get(f"/rooms/{part(room)}/event/{old}")).status == 200
    assert (await fetch(li, address)).status == 200
    closing = await lin.request("DELETE", f"/_synapse/admin/v1/rooms/{room}", {})
    assert (*verdict(closing), closing.body["error"]) == (*FORBIDDEN, HELD)
    gone = await lin.request("DELETE", f"/_synapse/admin/v1/media/{address.removeprefix('mxc://')}")
    assert (*verdict(gone), gone.body["error"]) == (*FORBIDDEN, HELD)
    into = (await found(he, name="另一个群", purpose="别的工作。"))["room_id"]
    merge = await he.post(f"{API}/groups/{room}/merge", {"into": into, "reason": "重复"})
    assert (*verdict(merge), merge.body["error"]) == (*FORBIDDEN, HELD)
    await release(wu, lin, hold_id)
    await days_pass(works, 1)
    assert (await li.get(f"/rooms/{part(room)}/event/{old}")).status == 404
    assert (await fetch(li, address)).status == 404
    rows = await acts(wu, hold_id, "hold.released")
    assert rows[0]["actor"] == lin.user_id


async def test_what_is_redacted_under_hold_is_kept_aside_out_of_sight(works: Rig) -> None:
    he, li, wang, wu, lin = await sign_in(works, "he", "li", "wang", "wu", "lin")
    room = await keeping_group(he, None)
    address = await put_up(li, b"evidence", "text/plain", "evidence.txt")
    first = await li.send(room, {"msgtype": "m.file", "body": "证据", "url": address})
    second = await wang.send(room, "无关")
    hold_id = await hold(lin, user_id=li.user_id)
    await li.redact(room, first)
    await wang.redact(room, second)
    for client in (wang, li, he):
        answer = await client.get(f"/rooms/{part(room)}/event/{first}")
        assert answer.body["content"] == {}
    assert await originals(lin, hold_id) == ["证据"]
    assert verdict(await wu.post(f"{API}/holds/{hold_id}/events")) == FORBIDDEN
    read = await acts(wu, room, "hold.read")
    assert read[0]["actor"] == lin.user_id
    await days_pass(works, 3)
    assert (await fetch(wang, address)).status == 404, "out of sight"
    there = await lin.get(f"/_synapse/admin/v1/media/{address.removeprefix('mxc://')}")
    assert there.status == 200, "but not gone"
    await release(lin, wu, hold_id)
    await days_pass(works, 2)
    assert await originals(lin, hold_id) == []
    there = await lin.get(f"/_synapse/admin/v1/media/{address.removeprefix('mxc://')}")
    assert there.status == 404


async def test_a_hold_of_a_person_or_a_time_lets_retention_go_on_around_it(works: Rig) -> None:
    he, li, wang, lin = await sign_in(works, "he", "li", "wang", "lin")
    room = await keeping_group(he, 7)
    await li.send(room, "李的话")
    await wang.send(room, "王的话")
    now = works.clock.now_ms()
    of_person = await hold(lin, user_id=li.user_id, room_id=room)
    of_time = await hold(lin, from_ts=now - DAY, to_ts=now - 1, until_ts=now + 100 * DAY)
    await days_pass(works, 9)
    assert not {"李的话", "王的话"} & set(texts(await said(wang, room)))
    assert await originals(lin, of_person) == ["李的话"]
    assert "李的话" not in await originals(lin, of_time)
    await days_pass(works, 100)
    listed = (await lin.get(f"{API}/holds", limit=200)).body["holds"]
    assert {of_person, of_time} <= {one["hold_id"] for one in listed}
    over = await lin.post(f"{API}/holds/{of_time}/release", {"reason": "x"})
    assert over.status == 409


async def test_a_hold_names_what_and_why(works: Rig) -> None:
    he, wu = await sign_in(works, "he", "wu")
    room = await keeping_group(he, 7)
    for body in (
        {"reason": "理由"},
        {"room_id": room},
        {"room_id": room, "reason": "理由", "from_ts": 5, "to_ts": 5},
        {"room_id": room, "reason": "理由", "until_ts": 1},
    ):
        assert (await wu.post(f"{API}/holds", body)).status == 400
    assert (await wu.post(f"{API}/holds", {"room_id": "!no:where", "reason": "x"})).status == 404
    assert verdict(await he.post(f"{API}/holds", {"room_id": room, "reason": "x"})) == FORBIDDEN
    assert verdict(await he.get(f"{API}/holds")) == FORBIDDEN


async def test_nobody_under_hold_has_his_account_erased(works: Rig) -> None:
    lin, wu = await sign_in(works, "lin", "wu")
    hold_id = await hold(wu, user_id=user("qian"))
    body = {"erase": True}
    refused = await lin.post(f"/_synapse/admin/v1/deactivate/{user('qian')}", body)
    assert (*verdict(refused), refused.body["error"]) == (*FORBIDDEN, HELD)
    await release(wu, lin, hold_id)

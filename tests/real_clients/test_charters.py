"""What a person meets whose client knows nothing of charters: he can read, accept and complete them in it."""

from __future__ import annotations

import pytest

from tests.kit.client import MatrixClient
from tests.kit.rig import PASSWORD, Rig
from tests.real_clients.conftest import Team
from tests.real_clients.governing import HOUSE, VIDEO, clause_number, found_team_group, house_chat
from tests.real_clients.stock import Library, Refused, StockClient
from tests.real_clients.test_talking import LIBRARIES

ERRORS = {"matrix-nio": "RoomSendError", "mautrix": "MForbidden", "matrix-js-sdk": "MatrixError"}
by_each_library = pytest.mark.parametrize("library", LIBRARIES)


async def refusal(client: StockClient, room: str, type: str, content: dict[str, object]) -> str:
    """Why the server doesn't let him send this; the library's own error says so."""
    with pytest.raises(Refused) as caught:
        await client.send(room, type, content)
    assert (caught.value.by, caught.value.errcode) == (ERRORS[client.library], "M_FORBIDDEN")
    return caught.value.text


@by_each_library
async def test_refused_by_a_clause(company: Rig, team: Team, library: Library) -> None:
    leader, group = await found_team_group(company, team)
    room, number = group["room_id"], clause_number(group, "message_kinds")
    async with library(company.base) as worker:
        await worker.sign_in(team.people[0], PASSWORD)
        await worker.see_joined(room)  # by the org chart: nobody has invited him
        await worker.say(room, "!accept")
        for _ in range(3):
            text = await refusal(worker, room, "m.room.message", VIDEO)
            assert f"第 {number} 条" in text
            assert "视频" in text
        chat = await house_chat(company, team.people[0])
        await worker.see_joined(chat)
        word = await worker.see(chat, sender=HOUSE, type="m.room.message")
        assert word.body is not None
        assert "班组工作群" in word.body
        assert f"第 {number} 条" in word.body
        assert "视频" in word.body
        await accept(leader, room)
        await leader.send(room, "视频请发到闲聊群")
        await worker.see(room, body="视频请发到闲聊群")  # so everything before has come, too
        assert [seen.sender for seen in await worker.seen(chat) if seen.body] == [HOUSE]
        assert not any(seen.content.get("msgtype") == "m.video" for seen in await worker.history(room))


async def accept(client: MatrixClient, room: str) -> None:
    await client.ok("POST", f"/_fangyuan/v1/groups/{room}/charter/acceptance")


@by_each_library
@pytest.mark.parametrize("way", ["reaction", "message"])
async def test_accepting_the_charter(company: Rig, team: Team, library: Library, way: str) -> None:
    _, group = await found_team_group(company, team)
    room, number = group["room_id"], clause_number(group, "accept_first")
    async with library(company.base) as worker:
        await worker.sign_in(team.people[1], PASSWORD)
        await worker.see_joined(room)
        for _ in range(2):
            text = await refusal(worker, room, "m.room.message", {"msgtype": "m.text", "body": "好的"})
            assert f"第 {number} 条" in text
            assert "!accept" in text
            assert "✅" in text
        await worker.react(room, group["charter_event_id"], "👍")  # is no acceptance
        await refusal(worker, room, "m.room.message", {"msgtype": "m.text", "body": "好的"})
        if way == "reaction":
            await worker.react(room, await pinned(worker, room), "✅")
        else:
            await worker.say(room, "!accept")
        said = await worker.say(room, "好的")
        assert (await worker.see(room, body="好的")).event_id == said
        words = [seen for seen in await worker.seen(await house_chat(company, team.people[1])) if seen.body]
        assert len(words) == 1


async def pinned(client: StockClient, room: str) -> str:
    [event_id] = (await client.state(room, "m.room.pinned_events"))["pinned"]
    return event_id


@by_each_library
async def test_reading_the_charter(company: Rig, team: Team, library: Library) -> None:
    """As state that a program reads, as the pinned message and the topic that people read."""
    _, group = await found_team_group(company, team)
    room = group["room_id"]
    async with library(company.base) as worker:
        await worker.sign_in(team.people[2], PASSWORD, events=2)  # so little, and yet the charter is there
        await worker.see_joined(room)
        state = await worker.state(room, "fangyuan.charter")
        assert state["version"] == 1
        assert state["charter"]["clauses"] == group["charter"]["clauses"]
        assert state["text"] == group["text"]
        message = await worker.see(room, event_id=await pinned(worker, room))
        assert (message.type, message.sender) == ("m.room.message", HOUSE)
        assert message.body is not None
        for words in group["text"].values():
            assert words in message.body
        assert (await worker.state(room, "m.room.topic"))["topic"] == "排班与交接。"
        assert (await worker.state(room, "m.room.name"))["name"] == "班组工作群"
        history = await worker.history(room)
        assert [seen.event_id for seen in history if seen.body] == [message.event_id]


@by_each_library
async def test_a_group_without_a_purpose_is_closed_to_others(
    company: Rig, team: Team, library: Library
) -> None:
    other = await company.login(team.people[1])
    async with library(company.base) as founder:
        await founder.sign_in(team.people[0], PASSWORD)
        room = await founder.create_group("新项目")
        asked = await founder.see(room, sender=HOUSE, type="m.room.message")
        assert asked.body is not None
        assert "用途" in asked.body
        with pytest.raises(Refused) as caught:
            await founder.invite(room, other.user_id)
        assert caught.value.errcode == "M_FORBIDDEN"
        assert "用途" in caught.value.text
        assert (await other.post(f"/join/{room}")).status == 403
        assert (await founder.state(room, "fangyuan.charter"))["status"] == "draft"
        await founder.set_topic(room, "三号线改造")
        charter = await founder.state(room, "fangyuan.charter")
        assert (charter["status"], charter["version"]) == ("open", 1)
        assert charter["charter"]["purpose"] == "三号线改造"
        await founder.see(room, event_id=await pinned(founder, room))
        await founder.invite(room, other.user_id)
        await other.join(room)
        await other.send(room, "来了")
        await founder.see(room, body="来了")


@by_each_library
async def test_a_new_version_of_the_charter(company: Rig, team: Team, library: Library) -> None:
    """A project group's owner forbids videos: the members see the new charter at once, and it holds for them."""
    owner = await company.login(team.leader)
    async with library(company.base) as member:
        await member.sign_in(team.people[0], PASSWORD)
        room = await owner.create_room(name="改造", topic="三号线改造")
        await owner.invite(room, member.user_id)
        await member.see_invite(room)
        await member.join(room)
        await member.send(room, "m.room.message", VIDEO)
        clauses = [{"type": "message_kinds", "allowed": ["text"]}]
        await owner.ok("PUT", f"/_fangyuan/v1/groups/{room}/charter", {"clauses": clauses})
        await member.see(room, type="fangyuan.charter")
        await member.see(room, event_id=await pinned(member, room))
        assert "群规第 1 条" in await refusal(member, room, "m.room.message", VIDEO)
        await member.say(room, "好的")

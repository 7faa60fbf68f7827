"""matrix-js-sdk's SlidingSync beside the clients that use /sync: they see the same."""

from __future__ import annotations

from tests.kit.rig import PASSWORD, Rig
from tests.real_clients.by_js import JsSdkClient, SlidingJsSdkClient
from tests.real_clients.conftest import Team


async def test_who_syncs_by_windows_sees_what_others_see(company: Rig, team: Team) -> None:
    async with SlidingJsSdkClient(company.base) as anna, JsSdkClient(company.base) as ben:
        await anna.sign_in(team.people[0], PASSWORD)
        await ben.sign_in(team.people[1], PASSWORD)
        room = await ben.create_group("周会", topic="每周一的碰头会")
        await ben.invite(room, anna.user_id)
        await anna.see_invite(room)
        await anna.join(room)
        await anna.see_joined(room)
        first = await ben.say(room, "早")
        assert (await anna.see(room, body="早")).event_id == first
        answer = await anna.say(room, "早上好")
        assert (await ben.see(room, body="早上好")).event_id == answer
        assert (await anna.see(room, body="早上好")).event_id == answer
        reaction = await ben.react(room, answer, "👍")
        seen = await anna.see(room, key="👍")
        assert (seen.event_id, seen.relates_to) == (reaction, answer)
        await ben.mark_read(room, answer)
        await anna.see_receipt(room, answer, ben.user_id)
        ids = [seen.event_id for seen in await anna.seen(room)]
        assert len(ids) == len(set(ids))


async def test_counts_and_history_by_windows(company: Rig, team: Team) -> None:
    """A new device knows what is unread, and pages back from where its window begins."""
    writer = await company.login(team.people[0])
    async with JsSdkClient(company.base) as early, SlidingJsSdkClient(company.base) as late:
        await early.sign_in(team.people[1], PASSWORD)
        room = await writer.create_room(is_direct=True, invite=[early.user_id], preset="trusted_private_chat")
        await early.join(room)
        lines = [f"第 {number} 条" for number in range(15)]
        last = [await writer.send(room, line) for line in lines][-1]
        await late.sign_in(team.people[1], PASSWORD, events=3)
        await late.see(room, event_id=last)
        assert await late.unread(room) == (15, 0)
        await early.see(room, event_id=last)
        await early.mark_read(room, last)
        await late.see_receipt(room, last, early.user_id)
        assert await late.unread(room) == (0, 0)
        found = await late.history(room)
        said = [
            seen.body for seen in found if seen.type == "m.room.message" and seen.sender == writer.user_id
        ]
        assert said == lines

"""Waiting: what comes in any moment between reading and waiting is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from fangyuan import identity, sync
from fangyuan.kernel import json
from fangyuan.timeline import Reader
from tests.laws.house import SERVER_NAME, House, LocalClient

_LONG_MS = 5_000


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    opened = House(database_url, groups={"ungoverned_rooms": True})
    opened.open()
    yield opened
    opened.close()


def test_what_comes_while_a_session_is_looked_up_is_not_slept_through(house: House) -> None:
    async def story() -> None:
        anna, ben = [await _person(house, name) for name in ("anna", "ben")]
        room = await anna.create_room(preset="public_chat")
        await ben.join(room)
        since, hub = int((await ben.sync())["next_batch"]), house.app.hub
        checked: list[str] = []

        async def check() -> None:
            if not checked:
                checked.append(await anna.send(room, "meanwhile"))

        reader = Reader(ben.user_id, ben.device_id, house.app.db.clock.now_ms())
        answer = asyncio.create_task(
            sync.serve(
                hub, reader, since, sync.OPEN_FILTER, timeout_ms=_LONG_MS, full_state=False, check=check
            )
        )
        viewer = await hub.viewer(ben.user_id)
        while not viewer.waiting:
            await house.read(lambda tx: tx.position)
        await house.write(lambda tx: tx.note("session", user_id=ben.user_id))  # wakes him, and tells nothing
        told = json.decode(await answer)
        timeline = told["rooms"]["join"][room]["timeline"]["events"]
        assert [event["event_id"] for event in timeline] == checked

    house.run(story())


async def _person(house: House, name: str) -> LocalClient:
    user_id = f"@{name}:{SERVER_NAME}"
    await house.write(lambda tx: identity.create_account(tx, user_id))
    return await house.sign_in(user_id, "PHONE")

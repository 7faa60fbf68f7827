"""MSC4186: what connections cost, and when they end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fangyuan import identity
from fangyuan.db import SQL, Tx
from fangyuan.sync.sliding import drop_old_connections
from fangyuan.sync.sliding.connections import Connections
from tests.kit.sliding import Window, a_list, window
from tests.laws.house import SERVER_NAME, House, LocalClient

_STATES = SQL("SELECT COUNT(*) FROM sliding_states WHERE user_id = :user_id")
DAY_MS = 24 * 3_600_000
ALL = ("account_data", "receipts", "typing", "e2ee")


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    opened = House(database_url, groups={"ungoverned_rooms": True})
    opened.open()
    yield opened
    opened.close()


async def _person(house: House, name: str) -> LocalClient:
    user_id = f"@{name}:{SERVER_NAME}"
    await house.write(lambda tx: identity.create_account(tx, user_id))
    return await house.sign_in(user_id, "PHONE")


async def _states(house: House, client: LocalClient) -> int:
    return await house.read(lambda tx: tx.value(_STATES, user_id=client.user_id))


class Counted:
    """How often the database was read and written, from when it was made."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reads = self.writes = 0
        db = house.app.db
        read, write = db.read, db.write

        async def count_read(function: Callable[[Tx], Any]) -> Any:
            self.reads += 1
            return await read(function)

        async def count_write(function: Callable[[Tx], Any]) -> Any:
            self.writes += 1
            return await write(function)

        monkeypatch.setattr(db, "read", count_read)
        monkeypatch.setattr(db, "write", count_write)


def test_who_has_everything_costs_no_database(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        anna, ben = await _person(house, "anna"), await _person(house, "ben")
        room = await anna.create_room(preset="public_chat", name="Plant")
        other = await anna.create_room(name="elsewhere")
        await ben.join(room)
        extensions = {name: {"enabled": True} for name in ALL}
        view = window(ben, limit=20)
        view.body["extensions"] = extensions
        await view.sync()
        await view.sync()
        await anna.send(other, "not ben's")
        counted = Counted(house, monkeypatch)
        got = await view.sync()
        assert got["rooms"] == {}
        assert got["extensions"]["account_data"] == {"global": [], "rooms": {}}
        assert (counted.reads, counted.writes) == (0, 0)
        await anna.send(room, "hi")
        before = counted.writes
        assert len((await view.rooms())[room]["timeline"]) == 1
        assert counted.writes == before  # what was told of the room is in the `pos`

    house.run(story())


def test_a_connection_has_few_states(house: House) -> None:
    async def story() -> None:
        (anna,) = [await _person(house, "anna")]
        view = window(anna, (0, 0), limit=1)
        for number in range(8):
            await anna.create_room(name=f"{number}")
            await view.ask()
            await view.sync()
        assert await _states(house, anna) <= 5
        view.pos = None
        await view.sync()
        assert await _states(house, anna) == 1

    house.run(story())


def test_connections_end_with_their_device_and_when_long_unused(house: House) -> None:
    async def story() -> None:
        anna = await _person(house, "anna")
        laptop = await house.sign_in(anna.user_id, "LAPTOP")
        phone = window(anna)
        await phone.sync()
        await Window(laptop, lists={"all": a_list()}).sync()
        assert await _states(house, anna) == 2
        await laptop.logout()
        await house.write(drop_old_connections)
        assert await _states(house, anna) == 1
        house.clock.advance(31 * DAY_MS)
        await house.write(drop_old_connections)
        assert await _states(house, anna) == 0
        house.app.sliding.connections = Connections()
        assert (await phone.ask()).errcode == "M_UNKNOWN_POS"

    house.run(story())


def test_what_grows_drives_out_what_is_least_used(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fangyuan.sync.sliding.connections._MOST_ROOMS", 10)

    async def story() -> None:
        anna = await _person(house, "anna")
        rooms = [await anna.create_room(name=f"{number}") for number in range(4)]
        views = [Window(anna, conn_id=f"{number}", lists={"all": a_list()}) for number in range(3)]
        for view in views:
            await view.sync()
        await anna.send(rooms[0], "hi")
        for view in views:  # those that memory has lost are found again
            found = (await view.rooms())[rooms[0]]
            assert "initial" not in found
            assert len(found["timeline"]) == 1

    house.run(story())

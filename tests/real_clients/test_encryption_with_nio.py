"""End-to-end encryption with matrix-nio, whose crypto is vodozemac: what bots and scripts use."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import nio  # pyright: ignore[reportMissingTypeStubs] - it has no types, so what comes of it is Any here

from tests.kit.client import part
from tests.kit.rig import PASSWORD, Rig
from tests.real_clients.by_nio import checked
from tests.real_clients.conftest import Team
from tests.real_clients.test_encryption import Device, confidential

PATIENCE_S = 40


class NioDevice:
    """One device of a person; its keys lie in a folder, as nio keeps them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._nio: Any = None
        self._syncing: asyncio.Task[None] | None = None
        self._read: dict[str, list[str]] = {}  # room -> bodies that could be read
        self._unreadable: dict[str, int] = {}
        self._verifying: list[Any] = []
        self._changed = asyncio.Condition()
        self.misread: list[Any] = []

    @property
    def user_id(self) -> str:
        return self._nio.user_id

    @property
    def device_id(self) -> str:
        return self._nio.device_id

    async def sign_in(self, company: Rig, name: str) -> None:
        """With its keys published."""
        self.folder.mkdir()
        config = nio.AsyncClientConfig(encryption_enabled=True)
        self._nio = nio.AsyncClient(company.base, name, store_path=str(self.folder), config=config)
        checked(await self._nio.login(PASSWORD, device_name="nio"))
        checked(await self._nio.keys_upload())

    async def follow(self) -> None:
        self._nio.add_event_callback(self._on_text, nio.RoomMessageText)
        self._nio.add_event_callback(self._on_unreadable, nio.MegolmEvent)
        self._nio.add_to_device_callback(self._on_verification, nio.KeyVerificationEvent)
        self._nio.add_response_callback(self._on_sync, (nio.SyncResponse, nio.KeysQueryResponse))
        self._nio.add_response_callback(self._on_error, nio.ErrorResponse)
        self._syncing = asyncio.create_task(self._nio.sync_forever(timeout=30_000, full_state=True))
        await self.until("the first sync", lambda: self._nio.next_batch)

    async def stop(self) -> None:
        if self._syncing is not None:
            self._syncing.cancel()
            await asyncio.gather(self._syncing, return_exceptions=True)
        await self._nio.close()
        assert not self.misread, f"nio could not read {self.misread}"

    async def _on_text(self, room: Any, event: Any) -> None:
        assert event.decrypted or room.room_id not in self._read or not room.encrypted
        self._read.setdefault(room.room_id, []).append(event.body)

    async def _on_unreadable(self, room: Any, _event: Any) -> None:
        self._unreadable[room.room_id] = self._unreadable.get(room.room_id, 0) + 1

    async def _on_verification(self, event: Any) -> None:
        self._verifying.append(event)
        await self._look_again()

    async def _on_sync(self, _response: Any) -> None:
        await self._look_again()

    async def _on_error(self, response: Any) -> None:
        self.misread.append(response)

    async def _look_again(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(self, what: str, look: Any) -> Any:
        try:
            async with asyncio.timeout(PATIENCE_S), self._changed:
                while not (found := look()):
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"{self._nio.user} waited {PATIENCE_S} s in vain for {what}") from None
        return found

    # -- talking ---------------------------------------------------------------------------------------------

    async def in_room(self, room: str) -> None:
        await self.until("the room", lambda: room in self._nio.rooms)

    async def say(self, room: str, body: str) -> None:
        content = {"msgtype": "m.text", "body": body}
        checked(await self._nio.room_send(room, "m.room.message", content, ignore_unverified_devices=True))

    async def reads(self, room: str, body: str) -> None:
        await self.until(f"{body!r}, read {self._read}", lambda: body in self._read.get(room, ()))

    def unreadable(self, room: str) -> int:
        return self._unreadable.get(room, 0)

    # -- verifying -------------------------------------------------------------------------------------------

    async def knows(self, other: NioDevice) -> Any:
        """Waits until it has the other device's keys."""

        def look() -> Any:
            return self._nio.device_store[other.user_id].get(other.device_id)

        return await self.until("the device", look)

    async def _next(self, kind: type) -> Any:
        return await self.until(
            kind.__name__, lambda: next((event for event in self._verifying if isinstance(event, kind)), None)
        )

    async def begin(self, other: NioDevice) -> list[Any]:
        """Asks the other device to compare; gives the emoji."""
        checked(await self._nio.start_key_verification(await self.knows(other)))
        await self._next(nio.KeyVerificationKey)
        (sas,) = self._nio.key_verifications.values()
        return sas.get_emoji()

    async def accept(self) -> list[Any]:
        started = await self._next(nio.KeyVerificationStart)
        checked(await self._nio.accept_key_verification(started.transaction_id))
        sas = self._nio.key_verifications[started.transaction_id]
        await self._next(nio.KeyVerificationKey)
        return sas.get_emoji()

    async def confirm(self) -> None:
        """The emoji are the same: says so, and waits for the other to say so."""
        ((transaction, sas),) = self._nio.key_verifications.items()
        checked(await self._nio.confirm_short_auth_string(transaction))
        await self.until("the other's word", lambda: sas.verified)

    def trusts(self, other: NioDevice) -> bool:
        return self._nio.device_store[other.user_id][other.device_id].verified


async def nio_devices(stack: AsyncExitStack, company: Rig, folder: Path, *names: str) -> list[NioDevice]:
    """All sign in before any syncs: nio forgets who changed his keys while it is asking for them."""
    started = [NioDevice(folder / f"{number}-{name}") for number, name in enumerate(names)]
    for device, name in zip(started, names, strict=True):
        await device.sign_in(company, name)
        stack.push_async_callback(device.stop)
    for device in started:
        await device.follow()
    return started


async def test_two_people_with_two_devices_each_verify_and_talk(
    company: Rig, team: Team, tmp_path: Path
) -> None:
    anna, ben, _ = team.people
    _, group = await confidential(company, team, anna, ben)
    async with AsyncExitStack() as stack:
        a1, a2, b1, b2 = everybody = await nio_devices(stack, company, tmp_path, anna, anna, ben, ben)
        for device in everybody:
            await device.in_room(group)
            for other in everybody:
                if other is not device:
                    await device.knows(other)
        mine, theirs = await asyncio.gather(a1.begin(b1), b1.accept())
        assert mine == theirs
        assert len(mine) == 7
        await asyncio.gather(a1.confirm(), b1.confirm())
        assert a1.trusts(b1)
        assert b1.trusts(a1)
        assert not a1.trusts(b2)
        for sender, body in ((a1, "配方是三比一"), (b2, "收到"), (a2, "明天试")):
            await sender.say(group, body)
            for reader in everybody:
                if reader is not sender:  # nio doesn't give its own sessions to itself anew
                    await reader.reads(group, body)


async def test_a_bot_of_nio_and_a_person_with_element_read_each_other(
    company: Rig, team: Team, tmp_path: Path
) -> None:
    anna, ben, carl = team.people
    leader, group = await confidential(company, team, anna, ben)
    async with AsyncExitStack() as stack:
        element = Device()
        stack.push_async_callback(element.js.stop)
        await element.start(company, anna)
        (bot,) = await nio_devices(stack, company, tmp_path, ben)
        await bot.in_room(group)
        await element.say(group, "泵的状态？")
        await bot.reads(group, "泵的状态？")
        await bot.say(group, "一切正常")
        await element.reads(group, "一切正常")
        # Somebody comes: he reads what is said from then on, and nothing older.
        (newcomer,) = await nio_devices(stack, company, tmp_path, carl)
        await leader.ok("POST", f"/rooms/{part(group)}/invite", {"user_id": newcomer.user_id})
        await (await company.login(carl)).join(group)
        await newcomer.in_room(group)
        await element.say(group, "欢迎")
        for device in (bot, newcomer):
            await device.reads(group, "欢迎")
        assert newcomer.unreadable(group) == 2

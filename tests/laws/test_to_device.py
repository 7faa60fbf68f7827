"""Law: a message to a device comes in its order, is never lost and never doubled.

Whatever happens between: answers that never arrive and are asked for again, old requests that arrive late, more
messages than an answer holds, a memory that forgets, a server that starts anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fangyuan import e2ee, identity
from fangyuan.db import Tx
from tests.kit.client import Json
from tests.laws.house import SERVER_NAME, House, LocalClient

DEVICES = 2
MOST = 3  # messages of one answer, so that a few are many
_tags = count(1)


@dataclass(frozen=True)
class Send:
    """To one device, to both at once, or to all that there are."""

    to: int
    number: int


@dataclass(frozen=True)
class Sync:
    """`arrives`: whether the device gets the answer. `late`: a request of before, whose answer nobody waits for."""

    device: int
    arrives: bool
    late: int = 0


@dataclass(frozen=True)
class Forget:
    """What the server remembers is dropped: because another process wrote, or because it was started anew."""

    restart: bool


Step = Send | Sync | Forget
_DEVICE = st.integers(0, DEVICES - 1)
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(Send, st.integers(0, DEVICES + 1), st.integers(1, 7)),
    st.builds(Sync, _DEVICE, st.booleans()),
    st.builds(Sync, _DEVICE, st.just(True)),
    st.builds(Sync, _DEVICE, st.just(False), st.integers(1, 4)),
    st.builds(Forget, st.booleans()),
)


class Story:
    """A sender, and the devices of one person with what each has got."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.house = House(url, seed=next(_tags))
        self.house.open()
        self.sent: list[list[int]] = [[] for _ in range(DEVICES)]
        self.got: list[list[int]] = [[] for _ in range(DEVICES)]
        self.tokens: list[list[str]] = [[] for _ in range(DEVICES)]
        self.sender: LocalClient
        self.devices: list[LocalClient] = []
        self._numbers = count()

    def close(self) -> None:
        self.house.close()

    def begin(self) -> None:
        tag = next(_tags)
        users = [f"@{name}{tag}:{SERVER_NAME}" for name in ("anna", "ben")]

        async def people() -> None:
            def accounts(tx: Tx) -> None:
                for user_id in users:
                    identity.create_account(tx, user_id)

            await self.house.write(accounts)
            self.sender = await self.house.sign_in(users[0], "SENDER")
            self.devices = [await self.house.sign_in(users[1], f"D{n}") for n in range(DEVICES)]
            for device in range(DEVICES):
                await self.sync(Sync(device, arrives=True))

        self.house.run(people())

    async def send(self, step: Send) -> None:
        names = [client.device_id for client in self.devices]
        for _ in range(step.number):
            number = next(self._numbers)
            to = [names[step.to]] if step.to < DEVICES else names if step.to == DEVICES else ["*"]
            for device, name in enumerate(names):
                if name in to or "*" in to:
                    self.sent[device].append(number)
            body = {"messages": {self.devices[0].user_id: {name: {"number": number} for name in to}}}
            for _ in range(1 + number % 2):  # every other one is sent again, as after a lost answer
                await self.sender.ok("PUT", f"/sendToDevice/org.example.number/{number}", body)

    async def sync(self, step: Sync) -> Json:
        client, tokens = self.devices[step.device], self.tokens[step.device]
        since = tokens[max(0, len(tokens) - 1 - step.late)] if tokens else None
        answer = await client.ok("GET", "/sync", **({"since": since} if since else {}))
        numbers = [event["content"]["number"] for event in answer.get("to_device", {}).get("events", [])]
        assert len(numbers) <= MOST
        if step.arrives:
            self.got[step.device] += numbers
            tokens.append(answer["next_batch"])
            assert self.got[step.device] == self.sent[step.device][: len(self.got[step.device])]
        return answer

    def forget(self, step: Forget) -> None:
        if not step.restart:
            hub = self.house.app.hub
            hub.lost(hub.position)
            return
        self.house.close()
        self.house = House(self.url, seed=next(_tags))
        self.house.open()
        for client in (self.sender, *self.devices):
            client.move(self.house)

    def live_through(self, steps: list[Step]) -> None:
        self.begin()
        for step in steps:
            if isinstance(step, Send):
                self.house.run(self.send(step))
            elif isinstance(step, Sync):
                self.house.run(self.sync(step))
            else:
                self.forget(step)
        self.house.run(self.drain())

    async def drain(self) -> None:
        for device, client in enumerate(self.devices):
            while self.got[device] != self.sent[device]:
                answer = await self.sync(Sync(device, arrives=True))
                assert "to_device" in answer, f"lost: {self.sent[device][len(self.got[device]) :]}"
            for _ in range(2):  # the last token proves that all has come: nothing is kept
                assert "to_device" not in await self.sync(Sync(device, arrives=True))
            left = await self.house.read(_left(client.user_id, client.device_id))
            assert left == []


def _left(user_id: str, device_id: str) -> Callable[[Tx], list[Any]]:
    return lambda tx: e2ee.list_to_device(tx, user_id, device_id, tx.position, 1_000)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fangyuan.e2ee.MOST_TO_DEVICE", MOST)


# A request that arrives late must not make a message move that was told meanwhile.
LATE: list[Step] = [
    Send(0, 3),
    Sync(0, arrives=True),
    Send(0, 1),
    Sync(0, arrives=True),
    Sync(0, arrives=False, late=2),
    Send(0, 3),
    Sync(0, arrives=True),
    Sync(0, arrives=False, late=3),
    Sync(0, arrives=True),
]


@example(steps=LATE)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=40))
def test_messages_to_devices_are_never_lost_never_doubled(
    database_url: str, few: None, steps: list[Step]
) -> None:
    story = Story(database_url)
    try:
        story.live_through(steps)
    finally:
        story.close()

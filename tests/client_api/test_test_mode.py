"""The test mode: what public conformance suites need, from one setting; nothing of it without."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NoReturn

import pytest
import structlog

from fangyuan.http import server
from tests.kit.backend import Backend
from tests.kit.rig import Rig

PRODUCTION = {
    "limits": {"enabled": True, "login_burst": 1, "login_per_minute": 0.1},
    "registration": {"mode": "closed"},
    "passwords": {"cheap": False},
}
DUMMY = {"type": "m.login.dummy"}


@pytest.fixture
def lenient(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Rig]:
    """A server as it is in production, but for the one setting, of which it warns."""
    warned: list[str] = []
    # Not structlog's own capturing: a logger that another test had used before keeps what it was configured with.
    monkeypatch.setattr(
        server, "log", structlog.wrap_logger(None, processors=[partial(_keep_warning, warned)])
    )
    opened = Rig(backend, tmp_path_factory.mktemp("rig"), **PRODUCTION, test_mode=True)
    yield opened
    opened.close()
    assert any("测试模式" in words and "Test mode" in words for words in warned)


def _keep_warning(warned: list[str], _logger: Any, name: str, event: structlog.typing.EventDict) -> NoReturn:
    if name == "warning":
        warned.append(event["event"])
    raise structlog.DropEvent


async def test_anybody_registers_in_one_step_as_often_as_he_likes(lenient: Rig) -> None:
    for number in range(5):
        body = {"username": f"u{number}", "password": "p", "auth": DUMMY}
        assert (await lenient.client().post("/register", body)).status == 200
    challenge = await lenient.client().post("/register", {})  # the suites ask for the flows first
    assert challenge.status == 401
    assert challenge.body["flows"] == [{"stages": ["m.login.dummy"]}]


async def test_a_token_in_the_query_counts(lenient: Rig) -> None:
    alice = await lenient.user("alice")
    nobody = lenient.client()
    assert (await nobody.get("/account/whoami", access_token=alice.token)).status == 200
    assert (await nobody.get("/account/whoami", access_token="nonsense")).errcode == "M_UNKNOWN_TOKEN"


async def test_rooms_are_plain(lenient: Rig) -> None:
    alice = await lenient.user("alice")
    room = await alice.create_room(preset="public_chat")
    types = [event["type"] for event in await alice.ok("GET", f"/rooms/{room}/state")]
    assert "fangyuan.charter" not in types


async def test_without_it_nothing_of_this_holds(rig: Rig) -> None:
    alice = await rig.user("alice")
    await rig.restart(**PRODUCTION)
    nobody = rig.client()
    refused = await nobody.post("/register", {"username": "u", "password": "a long one", "auth": DUMMY})
    assert (refused.status, refused.errcode) == (403, "M_FORBIDDEN")
    assert (await nobody.post("/register", {})).errcode == "M_LIMIT_EXCEEDED"
    assert (await nobody.get("/account/whoami", access_token=alice.token)).errcode == "M_MISSING_TOKEN"

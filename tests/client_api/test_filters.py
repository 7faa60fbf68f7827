"""§Filtering: filters that clients keep on the server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.rig import Rig

FILTER = "/user/@alice:test.local/filter"
DEFINITION = {
    "event_fields": ["type", "content", "sender"],
    "event_format": "client",
    "presence": {"not_senders": ["@alice:example.com"], "types": ["m.presence"]},
    "room": {
        "ephemeral": {"not_rooms": ["!726s6s6q:example.com"], "types": ["m.receipt", "m.typing"]},
        "state": {"lazy_load_members": True, "types": ["m.room.*"]},
        "timeline": {"limit": 10, "not_types": ["m.room.message"]},
        "include_leave": True,
    },
}


@pytest.mark.parametrize("version", ["v3", "r0"])
async def test_a_filter_is_kept(rig: Rig, version: str) -> None:
    alice = await rig.user("alice")
    path = f"/_matrix/client/{version}{FILTER}"
    filter_id = (await alice.ok("POST", path, DEFINITION))["filter_id"]
    assert not filter_id.startswith("{")
    assert await alice.ok("GET", f"{path}/{filter_id}") == DEFINITION
    await rig.restart()
    assert await alice.ok("GET", f"{path}/{filter_id}") == DEFINITION
    assert (await alice.ok("POST", path, DEFINITION))["filter_id"] == filter_id


async def test_filters_are_each_person_s_own(rig: Rig) -> None:
    alice, bob = await rig.user("alice"), await rig.user("bob")
    filter_id = (await alice.ok("POST", FILTER, DEFINITION))["filter_id"]
    answer = await bob.get(f"/user/@bob:test.local/filter/{filter_id}")
    assert (answer.status, answer.errcode) == (404, "M_NOT_FOUND")


@pytest.mark.parametrize(
    "definition",
    [
        {"room": "all"},
        {"room": {"timeline": {"limit": "ten"}}},
        {"room": {"rooms": "!r:test.local"}},
        {"presence": {"not_senders": "@bob:test.local"}},
        {"event_fields": "type"},
        {"event_format": "xml"},
        b"[]",
    ],
)
async def test_nonsense_is_refused_before_it_is_kept(rig: Rig, definition: Any) -> None:
    alice = await rig.user("alice")
    answer = await alice.post(FILTER, definition)
    assert (answer.status, answer.errcode) == (400, "M_BAD_JSON")


async def test_a_filter_has_a_largest_size(rig: Rig) -> None:
    alice = await rig.user("alice")
    answer = await alice.post(FILTER, {"x": "x" * 65_536})
    assert (answer.status, answer.errcode) == (413, "M_TOO_LARGE")

"""What is the same for every request: §API standards (CORS, errors, limits, authentication) at the edge."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from tests.kit.client import MatrixClient
from tests.kit.edge import check_cors, check_error
from tests.kit.rig import Rig
from tests.kit.talk import people, verdict

VERSIONS = pytest.mark.parametrize("version", ["v3", "r0"])
UNKNOWN = [
    "/_matrix/client/v3/nothing",
    "/_matrix/client/v3",
    "/_matrix/client/v3/",
    "/_matrix/client/v99/sync",
    "/_matrix/client/r0/nothing/at/all",
    "/_matrix/client/v3/rooms",
    "/_matrix/client/v3/rooms/!r:test.local/nothing",
    "/_matrix/client/v3/sync/",
    "/_matrix/client/unstable/org.example",
    "/_matrix/federation/v1/version",
    "/_matrix/identity/v2",
    "/_matrix",
    "/nothing",
    "/",
    "/_matrix/client/v3/%2e%2e/sync",
    "//",
]


# -- CORS and unknown endpoints --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", UNKNOWN)
async def test_unknown_endpoints(server: Rig, path: str) -> None:
    (alice,) = await people(server, "alice")
    for client in (alice, server.client()):
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            answer = await client.request(method, path, None if method == "GET" else b"{}")
            check_error(answer, 404, "M_UNRECOGNIZED")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/sync"),
        ("POST", "/sync"),
        ("PATCH", "/createRoom"),
        ("GET", "/createRoom"),
        ("POST", "/rooms/!r:test.local/send/m.room.message/t"),
        ("POST", "/rooms/!r:test.local/state/m.room.topic/"),
        ("GET", "/rooms/!r:test.local/invite"),
        ("PUT", "/versions"),
    ],
)
@VERSIONS
async def test_known_paths_under_other_methods(server: Rig, method: str, path: str, version: str) -> None:
    (alice,) = await people(server, "alice")
    base = "/_matrix/client" if path == "/versions" else f"/_matrix/client/{version}"
    for client in (alice, server.client()):
        check_error(await client.request(method, base + path, b"{}"), 405, "M_UNRECOGNIZED")


@pytest.mark.parametrize(
    "path",
    [
        "/_matrix/client/v3/sync",
        "/_matrix/client/versions",
        *UNKNOWN[:3],
        "/_matrix/client/v3/rooms/a%2Fb/state/x/",
    ],
)
async def test_a_browser_asks_first(server: Rig, path: str) -> None:
    """Preflight requests carry no token and must pass anyway."""
    asked = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = await server.client().request("OPTIONS", path, headers=asked)
    assert answer.status in (200, 204)
    check_cors(answer.headers)


async def test_every_kind_of_answer_may_be_read_by_a_browser(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    stranger = server.client()
    answers = {
        200: await alice.get("/sync"),
        400: await alice.put(f"/rooms/{room}/send/m.room.message/t", b"{"),
        401: await stranger.get("/sync"),
        403: await alice.get("/rooms/!nowhere:test.local/joined_members"),
        404: await alice.get(f"/rooms/{room}/event/$nowhere"),
        405: await alice.delete("/sync"),
        413: await alice.put(f"/rooms/{room}/send/m.room.message/t", {"body": "x" * 70_000}),
    }
    for status, answer in answers.items():
        assert answer.status == status or status == 403
        check_cors(answer.headers)
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (await stranger.get("/_matrix/client/versions")).status == 200


@pytest.mark.parametrize("path", ["/_matrix/client/versions", "/sync", "/joined_rooms", "/nothing"])
async def test_head(server: Rig, path: str) -> None:
    (alice,) = await people(server, "alice")
    got, head = await alice.request("GET", path), await alice.request("HEAD", path)
    assert head.status == got.status
    assert not head.body
    assert head.headers["Content-Type"] == "application/json"
    check_cors(head.headers)
    assert (await alice.get("/joined_rooms")).status == 200, "the connection goes on"


# -- authentication --------------------------------------------------------------------------------------------


@VERSIONS
async def test_tokens(server: Rig, version: str) -> None:
    (alice,) = await people(server, "alice")
    path = f"/_matrix/client/{version}/joined_rooms"
    check_error(await server.client().get(path), 401, "M_MISSING_TOKEN")
    for value in (f"Bearer {alice.token}", f"bearer {alice.token}", f"BEARER   {alice.token} "):
        answer = await server.client().request("GET", path, headers={"Authorization": value})
        assert answer.status == 200, value
    for value in ("Bearer nonsense", f"Bearer {alice.token}x", "Bearer ", "Bearer a b", "Bearer \u00e9"):
        answer = await server.client().request("GET", path, headers={"Authorization": value})
        assert answer.status == 401, value
        assert answer.errcode in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN")
    answer = await server.client().request("GET", path, headers={"Authorization": "Bearer nonsense"})
    check_error(answer, 401, "M_UNKNOWN_TOKEN")
    assert answer.body["soft_logout"] is False
    for value in (f"Basic {alice.token}", alice.token, ""):
        answer = await server.client().request("GET", path, headers={"Authorization": value})
        check_error(answer, 401, "M_MISSING_TOKEN")


async def test_a_token_in_the_query_is_none(server: Rig) -> None:
    """Deprecated in v1.11, because a URL stands in every proxy's log; the test mode takes it still."""
    (alice,) = await people(server, "alice")
    for token in (alice.token, "nonsense"):
        answer = await server.client().get("/joined_rooms", access_token=token)
        check_error(answer, 401, "M_MISSING_TOKEN")


async def test_every_endpoint_asks_who_is_there(server: Rig) -> None:
    room, event_id = "!r:test.local", "$e"
    nothing: dict[str, Any] = {}
    asked: dict[str, Any] = {
        "POST /createRoom": nothing,
        "GET /sync": None,
        "GET /joined_rooms": None,
        f"GET /rooms/{room}/state": None,
        f"PUT /rooms/{room}/state/m.room.topic/": nothing,
        f"PUT /rooms/{room}/send/m.room.message/t": nothing,
        f"PUT /rooms/{room}/redact/{event_id}/t": nothing,
        f"GET /rooms/{room}/messages": None,
        f"GET /rooms/{room}/context/{event_id}": None,
        f"GET /rooms/{room}/event/{event_id}": None,
        f"GET /rooms/{room}/members": None,
        f"GET /rooms/{room}/joined_members": None,
        f"POST /rooms/{room}/join": nothing,
        f"POST /join/{room}": nothing,
        f"POST /knock/{room}": nothing,
        f"POST /rooms/{room}/leave": nothing,
        f"POST /rooms/{room}/forget": nothing,
        f"POST /rooms/{room}/invite": nothing,
        f"POST /rooms/{room}/kick": nothing,
        f"POST /rooms/{room}/ban": nothing,
        f"POST /rooms/{room}/unban": nothing,
        f"POST /rooms/{room}/receipt/m.read/{event_id}": nothing,
        f"POST /rooms/{room}/read_markers": nothing,
        f"PUT /rooms/{room}/typing/@a:test.local": nothing,
        f"GET /rooms/{room}/aliases": None,
        f"GET /_matrix/client/v1/rooms/{room}/threads": None,
        f"GET /_matrix/client/v1/rooms/{room}/relations/{event_id}": None,
        f"GET /_matrix/client/v1/rooms/{room}/timestamp_to_event": None,
        "GET /pushrules/": None,
        "GET /notifications": None,
        "GET /capabilities": None,
        "GET /devices": None,
        "GET /account/whoami": None,
    }
    stranger = server.client()
    for request, body in asked.items():
        method, _, path = request.partition(" ")
        assert verdict(await stranger.request(method, path, body)) == (401, "M_MISSING_TOKEN"), request


# -- odd requests ----------------------------------------------------------------------------------------------


LONG = random.Random(2).randbytes(1_500).hex()  # no index takes that, however well it compresses


@pytest.mark.parametrize("name", [LONG, "a%00b", "%F0%28%8C%BC", "%ED%A0%80", "%", "%zz"])
async def test_odd_names_anywhere(server: Rig, name: str) -> None:
    """Whatever stands in a path is answered as an error of the client, on every database alike."""
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    event_id = await alice.send(room, "x")
    for request in (
        "GET /rooms/{}/state",
        "GET /rooms/{room}/state/{}/k",
        "GET /rooms/{room}/state/org.example.x/{}",
        "GET /rooms/{room}/event/{}",
        "GET /rooms/{room}/context/{}",
        "GET /_matrix/client/v1/rooms/{room}/relations/{}",
        "GET /_matrix/client/v1/rooms/{room}/relations/{event_id}/{}",
        "GET /_matrix/client/v1/rooms/{room}/relations/{event_id}/m.thread/{}",
        "GET /directory/room/{}",
        "GET /directory/list/room/{}",
        "GET /profile/{}",
        "GET /user/{user}/filter/{}",
        "GET /user/{user}/account_data/{}",
        "GET /user/{user}/rooms/{}/tags",
        "GET /rooms/{room}/messages?dir=b&from={}",
        "GET /rooms/{room}/members?membership={}",
        "GET /sync?filter={}",
        "POST /join/{}",
        "POST /rooms/{}/leave",
        "POST /rooms/{room}/receipt/m.read/{}",
        "POST /rooms/{room}/receipt/{}/{event_id}",
        "PUT /rooms/{}/send/m.room.message/t",
        "PUT /rooms/{room}/send/{}/t",
        "PUT /rooms/{room}/send/m.room.message/{}",
        "PUT /rooms/{room}/redact/{}/t",
        "PUT /rooms/{room}/state/{}/k",
        "PUT /rooms/{room}/state/org.example.x/{}",
        "PUT /rooms/{room}/typing/{}",
        "PUT /directory/room/{}",
        "PUT /user/{user}/account_data/{}",
        "PUT /user/{user}/rooms/{}/account_data/org.example.x",
        "PUT /user/{user}/rooms/{room}/tags/{}",
    ):
        method, _, path = request.replace("{room}", room).replace("{event_id}", event_id).partition(" ")
        path = path.replace("{user}", alice.user_id).replace("{}", name)
        body = {"typing": True, "room_id": room} if method == "PUT" else None if method == "GET" else {}
        answer = await raw(alice, method, path, body)
        assert answer < 500, request


async def raw(client: MatrixClient, method: str, path: str, body: Any) -> int:
    """The status only: what stands in such paths isn't for the specification's judge."""
    answer = await client.request(method, path, body)
    return answer.status


@pytest.mark.parametrize("text", ["a\0b", LONG, "\U0010ffff", "", " "])
async def test_odd_texts_in_bodies(server: Rig, text: str) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    relation = {"rel_type": text, "event_id": text, "key": text}
    bodies: list[tuple[str, str, Any]] = [
        ("POST", "/createRoom", {"room_alias_name": text}),
        ("POST", "/createRoom", {"preset": text, "visibility": text}),
        ("POST", "/createRoom", {"invite": [text]}),
        ("POST", "/createRoom", {"initial_state": [{"type": text, "state_key": text, "content": {}}]}),
        ("POST", f"/rooms/{room}/invite", {"user_id": text, "reason": text}),
        ("POST", f"/rooms/{room}/kick", {"user_id": text}),
        ("POST", f"/rooms/{room}/read_markers", {"m.read": text}),
        ("POST", f"/rooms/{room}/read_markers", {"m.fully_read": text}),
        ("POST", f"/rooms/{room}/receipt/m.read/$x", {"thread_id": text}),
        ("POST", f"/rooms/{room}/leave", {"reason": text}),
        ("POST", f"/join/{room}", {"reason": text}),
        ("PUT", "/directory/room/%23x:test.local", {"room_id": text}),
        ("PUT", f"/rooms/{room}/send/m.reaction/1", {"m.relates_to": relation}),
        ("PUT", f"/rooms/{room}/send/m.room.message/2", {"m.mentions": {"user_ids": [text]}, "body": text}),
        ("PUT", f"/rooms/{room}/send/m.room.redaction/3", {"redacts": text}),
        ("PUT", f"/rooms/{room}/state/m.room.canonical_alias/", {"alias": text, "alt_aliases": [text]}),
        ("PUT", f"/rooms/{room}/state/m.room.power_levels/", {"users": {text: 5}, "events": {text: 5}}),
        ("PUT", f"/rooms/{room}/state/m.room.join_rules/", {"join_rule": text, "allow": [{"room_id": text}]}),
        ("PUT", f"/rooms/{room}/state/m.room.history_visibility/", {"history_visibility": text}),
        ("POST", "/publicRooms", {"since": text, "filter": {"generic_search_term": text}}),
        ("PUT", f"/profile/{alice.user_id}/displayname", {"displayname": text}),
        ("POST", f"/user/{alice.user_id}/filter", {"room": {"rooms": [text]}}),
    ]
    for method, path, body in bodies:
        answer = await alice.request(method, path, body)
        assert answer.status < 500, (method, path, body)
    assert (await alice.get("/joined_rooms")).status == 200


async def test_what_is_no_http(server: Rig) -> None:
    """Nonsense on the line is answered or cut off, and harms nobody else."""
    host, _, port = server.base.removeprefix("http://").partition(":")
    for line in (b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"G" * 100_000):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(line)
        writer.write_eof()
        async with asyncio.timeout(10):
            try:
                answer = await reader.read()
            except ConnectionResetError:  # cut off before it had taken all of it
                answer = b""
        assert not answer or answer.startswith(b"HTTP/1.1 4")
        writer.close()
    assert (await server.client().get("/_matrix/client/versions")).status == 200

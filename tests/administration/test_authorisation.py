"""Every route of this API x who asks: nobody, a guest, a person, an administrator."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fangyuan.http.client.synapse_admin import ROUTES
from tests.administration.talk import ADMIN, admin_of
from tests.kit.client import part
from tests.kit.rig import PASSWORD, Rig

OPEN = {  # what asks for no sign-in: a secret, or nothing
    ("GET", "/v1/server_version"),
    ("GET", "/v1/register"),
    ("POST", "/v1/register"),
}
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/v1/reset_password/{userId}"): {"new_password": PASSWORD},
    ("PUT", "/v1/users/{userId}/admin"): {"admin": True},
    ("PUT", "/v1/suspend/{userId}"): {"suspend": True},
    ("POST", "/v2/users/{userId}/delete_devices"): {"devices": []},
    ("POST", "/v1/join/{roomIdOrAlias}"): {"user_id": "{userId}"},
    ("POST", "/v1/send_server_notice"): {
        "user_id": "{userId}",
        "content": {"body": "x", "msgtype": "m.text"},
    },
}
BODIES["PUT", "/v1/send_server_notice/{txnId}"] = BODIES["POST", "/v1/send_server_notice"]
GUARDED = sorted(
    {
        (route.method, route.path.removeprefix(ADMIN))
        for route in ROUTES
        if route.path.startswith(ADMIN) and (route.method, route.path.removeprefix(ADMIN)) not in OPEN
    }
)


def test_what_needs_no_sign_in_is_known() -> None:
    found = {
        (route.method, route.path.removeprefix(ADMIN))
        for route in ROUTES
        if route.auth != "session" and route.path.startswith(ADMIN)
    }
    assert found == OPEN


@pytest.mark.parametrize(("method", "path"), GUARDED)
async def test_only_administrators_are_answered(house: Rig, method: str, path: str) -> None:
    admin, person = await admin_of(house), await house.user("person")
    visitor = house.client()
    visitor.token = (await visitor.ok("POST", "/register", {}, kind="guest"))["access_token"]
    names = {
        "userId": person.user_id,
        "deviceId": person.device_id,
        "roomId": await person.create_room(),
        "token": "no-such-token",
        "deleteId": "x",
        "txnId": "t1",
        "serverName": "test.local",
        "mediaId": "x",
    }
    names["roomIdOrAlias"] = names["roomId"]
    url = ADMIN + re.sub(r"{(\w+)}", lambda found: part(names[found[1]]), path)
    body = BODIES.get((method, path), {})
    body = {key: names["userId"] if value == "{userId}" else value for key, value in body.items()}
    for client, status, errcode in (
        (house.client(), 401, "M_MISSING_TOKEN"),
        (visitor, 403, "M_GUEST_ACCESS_FORBIDDEN"),
        (person, 403, "M_FORBIDDEN"),
    ):
        answer = await client.request(method, url, body if method != "GET" else None)
        assert (answer.status, answer.errcode) == (status, errcode), (answer.status, answer.body)
    answer = await admin.request(method, url, body if method != "GET" else None)
    assert answer.status < 500, answer.body
    assert answer.status != 401
    assert answer.errcode not in ("M_UNRECOGNIZED", "M_FORBIDDEN"), answer.body


async def test_an_administrator_who_was_one_is_none(house: Rig) -> None:
    first, second = await admin_of(house, "first"), await admin_of(house, "second")
    await first.ok("PUT", f"{ADMIN}/v1/users/{second.user_id}/admin", {"admin": False})
    assert (await second.get(f"{ADMIN}/v2/users")).errcode == "M_FORBIDDEN"

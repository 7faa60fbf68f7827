"""Client-Server API §Key management API, §Cross-signing."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from fangyuan import e2ee, groups, identity, sync
from fangyuan.db import Tx
from fangyuan.http.client.rooms import parse_token
from fangyuan.http.interactive import authenticated, by_password
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, MissingParam
from fangyuan.kernel.json import JsonObject

T = TypeVar("T")
_VERSIONS = ("v3", "r0", "unstable")  # clients and tests of before the spec had them ask under /unstable


class _Upload(msgspec.Struct):
    device_keys: JsonObject | None = None
    one_time_keys: JsonObject | None = None
    fallback_keys: JsonObject | None = None


def upload(tx: Tx, req: Request) -> JsonObject:
    body = req.decode(_Upload)
    counts = e2ee.upload(
        tx,
        req.actor.user_id,
        req.actor.device_id,
        device_keys=body.device_keys,
        one_time_keys=body.one_time_keys,
        fallback_keys=body.fallback_keys,
    )
    return {"one_time_key_counts": counts}


class _Query(msgspec.Struct):
    device_keys: dict[str, list[str] | JsonObject]


def query(tx: Tx, req: Request) -> bytes:
    """Everybody who is asked for is in the answer: Element asks again at once, without end, for whom it lacks."""
    asked = {user_id: _listed(devices) for user_id, devices in req.decode(_Query).device_keys.items()}
    wanted, failures = _ours(req, asked)
    unseen = groups.list_unseen(tx, req.actor.user_id, list(wanted))
    seen = {user_id: device_ids for user_id, device_ids in wanted.items() if user_id not in unseen}
    found = identity.query_keys(tx, req.actor.user_id, seen, absent=sorted(unseen))
    return b'{%s,"failures":%s}' % (found, json.encode(failures))


def _listed(devices: list[str] | JsonObject) -> list[str]:
    """COMPAT: `{}` for all devices, as the first drafts had it; suites ask so still."""
    if isinstance(devices, list):
        return devices
    if devices:
        raise BadJson("device_keys names a list of devices for each user")
    return []


class _Claim(msgspec.Struct):
    one_time_keys: dict[str, dict[str, str]]


def claim(tx: Tx, req: Request) -> JsonObject:
    wanted, failures = _ours(req, req.decode(_Claim).one_time_keys)
    for user_id in groups.list_unseen(tx, req.actor.user_id, list(wanted)):
        del wanted[user_id]
    return {"one_time_keys": e2ee.claim(tx, wanted), "failures": failures}


def _ours(req: Request, by_user: dict[str, T]) -> tuple[dict[str, T], JsonObject]:
    """(what is asked of our users, the other servers that were named): we reach none."""
    ids = req.app.db.ids
    others = {user_id.partition(":")[2] for user_id in by_user if not ids.is_ours(user_id)}
    failure = {"errcode": "M_NOT_FOUND", "error": "This server talks to no other"}
    ours = {user_id: value for user_id, value in by_user.items() if ids.is_ours(user_id)}
    return ours, dict.fromkeys(sorted(others), failure)


def changes(tx: Tx, req: Request) -> JsonObject:
    """Up to now, also when `to` is older: what changed after it is looked up once more than needed, at worst."""
    start = req.arg("from")
    if start is None:
        raise MissingParam("Query parameter from is missing")
    if (stop := req.arg("to")) is not None:
        parse_token(stop)
    changed, left = sync.device_lists(tx, req.actor.user_id, parse_token(start), tx.position)
    return {"changed": sorted(changed), "left": sorted(left)}


class _CrossSigning(msgspec.Struct):
    master_key: JsonObject | None = None
    self_signing_key: JsonObject | None = None
    user_signing_key: JsonObject | None = None
    auth: JsonObject | None = None


async def upload_cross_signing(req: Request) -> JsonObject:
    """The first keys need no proof of who is asking, other keys do (MSC3967)."""
    body, user_id = req.decode(_CrossSigning), req.actor.user_id
    given = {
        e2ee.MASTER: body.master_key,
        e2ee.SELF_SIGNING: body.self_signing_key,
        e2ee.USER_SIGNING: body.user_signing_key,
    }
    keys = {usage: key for usage, key in given.items() if key is not None}

    def publish(tx: Tx) -> JsonObject:
        identity.upload_cross_signing(tx, user_id, keys, confirmed=True)
        return {}

    done = await req.app.db.write(
        lambda tx: identity.upload_cross_signing(tx, user_id, keys, confirmed=False)
    )
    return {} if done else await authenticated(req, by_password(req, "cross-signing"), body.auth, publish)


def upload_signatures(tx: Tx, req: Request) -> JsonObject:
    signed = req.json_object()
    if not all(json.is_object(by_key) for by_key in signed.values()):
        raise BadJson("Signed keys are objects by user and key")
    return {"failures": e2ee.upload_signatures(tx, req.actor.user_id, signed)}


ROUTES = [
    Route("POST", "/keys/upload", write=upload, versions=_VERSIONS),
    Route("POST", "/keys/query", read=query, versions=_VERSIONS),
    Route("POST", "/keys/claim", write=claim, versions=_VERSIONS),
    Route("GET", "/keys/changes", read=changes, versions=_VERSIONS),
    Route(
        "POST", "/keys/device_signing/upload", direct=upload_cross_signing, limit="write", versions=_VERSIONS
    ),
    Route("POST", "/keys/signatures/upload", write=upload_signatures, versions=_VERSIONS),
]

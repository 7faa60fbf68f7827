"""Client-Server API §Server-side key backups."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fangyuan import e2ee
from fangyuan.db import Tx
from fangyuan.e2ee import Backup, BackupKey
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from fangyuan.kernel.errors import MissingParam, NotFound
from fangyuan.kernel.json import JsonObject

_VERSIONS = ("v3", "r0", "unstable")

# -- versions ------------------------------------------------------------------------------------------------


class _New(msgspec.Struct):
    algorithm: str
    auth_data: Any


class _Changed(msgspec.Struct):
    algorithm: str
    auth_data: Any
    version: str | None = None


def create(tx: Tx, req: Request) -> JsonObject:
    body = req.decode(_New)
    version = e2ee.create_backup(tx, req.actor.user_id, body.algorithm, json.encode(body.auth_data))
    return {"version": str(version)}


def get_version(tx: Tx, req: Request) -> JsonObject:
    backup = e2ee.get_backup(tx, req.actor.user_id, req.path.get("version"))
    return {
        "version": str(backup.version),
        "algorithm": backup.algorithm,
        "auth_data": msgspec.Raw(backup.auth_data),
        **_stand(backup),
    }


def put_version(tx: Tx, req: Request) -> JsonObject:
    body, version = req.decode(_Changed), req.path["version"]
    auth_data = json.encode(body.auth_data)
    e2ee.set_auth_data(tx, req.actor.user_id, version, body.algorithm, auth_data, body.version)
    return {}


def delete_version(tx: Tx, req: Request) -> JsonObject:
    e2ee.delete_backup(tx, req.actor.user_id, req.path["version"])
    return {}


def _stand(backup: Backup) -> JsonObject:
    return {"count": backup.keys, "etag": str(backup.etag)}


# -- keys ----------------------------------------------------------------------------------------------------

_Number = Annotated[int, Meta(ge=0, le=json.MAX_INT)]


class _Key(msgspec.Struct):
    first_message_index: _Number
    forwarded_count: _Number
    is_verified: bool
    session_data: Any

    def of(self, room_id: str, session_id: str) -> BackupKey:
        data = json.encode(self.session_data)
        return BackupKey(
            room_id, session_id, self.first_message_index, self.forwarded_count, self.is_verified, data
        )


class _Room(msgspec.Struct):
    sessions: dict[str, _Key]


class _Rooms(msgspec.Struct):
    rooms: dict[str, _Room]


def _of(req: Request) -> tuple[str, str, str | None, str | None]:
    """(user, version, room or None for all, session or None for all)."""
    version = req.arg("version")
    if version is None:
        raise MissingParam("Query parameter version is missing")
    return req.actor.user_id, version, req.path.get("roomId"), req.path.get("sessionId")


def put_all(tx: Tx, req: Request) -> JsonObject:
    user_id, version, _, _ = _of(req)
    rooms = req.decode(_Rooms).rooms
    keys = [
        key.of(room_id, session_id)
        for room_id, room in rooms.items()
        for session_id, key in room.sessions.items()
    ]
    return _stand(e2ee.put_keys(tx, user_id, version, keys))


def put_room(tx: Tx, req: Request) -> JsonObject:
    user_id, version, _, _ = _of(req)
    sessions = req.decode(_Room).sessions
    keys = [key.of(req.path["roomId"], session_id) for session_id, key in sessions.items()]
    return _stand(e2ee.put_keys(tx, user_id, version, keys))


def put_session(tx: Tx, req: Request) -> JsonObject:
    user_id, version, _, _ = _of(req)
    key = req.decode(_Key).of(req.path["roomId"], req.path["sessionId"])
    return _stand(e2ee.put_keys(tx, user_id, version, [key]))


def get_all(tx: Tx, req: Request) -> JsonObject:
    rooms: dict[str, JsonObject] = {}
    for key in e2ee.list_keys(tx, *_of(req)):
        sessions: JsonObject = rooms.setdefault(key.room_id, {"sessions": {}})["sessions"]
        sessions[key.session_id] = _shown(key)
    return {"rooms": rooms}


def get_room(tx: Tx, req: Request) -> JsonObject:
    return {"sessions": {key.session_id: _shown(key) for key in e2ee.list_keys(tx, *_of(req))}}


def get_session(tx: Tx, req: Request) -> JsonObject:
    found = e2ee.list_keys(tx, *_of(req))
    if not found:
        raise NotFound("There is no key of this session in the backup")
    return _shown(found[0])


def delete_keys(tx: Tx, req: Request) -> JsonObject:
    return _stand(e2ee.delete_keys(tx, *_of(req)))


def _shown(key: BackupKey) -> JsonObject:
    return {
        "first_message_index": key.first_message_index,
        "forwarded_count": key.forwarded_count,
        "is_verified": key.is_verified,
        "session_data": msgspec.Raw(key.session_data),
    }


_KEYS = "/room_keys/keys"
_ROOM = _KEYS + "/{roomId}"
_SESSION = _ROOM + "/{sessionId}"
ROUTES = [
    Route("POST", "/room_keys/version", write=create, versions=_VERSIONS),
    Route("GET", "/room_keys/version", read=get_version, versions=_VERSIONS),
    Route("GET", "/room_keys/version/{version}", read=get_version, versions=_VERSIONS),
    Route("PUT", "/room_keys/version/{version}", write=put_version, versions=_VERSIONS),
    Route("DELETE", "/room_keys/version/{version}", write=delete_version, versions=_VERSIONS),
    Route("PUT", _KEYS, write=put_all, versions=_VERSIONS),
    Route("GET", _KEYS, read=get_all, versions=_VERSIONS),
    Route("DELETE", _KEYS, write=delete_keys, versions=_VERSIONS),
    Route("PUT", _ROOM, write=put_room, versions=_VERSIONS),
    Route("GET", _ROOM, read=get_room, versions=_VERSIONS),
    Route("DELETE", _ROOM, write=delete_keys, versions=_VERSIONS),
    Route("PUT", _SESSION, write=put_session, versions=_VERSIONS),
    Route("GET", _SESSION, read=get_session, versions=_VERSIONS),
    Route("DELETE", _SESSION, write=delete_keys, versions=_VERSIONS),
]

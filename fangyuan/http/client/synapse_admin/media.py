"""Files: whose they are, taking them out of sight, deleting them."""

from __future__ import annotations

from fangyuan import administration
from fangyuan.administration import FILE_ORDERS
from fangyuan.db import Tx
from fangyuan.http.client.synapse_admin.guard import is_backwards, route
from fangyuan.http.request import Request
from fangyuan.kernel.errors import InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.media import File


def _shown(file: File) -> JsonObject:
    return {
        "media_id": file.media_id,
        "media_type": file.content_type,
        "media_length": file.size,
        "upload_name": file.filename,
        "created_ts": file.created_ts,
        "last_access_ts": None,  # nobody keeps who looked when
        "quarantined_by": file.quarantined_by,
        "safe_from_quarantine": False,
    }


def _page(tx: Tx, req: Request) -> tuple[list[File], int, int]:
    order = req.arg("order_by") or "created_ts"
    if order not in FILE_ORDERS:
        raise InvalidParam(f"order_by is one of {', '.join(FILE_ORDERS)}")
    start = req.int_arg("from", 0)
    # The newest come first unless one asks for something else, as tools expect.
    backwards = is_backwards(req) if req.arg("order_by") or req.arg("dir") else True
    found, total = administration.list_files(
        tx,
        req.path["userId"],
        start=start,
        most=req.int_arg("limit", 100, least=1, most=1_000),
        order=order,
        backwards=backwards,
    )
    return found, total, start


def list_media(tx: Tx, req: Request) -> JsonObject:
    """A page of somebody's files; tokens are offsets."""
    found, total, start = _page(tx, req)
    end = start + len(found)
    more: JsonObject = {"next_token": end} if found and end < total else {}
    return {"media": [_shown(file) for file in found], "total": total, **more}


def delete_media_of_user(tx: Tx, req: Request) -> JsonObject:
    """Deletes the page that the same query lists."""
    media_ids = [file.media_id for file in _page(tx, req)[0]]
    administration.delete_files(tx, req.actor.user_id, req.path["userId"], media_ids)
    return {"deleted_media": media_ids, "total": len(media_ids)}


def _ours(req: Request) -> str:
    if req.path["serverName"] != req.app.config.server_name:
        raise NotFound("No such media")
    return req.path["mediaId"]


def get_media(tx: Tx, req: Request) -> JsonObject:
    return {"media_info": _shown(administration.get_file(tx, _ours(req)))}


def delete_media(tx: Tx, req: Request) -> JsonObject:
    media_id = _ours(req)
    administration.delete_file(tx, req.actor.user_id, media_id)
    return {"deleted_media": [media_id], "total": 1}


def quarantine(tx: Tx, req: Request) -> JsonObject:
    administration.quarantine(tx, req.actor.user_id, media_id=_ours(req))
    return {}


def release(tx: Tx, req: Request) -> JsonObject:
    administration.quarantine(tx, req.actor.user_id, media_id=_ours(req), lift=True)
    return {}


def quarantine_room(tx: Tx, req: Request) -> JsonObject:
    count = administration.quarantine(tx, req.actor.user_id, room_id=req.path["roomId"])
    return {"num_quarantined": count}


def quarantine_user(tx: Tx, req: Request) -> JsonObject:
    count = administration.quarantine(tx, req.actor.user_id, user_id=req.path["userId"])
    return {"num_quarantined": count}


def media_of_room(tx: Tx, req: Request) -> JsonObject:
    return {"local": administration.list_room_files(tx, req.path["roomId"]), "remote": []}


def purge_cache(tx: Tx, req: Request) -> JsonObject:
    """Nothing of other servers is ever kept here."""
    req.int_arg("before_ts", 0)
    return {"deleted": 0}


ROUTES = [
    route("GET", "/v1/users/{userId}/media", read=list_media),
    route("DELETE", "/v1/users/{userId}/media", write=delete_media_of_user),
    route("GET", "/v1/media/{serverName}/{mediaId}", read=get_media),
    route("DELETE", "/v1/media/{serverName}/{mediaId}", write=delete_media),
    route("POST", "/v1/media/quarantine/{serverName}/{mediaId}", write=quarantine),
    route("POST", "/v1/media/unquarantine/{serverName}/{mediaId}", write=release),
    route("POST", "/v1/room/{roomId}/media/quarantine", write=quarantine_room),
    route("POST", "/v1/user/{userId}/media/quarantine", write=quarantine_user),
    route("GET", "/v1/room/{roomId}/media", read=media_of_room),
    route("POST", "/v1/purge_media_cache", read=purge_cache),
]

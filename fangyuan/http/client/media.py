"""Client-Server API §Content repository."""

from __future__ import annotations

from typing import Any

from fangyuan import media
from fangyuan.db import Tx
from fangyuan.http.content.content import Announced
from fangyuan.http.content.outside import NoAnswerError, check_url
from fangyuan.http.content.serving import media_type, serve, serve_thumbnail
from fangyuan.http.request import Request, Response
from fangyuan.http.routes import AsyncHandler, Route
from fangyuan.kernel.errors import InvalidParam, MissingParam, NotFound, Unrecognized
from fangyuan.kernel.json import JsonObject

_WAIT_MS = 20_000
_LONGEST_WAIT_MS = 60_000
_MOST_PIXELS = 65_535

# -- up --------------------------------------------------------------------------------------------------------------


async def upload(req: Request) -> JsonObject:
    file = await _take(req, None)
    return {"content_uri": _uri(req, file.media_id)}


def create(tx: Tx, req: Request) -> JsonObject:
    file = media.announce(tx, req.actor.user_id, req.app.config.media)
    return {"content_uri": media.uri(tx, file.media_id), "unused_expires_at": file.expires_ts}


async def upload_announced(req: Request) -> JsonObject:
    media_id = _ours(req)
    await req.app.db.read(lambda tx: media.check_may_fill(tx, req.actor.user_id, media_id))
    await _take(req, Announced(req.actor, media_id))
    return {}


async def _take(req: Request, announced: Announced | None) -> media.File:
    """The body becomes a file. What can be refused without reading it is refused first."""
    settings = req.app.config.media
    req.check_length(settings.upload_bytes)
    user_id, size = req.actor.user_id, req.declared_length() or 0
    await req.app.db.read(lambda tx: media.check_quota(tx, user_id, size, settings, is_new=False))
    said = media_type(req.header(b"content-type"))
    chunks = req.chunks(settings.upload_bytes)
    return await req.app.content.upload(user_id, chunks, said, req.arg("filename") or None, announced)


# -- down ------------------------------------------------------------------------------------------------------------


async def download(req: Request) -> Response:
    file = await _find(req)
    return serve(req, req.app.content.depot, file, req.path.get("fileName"))


async def thumbnail(req: Request) -> Response:
    width, height = _pixels(req, "width"), _pixels(req, "height")
    variant = media.choose_variant(
        width, height, req.arg("method") or "scale", animated=req.bool_arg("animated")
    )
    file = await _find(req)
    made = await req.app.content.thumbnails.get(file, variant)
    return serve_thumbnail(req, req.app.content.depot, made)


async def config(req: Request) -> JsonObject:
    return {"m.upload.size": req.app.config.media.upload_bytes}


async def preview_url(req: Request) -> bytes:
    if not req.app.config.previews.enabled:
        raise Unrecognized("Previews are switched off", key="media.previews_off")
    url = req.arg("url")
    if not url:
        raise MissingParam("url is missing")
    req.int_arg("ts", 0)
    try:
        url = check_url(url)
    except NoAnswerError as cause:
        raise InvalidParam("url is not an http address") from cause
    return await req.app.content.previews.get(url)


async def _find(req: Request) -> media.File:
    timeout_ms = req.int_arg("timeout_ms", _WAIT_MS, most=_LONGEST_WAIT_MS)
    user_id = req.session.user_id if req.session is not None else None
    return await req.app.content.find(user_id, _ours(req), timeout_ms)


def _ours(req: Request) -> str:
    """The media id; M_NOT_FOUND for another server's: there is no federation."""
    if req.path["serverName"] != req.app.config.server_name:
        raise NotFound("No such media")
    return req.path["mediaId"]


def _uri(req: Request, media_id: str) -> str:
    return f"mxc://{req.app.config.server_name}/{media_id}"


def _pixels(req: Request, name: str) -> int:
    if req.arg(name) is None:
        raise MissingParam(f"{name} is missing")
    return req.int_arg(name, 0, least=1, most=_MOST_PIXELS)


# -- as it was before sign-in was asked for --------------------------------------------------------------------------


def _deprecated(handler: AsyncHandler) -> AsyncHandler:
    """The endpoint as it was; 404 unless it is switched on. §Content repository, "freeze"."""

    async def answer(req: Request) -> object:
        if not req.app.config.media.unauthenticated:
            raise NotFound("Media needs sign-in: use /_matrix/client/v1/media", key="media.unauthenticated")
        return await handler(req)

    return answer


_OLD = tuple(f"/_matrix/media/{version}" for version in ("v3", "r0", "v1"))
_FILE = "/{serverName}/{mediaId}"


def _of_version(base: str) -> list[Route]:
    """What is under /_matrix/media: the uploads, which stay there, and the downloads as they were."""

    def route(method: str, path: str, handler: AsyncHandler, **more: Any) -> Route:
        return Route(method, base + path, direct=handler, versions=("",), **more)

    return [
        route("POST", "/upload", upload, limit="write", streams=True),
        route("PUT", f"/upload{_FILE}", upload_announced, limit="write", streams=True),
        route("GET", "/config", config),
        route("GET", "/preview_url", _deprecated(preview_url), limit="write"),
        route("GET", f"/download{_FILE}", _deprecated(download), auth="none"),
        route("GET", f"/download{_FILE}/{{fileName}}", _deprecated(download), auth="none"),
        route("GET", f"/thumbnail{_FILE}", _deprecated(thumbnail), auth="none"),
    ]


ROUTES = [
    Route("GET", "/media/config", direct=config, versions=("v1",)),
    Route("GET", f"/media/download{_FILE}", direct=download, versions=("v1",)),
    Route("GET", f"/media/download{_FILE}/{{fileName}}", direct=download, versions=("v1",)),
    Route("GET", f"/media/thumbnail{_FILE}", direct=thumbnail, versions=("v1",)),
    Route("GET", "/media/preview_url", direct=preview_url, limit="write", versions=("v1",)),
    Route("POST", "/_matrix/media/v1/create", write=create, versions=("",)),
    *(route for base in _OLD for route in _of_version(base)),
]

"""Answers that are files: their headers, ranges, and when nothing needs sending. RFC 9110, RFC 6266."""

from __future__ import annotations

import re
from urllib.parse import quote

from fangyuan import media
from fangyuan.http.conditions import matches
from fangyuan.http.content.depot import Depot
from fangyuan.http.request import Request, Response, StreamedResponse
from fangyuan.kernel import json

# §Serving inline content: what a browser shows without running anything.
_INLINE_TYPES = """
text/css text/plain text/csv application/json application/ld+json image/jpeg image/gif image/png image/apng image/webp
image/avif video/mp4 video/webm video/ogg video/quicktime audio/mp4 audio/webm audio/aac audio/mpeg audio/ogg audio/wave
audio/wav audio/x-wav audio/x-pn-wav audio/flac audio/x-flac
"""
INLINE = frozenset(_INLINE_TYPES.split())
_POLICY = (
    "sandbox; default-src 'none'; script-src 'none'; plugin-types application/pdf; style-src 'unsafe-inline'; "
    "media-src 'self'; object-src 'self';"
)
_HEADERS = {
    "content_security_policy": _POLICY,
    "cross_origin_resource_policy": "cross-origin",
    "referrer_policy": "no-referrer",
    "accept_ranges": "bytes",
    "cache_control": "private, max-age=86400, immutable",
    "vary": "Authorization",  # what a browser keeps for one person, it gives to no other and to nobody signed out
}
_TOKEN = re.compile(r"[A-Za-z0-9!#$&+.^_`|~-]+")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&+.^_-]+/[A-Za-z0-9!#$&+.^_-]+(\s*;[\x20-\x7e]*)?")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def media_type(said: str | None) -> str | None:
    """A media type as somebody said it, if it is one."""
    return said.strip() if said is not None and _MEDIA_TYPE.fullmatch(said.strip()) else None


def disposition(content_type: str, filename: str | None) -> str:
    """§Content-Disposition: `inline` for what is safe, and the name, which may hold anything."""
    kind = "inline" if content_type.partition(";")[0].strip().lower() in INLINE else "attachment"
    if not filename:
        return kind
    if _TOKEN.fullmatch(filename):
        return f"{kind}; filename={filename}"
    return f"{kind}; filename*=utf-8''{quote(filename, safe='')}"


def serve(req: Request, depot: Depot, file: media.File, filename: str | None) -> Response:
    """The file, a part of it, or 304 for who has it already."""
    content_type = file.content_type or media.OCTETS
    headers = {"content_disposition": disposition(content_type, filename or file.filename)}
    return _serve(req, depot, file.object_key or "", file.size, file.sha256[:32], content_type, headers)


def serve_thumbnail(req: Request, depot: Depot, thumbnail: media.Thumbnail) -> Response:
    """The thumbnail, inline always."""
    name = "thumbnail." + thumbnail.content_type.partition("/")[2].replace("jpeg", "jpg")
    headers = {"content_disposition": f"inline; filename={name}"}
    return _serve(
        req, depot, thumbnail.key, thumbnail.size, thumbnail.key[:32], thumbnail.content_type, headers
    )


def _serve(
    req: Request, depot: Depot, key: str, size: int, tag: str, content_type: str, headers: dict[str, str]
) -> Response:
    etag = f'"{tag}"'
    headers = _HEADERS | headers | {"etag": etag}
    if matches(req.header(b"if-none-match"), etag):
        return Response(b"", 304, content_type, **headers)
    asked = req.header(b"range") if req.method == "GET" else None
    if asked is not None and req.header(b"if-range") in (None, etag):
        part = find_range(asked, size)
        if part is not None and part[0] >= part[1]:
            error = {"errcode": "M_INVALID_PARAM", "error": "The range is outside of the file"}
            return Response(json.encode(error), 416, content_range=f"bytes */{size}")
        if part is not None:
            start, end = part
            headers["content_range"] = f"bytes {start}-{end - 1}/{size}"
            return StreamedResponse(depot.chunks(key, start, end), end - start, 206, content_type, **headers)
    return StreamedResponse(depot.chunks(key, 0, size), size, 200, content_type, **headers)


def find_range(asked: str, size: int) -> tuple[int, int] | None:
    """(start, end) of the one range that is asked for, the end not included; an empty one is outside of the file.

    None for several ranges and for what is no range: both are answered by the whole file. RFC 9110 §14.2.
    """
    found = _RANGE.fullmatch(asked.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:  # the last so many bytes
        start, end = max(0, size - int(found[2])), size
    else:
        start = int(found[1])
        if found[2] and int(found[2]) < start:
            return None
        end = min(size, int(found[2]) + 1) if found[2] else size
    return start, end

"""What a path below `/` is answered with, and what the browser may do with it."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator
from pathlib import Path
from urllib.parse import unquote

from fangyuan.http.conditions import matches
from fangyuan.http.request import Request, Response, StreamedResponse
from fangyuan.http.webapp.files import HASHED, Body, File, read_folder
from fangyuan.kernel.text import bilingual

DIST = Path(__file__).with_name("dist")  # where `npm run build` writes

# The app's own addresses, see web/src/ui/shell/Shell.tsx.
_PLACES = frozenset(("today", "chats", "people", "found", "admin", "settings"))
_API = frozenset(("_matrix", "_fangyuan", "_synapse", ".well-known"))
_PAGE = "index.html"
_PLACEHOLDER = b"__CSP_NONCE__"
_FILE_NAME = re.compile(
    r"[\w.-]*\.\w+"
)  # `app.js`, `favicon.ico`; not `@li:factory.cn`, which the app's page shows
_PIECE = 262_144
_PLAIN = "text/plain; charset=utf-8"

_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'{nonce}; img-src 'self' blob: data:; "
    "media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "frame-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types fangyuan fangyuan-inert dompurify"
)
_PERMISSIONS = (
    "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), clipboard-read=(self), "
    "clipboard-write=(self), geolocation=(), accelerometer=(), gyroscope=(), magnetometer=(), midi=(), payment=(), "
    "usb=()"
)
_HEADERS = [  # of everything here
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
_PAGE_HEADERS = [
    *_HEADERS,
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", _PERMISSIONS.encode()),
    (b"x-frame-options", b"DENY"),
]
# A worker keeps to the policy that came with its script, not to the page's.
_SCRIPT_HEADERS = [*_HEADERS, (b"content-security-policy", _POLICY.format(nonce="").encode())]
_FOREVER = b"public, max-age=31536000, immutable"
_ASK_AGAIN = b"no-cache"


class Webapp:
    """The web client as it was built when the server started."""

    def __init__(self, folder: Path) -> None:
        self._files = read_folder(folder)
        page = self._files.pop(_PAGE, None)
        # The compressed ones hold the placeholder where each answer needs a nonce of its own.
        body = page.bodies[""] if page is not None else None
        self._page = (body.data or body.path.read_bytes()) if body is not None else None

    def find(self, req: Request) -> Response | None:
        """The answer to GET or HEAD where the API has no route; None for what is the API's, or nobody's."""
        name = unquote(req.raw_path, errors="replace").lstrip("/")
        segments = name.split("/")
        if segments[0] in _API:
            return None
        if self._page is None:
            return (
                _own(Response(f"{bilingual('http.web_not_built')}\n".encode(), 200, _PLAIN))
                if not name
                else None
            )
        if name == _PAGE:
            return _page(self._page)
        file = self._files.get(name)
        if file is not None and (answer := _file(req, file)) is not None:
            return answer
        # An account may look like the name of a file: /people/li.wei
        is_file_name = segments[0] not in _PLACES and _FILE_NAME.fullmatch(segments[-1]) is not None
        is_odd = ".." in segments or "." in segments or "\\" in name or "\0" in name
        if is_file_name or is_odd or name.startswith(HASHED):
            return _own(Response(b"Not found\n", 404, _PLAIN, cache_control="no-store"))
        return _page(self._page)


def _page(page: bytes) -> Response:
    """The app's page. It has no ETag: the nonce in it and the one in its headers belong together."""
    nonce = secrets.token_urlsafe(18)
    response = Response(page.replace(_PLACEHOLDER, nonce.encode()), 200, "text/html; charset=utf-8")
    response.headers += _PAGE_HEADERS
    policy = _POLICY.format(nonce=f" 'nonce-{nonce}'")
    response.headers += [(b"content-security-policy", policy.encode()), (b"cache-control", _ASK_AGAIN)]
    response.is_open = False
    return response


def _file(req: Request, file: File) -> Response | None:
    """The file as it was when the server started; None for a large one that is gone since."""
    encoding = file.choose(req.header(b"accept-encoding"))
    body = file.bodies[encoding]
    if matches(req.header(b"if-none-match"), body.etag):
        response = Response(b"", 304, file.content_type)
    elif body.data is not None:
        response = Response(body.data, 200, file.content_type)
    elif not body.path.is_file():
        return None
    else:
        response = StreamedResponse(_pieces(body), body.size, 200, file.content_type)
    if encoding:
        response.headers.append((b"content-encoding", encoding.encode()))
    if len(file.bodies) > 1:
        response.headers.append((b"vary", b"Accept-Encoding"))
    response.headers += [
        (b"etag", body.etag.encode()),
        (b"cache-control", _FOREVER if file.is_hashed else _ASK_AGAIN),
    ]
    return _own(response)


async def _pieces(body: Body) -> AsyncGenerator[bytes]:
    with await asyncio.to_thread(body.path.open, "rb") as opened:
        while piece := await asyncio.to_thread(opened.read, _PIECE):
            yield piece


def _own(response: Response) -> Response:
    """With the headers of what is no page; not for the scripts of other sites."""
    is_script = response.headers[0][1].startswith(b"text/javascript")
    response.headers += _SCRIPT_HEADERS if is_script else _HEADERS
    response.is_open = False
    return response

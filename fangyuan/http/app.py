"""The ASGI application: what is the same for every request, and the parts that handlers reach through `req.app`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog

from fangyuan.db import Database
from fangyuan.http import standing
from fangyuan.http.limits import RateLimiter
from fangyuan.http.passwords import Passwords
from fangyuan.http.request import Request, Response
from fangyuan.http.routes import Auth, Router
from fangyuan.http.sessions import Sessions
from fangyuan.kernel import json
from fangyuan.kernel.config import Config
from fangyuan.kernel.errors import (
    FangyuanError,
    InvalidParam,
    LimitExceeded,
    TooLarge,
    Unauthorized,
    Unrecognized,
)
from fangyuan.sync import Hub

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# Client-Server API §Web Browser Clients.
_CORS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, POST, PUT, DELETE, OPTIONS, HEAD, PATCH"),
    (b"access-control-allow-headers", b"X-Requested-With, Content-Type, Authorization, Idempotency-Key"),
    (b"access-control-expose-headers", b"Retry-After"),
]
_SAFE = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"), *_CORS]
_JSON = [(b"content-type", b"application/json"), *_SAFE]

_MOST_NAME = 512  # in bytes: an index of PostgreSQL takes rows of 2,704

log = structlog.get_logger("http")


class App:
    """One server: configuration, database, memory of the stream (`hub`), sessions, limits, routes."""

    def __init__(self, config: Config, db: Database, router: Router, hub: Hub) -> None:
        self.config = config
        self.db = db
        self.hub = hub
        self.router = router
        self.sessions = Sessions(db)
        self.passwords = Passwords(cheap=config.passwords.cheap)
        self.limiter = RateLimiter(config.limits)
        db.bus.subscribe(self.sessions)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        method: str = scope["method"]
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        req = Request(self, method, raw_path.decode("latin-1"), scope["query_string"], scope["headers"])
        try:
            response = await self._respond(req, scope, receive)
        except _ClientIsGoneError:
            return
        except FangyuanError as error:
            response = _error_response(req, error)
        except Exception:
            log.exception("request failed", method=method, path=req.raw_path)
            response = _error_response(req, FangyuanError("Internal server error", status=500))
        if isinstance(response, bytes):
            headers, status, body = _JSON, 200, response
        else:
            headers, status, body = response.headers + _SAFE, response.status, response.body
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
        await send({"type": "http.response.body", "body": body if method != "HEAD" else b""})

    async def _respond(self, req: Request, scope: Scope, receive: Receive) -> bytes | Response:
        method = req.method
        if method == "OPTIONS":
            return b"{}"
        route, req.path, known = self.router.find("GET" if method == "HEAD" else method, req.raw_path)
        if route is None:
            raise Unrecognized("Unrecognized request", status=405 if known else 404)
        _check_names(req, scope["query_string"])
        req.client_ip = self._client_ip(req, scope)
        if route.auth != "none":  # before the body: a stranger's upload is not even read
            await self.authenticate(req, route.auth)
            standing.check_not_suspended(route, req.session)
        limit = route.limit or ("write" if route.write is not None else None)
        if limit is not None:
            who = req.session.user_id if req.session else req.client_ip
            self.limiter.check(limit, who, self.db.clock.now_ms())
        if method in ("POST", "PUT", "PATCH", "DELETE"):
            most = route.max_bytes
            if most is None:
                most = (
                    self.config.limits.import_bytes if route.is_import else self.config.limits.request_bytes
                )
            req.body = await _read_body(receive, req, most)
        if route.write is not None:
            handler = route.write
            result = await self.db.write(lambda tx: handler(tx, req))
        elif route.read is not None:
            reader = route.read
            result = await self.db.read(lambda tx: reader(tx, req))
        else:
            assert route.direct is not None
            result = await route.direct(req)
        return result if isinstance(result, Response | bytes) else json.encode(result)

    async def authenticate(self, req: Request, auth: Auth = "session") -> None:
        """Finds the request's session; Unauthorized without one, if the route needs it."""
        authorization = req.header(b"authorization")
        if authorization is not None and authorization[:7].lower() == "bearer ":
            req.session = await self.sessions.get(authorization[7:].strip(), req.client_ip)
        elif (
            token := req.arg("access_token")
        ) is not None:  # deprecated since v1.11, for the versions before
            req.session = await self.sessions.get(token, req.client_ip)
        elif auth == "session":
            raise Unauthorized("Missing access token", errcode="M_MISSING_TOKEN")
        if req.session is not None:
            standing.check_unlocked(req.session, req.raw_path)

    def _client_ip(self, req: Request, scope: Scope) -> str:
        if self.config.trust_forwarded_for and (forwarded := req.header(b"x-forwarded-for")):
            return forwarded.rpartition(",")[2].strip()
        client = scope.get("client")
        return client[0] if client else ""


def _check_names(req: Request, query: bytes) -> None:
    """What no database keeps as a name or finds in an index: U+0000, and names of several hundred bytes."""
    if "%00" in req.raw_path or b"%00" in query:
        raise InvalidParam("Paths and queries can't hold the character U+0000")
    if len(req.raw_path) > _MOST_NAME and any(len(name.encode()) > _MOST_NAME for name in req.path.values()):
        raise InvalidParam(f"A name in a path has at most {_MOST_NAME} bytes")


class _ClientIsGoneError(Exception):
    """The connection broke before the whole request was here: nobody waits for an answer, and nothing may be done."""


async def _receive_part(receive: Receive) -> MutableMapping[str, Any]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise _ClientIsGoneError
    return message


async def _read_body(receive: Receive, req: Request, most: int) -> bytes:
    """The whole body, unless it is larger than `most` bytes: then M_TOO_LARGE as soon as that is known."""
    declared = req.header(b"content-length")
    if declared is not None and declared.isdigit() and int(declared) > most:
        raise TooLarge(f"The request is larger than {most} bytes")
    message = await _receive_part(receive)
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        if len(body) > most:
            raise TooLarge(f"The request is larger than {most} bytes")
        return body
    parts, size = [body], len(body)
    while message.get("more_body"):
        message = await _receive_part(receive)
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > most:
            raise TooLarge(f"The request is larger than {most} bytes")
        parts.append(part)
    return b"".join(parts)


def _error_response(req: Request, error: FangyuanError) -> Response:
    response = Response(json.encode(error.body(req.language)), error.status)
    if isinstance(error, LimitExceeded):
        response.headers.append((b"retry-after", str(-(-error.retry_after_ms // 1000)).encode()))
    return response

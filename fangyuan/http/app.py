"""The ASGI application: what is the same for every request, and the parts that handlers reach through `req.app`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog

from fangyuan.appservices import Registry
from fangyuan.db import Database
from fangyuan.http import standing
from fangyuan.http.content import Content
from fangyuan.http.limits import RateLimiter
from fangyuan.http.masks import Masks
from fangyuan.http.passwords import Passwords
from fangyuan.http.recall import Recall
from fangyuan.http.request import ClientIsGoneError, Receive, Request, Response, StreamedResponse
from fangyuan.http.routes import Auth, Router
from fangyuan.http.sessions import Sessions
from fangyuan.http.webapp import Webapp
from fangyuan.identity import EXTERNAL_KIND
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.config import Config
from fangyuan.kernel.errors import (
    FangyuanError,
    Forbidden,
    InvalidParam,
    LimitExceeded,
    Unauthorized,
    Unrecognized,
)
from fangyuan.sync import Hub
from fangyuan.sync.sliding import Sliding

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# Client-Server API §Web Browser Clients.
_CORS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, POST, PUT, DELETE, OPTIONS, HEAD, PATCH"),
    (b"access-control-allow-headers", b"X-Requested-With, Content-Type, Authorization, Idempotency-Key"),
    (b"access-control-expose-headers", b"Retry-After, Idempotency-Replayed"),
]
_NO_STORE = (b"cache-control", b"no-store")
_SAFE = [(b"x-content-type-options", b"nosniff"), *_CORS]
_JSON = [(b"content-type", b"application/json"), _NO_STORE, *_SAFE]

_MOST_NAME = 512  # in bytes: an index of PostgreSQL takes rows of 2,704

log = structlog.get_logger("http")


class App:
    """One server: configuration, database, memory of the stream (`hub`), sessions, limits, routes."""

    def __init__(
        self,
        config: Config,
        db: Database,
        router: Router,
        hub: Hub,
        app_services: Registry,
        webapp: Webapp,
    ) -> None:
        self.config = config
        self.db = db
        self.hub = hub
        self.sliding = Sliding(hub)
        self.router = router
        self.sessions = Sessions(db)
        self.passwords = Passwords(cheap=config.passwords.cheap)
        self.recall = Recall()
        self.app_services = app_services
        self.webapp = webapp
        self.masks = Masks(db)
        self.limiter = RateLimiter(config.limits)
        self.content = Content(config, db)
        db.bus.subscribe(self.sessions)
        db.bus.subscribe(self.masks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        method: str = scope["method"]
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        req = Request(self, method, raw_path.decode("latin-1"), scope["query_string"], scope["headers"])
        req.receive = receive
        try:
            response = await self._respond(req, scope)
        except ClientIsGoneError:
            return
        except FangyuanError as error:
            response = _error_response(req, error)
        except Exception:
            log.exception("request failed", method=method, path=req.raw_path)
            response = _error_response(req, FangyuanError("Internal server error", status=500))
        if isinstance(response, bytes):
            headers, status, body = _JSON, 200, response
        else:
            headers, status, body = _headers(response), response.status, response.body
            if isinstance(response, StreamedResponse):
                await _stream(response, headers, receive, send, is_head=method == "HEAD")
                return
        length = (b"content-length", str(len(body)).encode())
        if status != 304:  # whose length would be the content's, which isn't sent
            headers = [*headers, length]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body if method != "HEAD" else b""})

    async def _respond(self, req: Request, scope: Scope) -> bytes | Response:
        method = req.method
        if method == "OPTIONS":
            return b"{}"
        route, req.path, known = self.router.find("GET" if method == "HEAD" else method, req.raw_path)
        if route is None:
            if method in ("GET", "HEAD") and (found := self.webapp.find(req)) is not None:
                return found
            raise Unrecognized("Unrecognized request", status=405 if known else 404)
        _check_names(req, scope["query_string"])
        req.client_ip = self._client_ip(req, scope)
        if route.auth != "none":  # before the body: a stranger's upload is not even read
            await self.authenticate(req, route.auth)
            if req.session is not None and req.session.kind == "guest" and not route.guests:
                raise Forbidden("Guests may not do this", errcode="M_GUEST_ACCESS_FORBIDDEN")
            if req.session is not None and req.session.kind == EXTERNAL_KIND and not route.outsiders:
                raise Forbidden("Guests from outside may not do this", key="reach.external_may_not")
            standing.check_not_suspended(route, req.session)
        limit = route.limit or ("write" if route.write is not None else None)
        if limit is not None and self._is_limited(req):
            who = req.session.user_id if req.session else req.client_ip
            self.limiter.check(limit, who, self.db.clock.now_ms())
        if method in ("POST", "PUT", "PATCH", "DELETE") and not route.streams:
            most = route.max_bytes
            if most is None:
                most = (
                    self.config.limits.import_bytes if route.is_import else self.config.limits.request_bytes
                )
            req.body = await _read_body(req, most)
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
        token = req.bearer()
        if token is not None:
            req.session = await self._session_of(req, token)
        elif auth == "session":
            raise Unauthorized("Missing access token", errcode="M_MISSING_TOKEN")
        if req.session is not None:
            standing.check_unlocked(req.session, req.raw_path)

    async def _session_of(self, req: Request, token: str) -> Session:
        """The session of a token, or the user as whom an application service acts."""
        service = self.app_services.find_by_token(token)
        if service is None:
            return await self.sessions.get(token, req.client_ip)
        device_id = req.arg("device_id") or req.arg("org.matrix.msc3202.device_id")
        return await self.masks.get(service, req.arg("user_id"), device_id)

    def _is_limited(self, req: Request) -> bool:
        if req.session is not None:
            service_id = req.session.app_service
        else:  # where nobody is signed in yet: a service makes its users, or signs in as one
            service = self.app_services.find_by_token(req.bearer() or "")
            service_id = service.id if service is not None else ""
        return not service_id or self.app_services.is_limited(service_id)

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


async def _read_body(req: Request, most: int) -> bytes:
    """The whole body, unless it is larger than `most` bytes: then M_TOO_LARGE as soon as that is known."""
    parts = [part async for part in req.chunks(most)]
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _headers(response: Response) -> list[tuple[bytes, bytes]]:
    """Its own, and what every answer has; who says nothing of caching isn't kept."""
    if not response.is_open:
        return response.headers
    if any(name == b"cache-control" for name, _ in response.headers):
        return response.headers + _SAFE
    return [*response.headers, _NO_STORE, *_SAFE]


async def _stream(
    response: StreamedResponse,
    headers: list[tuple[bytes, bytes]],
    receive: Receive,
    send: Send,
    *,
    is_head: bool,
) -> None:
    """Sends piece by piece: `send` waits while the client doesn't take them. Ends early when he has gone."""
    if response.length is not None:
        headers = [*headers, (b"content-length", str(response.length).encode())]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        if not is_head:
            async for chunk in response.chunks:
                if gone.done():
                    return
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        await response.chunks.aclose()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _error_response(req: Request, error: FangyuanError) -> Response:
    response = Response(json.encode(error.body(req.language)), error.status)
    if isinstance(error, LimitExceeded):
        response.headers.append((b"retry-after", str(-(-error.retry_after_ms // 1000)).encode()))
    return response

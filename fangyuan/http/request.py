"""A request as handlers see it, and answers that are not plain JSON."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote_plus

import msgspec

from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, InvalidParam, MissingParam, NotJson, TooLarge
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import Language, choose_language

if TYPE_CHECKING:
    from fangyuan.http.app import App

T = TypeVar("T")
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class ClientIsGoneError(Exception):
    """The connection broke before the whole request was here: nobody waits for an answer, and nothing may be done."""


class Request:
    """One request: path parameters in `path`, the actor in `actor` (None on routes that need no sign-in)."""

    def __init__(
        self, app: App, method: str, raw_path: str, query: bytes, headers: list[tuple[bytes, bytes]]
    ) -> None:
        self.app = app
        self.method = method
        self.raw_path = raw_path
        self.path: dict[str, str] = {}
        self.body = b""
        self.session: Session | None = None
        self.client_ip = ""
        self.receive: Receive = _nothing  # ASGI's, of this request
        self._query = query
        self._headers = headers

    @property
    def actor(self) -> Session:
        """Who is asking; only on routes that need a sign-in."""
        assert self.session is not None, "the route's auth is 'session'"
        return self.session

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The query's parameters, each with all of its values."""
        found: dict[str, list[str]] = {}
        for pair in self._query.split(b"&"):
            name, _, value = pair.partition(b"=")
            if pair:
                found.setdefault(_unescape(name), []).append(_unescape(value))
        return found

    @property
    def raw_query(self) -> bytes:
        """The query as it came."""
        return self._query

    def arg(self, name: str) -> str | None:
        """The first value of a query parameter."""
        values = self.query.get(name)
        return values[0] if values else None

    def int_arg(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        """A query parameter that is a number; one that is none is M_INVALID_PARAM, one beyond `most` becomes it."""
        text = self.arg(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or len(text) > 16 or int(text) < least:
            raise InvalidParam(f"Query parameter {name} must be an integer of at least {least}")
        return min(int(text), most) if most is not None else int(text)

    def bool_arg(self, name: str) -> bool:
        return self.arg(name) == "true"

    def header(self, name: bytes) -> str | None:
        """A header by its lower-case name."""
        for key, value in self._headers:
            if key == name:
                return value.decode("latin-1")
        return None

    def bearer(self) -> str | None:
        """The access token that came with the request; in the test mode it may stand in the query.

        Deprecated since v1.11: what stands in a URL stands in every proxy's log as well.
        """
        authorization = self.header(b"authorization")
        if authorization is not None and authorization[:7].lower() == "bearer ":
            return authorization[7:].strip()
        return self.arg("access_token") if self.app.config.is_lenient else None

    def declared_length(self) -> int | None:
        """How long the body is said to be, in bytes; None when it is sent without saying so."""
        declared = self.header(b"content-length")
        return int(declared) if declared is not None and declared.isdigit() and len(declared) < 19 else None

    def check_length(self, most: int) -> None:
        """M_TOO_LARGE when the body is declared to be larger than `most` bytes."""
        declared = self.declared_length()
        if declared is not None and declared > most:
            raise TooLarge(f"The request is larger than {most} bytes")

    async def chunks(self, most: int) -> AsyncGenerator[bytes]:
        """The body piece by piece, as fast as they are taken; once, and only on routes that stream.

        M_TOO_LARGE as soon as it is known to be larger than `most` bytes; ClientIsGoneError when the rest never comes.
        """
        self.check_length(most)
        size, more = 0, True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientIsGoneError
            part: bytes = message.get("body", b"")
            more = bool(message.get("more_body"))
            size += len(part)
            if size > most:
                raise TooLarge(f"The request is larger than {most} bytes")
            if part:
                yield part

    @cached_property
    def language(self) -> Language:
        """The reader's language: what he chose, else what his client asks for, else the company's."""
        chosen = self.session.locale if self.session else None
        return choose_language(chosen or self.header(b"accept-language"), self.app.config.language)

    def json_object(self) -> JsonObject:
        """The body as a JSON object; an empty body is an empty object, as several endpoints allow."""
        if not self.body:
            return {}
        value = json.parse_request(self.body)
        if not json.is_object(value):
            raise BadJson("The request body must be a JSON object")
        return value

    def decode(self, kind: type[T]) -> T:
        """The body as a typed record: M_NOT_JSON, M_MISSING_PARAM or M_BAD_JSON when it isn't one."""
        return decode_as(self.body or b"{}", kind)


async def _nothing() -> MutableMapping[str, Any]:
    return {"type": "http.request"}


@lru_cache(maxsize=4096)
def _unescape(text: bytes) -> str:
    """Percent-decoding, remembered: a client's filter comes with every sync."""
    return unquote_plus(text.decode("latin-1"))


def decode_as(body: bytes, kind: type[T]) -> T:
    """`body` as a typed record, with Matrix's errors."""
    try:
        json.check_no_nul(body)
        if not body.isascii():
            body.decode()  # the decoder looks only at the fields that it wants
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as cause:
        if "missing required field" in str(cause):
            raise MissingParam(str(cause)) from cause
        raise BadJson(str(cause)) from cause
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as cause:
        raise NotJson("The request body is not JSON") from cause


class Response:
    """An answer that isn't 200 with JSON made from a value. `is_open`: scripts of other sites may read it (CORS)."""

    __slots__ = ("body", "headers", "is_open", "status")

    def __init__(
        self, body: bytes, status: int = 200, content_type: str = "application/json", **headers: str
    ) -> None:
        self.body = body
        self.status = status
        self.is_open = True
        self.headers = [(b"content-type", content_type.encode())]
        self.headers += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]


class StreamedResponse(Response):
    """An answer of `length` bytes (None: not known yet) that is sent piece by piece, as fast as the client takes it.

    `chunks` is closed when the answer is sent or the client has gone; for HEAD it is never asked.
    """

    __slots__ = ("chunks", "length")

    def __init__(
        self,
        chunks: AsyncGenerator[bytes],
        length: int | None,
        status: int = 200,
        content_type: str = "application/octet-stream",
        **headers: str,
    ) -> None:
        super().__init__(b"", status, content_type, **headers)
        self.chunks = chunks
        self.length = length


def answer(value: Any, status: int) -> Response:
    """`value` as JSON with another status than 200."""
    return Response(json.encode(value), status)

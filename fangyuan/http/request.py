"""A request as handlers see it, and answers that are not plain JSON."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote_plus

import msgspec

from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, InvalidParam, MissingParam, NotJson
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import Language, choose_language

if TYPE_CHECKING:
    from fangyuan.http.app import App

T = TypeVar("T")


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


@lru_cache(maxsize=4096)
def _unescape(text: bytes) -> str:
    """Percent-decoding, remembered: a client's filter comes with every sync."""
    return unquote_plus(text.decode("latin-1"))


def decode_as(body: bytes, kind: type[T]) -> T:
    """`body` as a typed record, with Matrix's errors."""
    try:
        json.check_no_nul(body)
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as cause:
        if "missing required field" in str(cause):
            raise MissingParam(str(cause)) from cause
        raise BadJson(str(cause)) from cause
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as cause:
        raise NotJson("The request body is not JSON") from cause


class Response:
    """An answer that isn't 200 with JSON made from a value."""

    __slots__ = ("body", "headers", "status")

    def __init__(
        self, body: bytes, status: int = 200, content_type: str = "application/json", **headers: str
    ) -> None:
        self.body = body
        self.status = status
        self.headers = [(b"content-type", content_type.encode())]
        self.headers += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]


def answer(value: Any, status: int) -> Response:
    """`value` as JSON with another status than 200."""
    return Response(json.encode(value), status)

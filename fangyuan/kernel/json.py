"""JSON: one encoder, one decoder, and what Matrix asks beyond plain JSON.

Decoding gives Python values; encoding gives bytes. Events may not hold floats or integers beyond ±(2**53-1)
(Matrix spec appendix §Canonical JSON), and nesting has a limit so that no request can exhaust the stack.
"""

from __future__ import annotations

import re
from typing import Any, TypeGuard, cast

import msgspec

from fangyuan.kernel.errors import BadJson, NotJson

JsonObject = dict[str, Any]
MAX_INT = 2**53 - 1
MAX_DEPTH = 100
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

_encoder = msgspec.json.Encoder()
_canonical = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder()

encode = _encoder.encode
canonical = _canonical.encode
decode = _decoder.decode


def check_no_nul(body: bytes) -> None:
    """M_BAD_JSON if a text in it holds U+0000, which PostgreSQL can't keep: no database here does."""
    if b"\\u0000" in body and _NUL.search(body):
        raise BadJson("Texts can't hold the character U+0000")


def parse_request(body: bytes) -> Any:
    """A request's body as Python values; M_NOT_JSON when it is none."""
    try:
        value = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as cause:
        raise NotJson("The request body is not JSON") from cause
    check_no_nul(body)
    return value


def is_object(value: object) -> TypeGuard[JsonObject]:
    return isinstance(value, dict)


def as_object(value: object) -> JsonObject:
    """The value if it is an object, else an empty one: for content that clients write as they like."""
    return cast(JsonObject, value) if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else []


def as_str(value: object) -> str | None:
    return value if isinstance(value, str) else None


def check_event_content(content: object) -> JsonObject:
    """The content if an event may carry it, else M_BAD_JSON."""
    if not is_object(content):
        raise BadJson("Event content must be a JSON object")
    _check_values(content, 0)
    return content


def _check_values(value: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise BadJson("The JSON is nested too deeply")
    if isinstance(value, dict):
        for inner in cast(JsonObject, value).values():
            _check_values(inner, depth + 1)
    elif isinstance(value, list):
        for inner in cast(list[Any], value):
            _check_values(inner, depth + 1)
    elif isinstance(value, float):
        raise BadJson("Events can't hold floating-point numbers")
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAX_INT:
        raise BadJson("Events can't hold integers beyond 2^53-1")

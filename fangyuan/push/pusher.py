"""A pusher: where a device of a person's is to be rung, and what may be asked for. §POST /pushers/set."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from fangyuan.kernel import json
from fangyuan.kernel.addresses import names_private
from fangyuan.kernel.errors import BadJson, InvalidParam, MissingParam
from fangyuan.kernel.json import JsonObject

HTTP = "http"
# MSC4174, which is a draft: the unstable name is what clients of today send, the other what it will be called.
WEB_PUSH = ("org.matrix.msc4174.webpush", "webpush")
GATEWAY_PATH = "/_matrix/push/v1/notify"
MOST_PUSHERS = 50  # of one person
_MOST_APP_ID = 64  # characters, §POST /pushers/set
_MOST_PUSHKEY = 512  # bytes, the same
_MOST_WORDS = 255
_MOST_DATA = 4_096  # bytes
_MOST_URL = 2_048
_MOST_DEFAULT_PAYLOAD = 2_048  # bytes: a Web Push message holds 4,096, encrypted
_P256_POINT, _AUTH_SECRET = 65, 16  # bytes


class Pusher(msgspec.Struct, frozen=True):
    """One pusher as it is stored. `position` and `badge` say what it was told; times are ms UTC."""

    pusher_id: str
    user_id: str
    app_id: str
    pushkey: str
    kind: str
    device_id: str
    app_display_name: str
    device_display_name: str
    lang: str
    profile_tag: str | None
    data: JsonObject
    created_ts: int
    changed_ts: int
    position: int
    badge: int = 0
    attempts: int = 0
    retry_ts: int | None = None

    @property
    def is_web_push(self) -> bool:
        return self.kind in WEB_PUSH

    @property
    def url(self) -> str:
        """Where its pushes go to."""
        return str(
            self.data["url"] if not self.is_web_push else self.data.get("endpoint", self.data.get("url"))
        )

    @property
    def counts_itself(self) -> bool:
        """The client works out its own badge and wants no counts. MSC4076."""
        return self.data.get("org.matrix.msc4076.disable_badge_count") is True

    def to_client(self) -> JsonObject:
        """As GET /pushers shows it."""
        shown: JsonObject = {
            "pushkey": self.pushkey,
            "kind": self.kind,
            "app_id": self.app_id,
            "app_display_name": self.app_display_name,
            "device_display_name": self.device_display_name,
            "lang": self.lang,
            "data": self.data,
        }
        return shown if self.profile_tag is None else {**shown, "profile_tag": self.profile_tag}


class NewPusher(msgspec.Struct):
    """The body of POST /pushers/set, checked by `check_new_pusher`; `kind` None takes the pusher away."""

    app_id: str
    pushkey: str
    kind: str | None
    app_display_name: str | None = None
    device_display_name: str | None = None
    lang: str | None = None
    profile_tag: str | None = None
    data: dict[str, Any] | None = None
    append: bool = False


def check_new_pusher(new: NewPusher, *, allow_private: bool) -> None:
    """What is wrong with a pusher that a client asks for. `allow_private`: gateways inside the company may be named."""
    _check_length("app_id", new.app_id, _MOST_APP_ID)
    if not new.pushkey or len(new.pushkey.encode()) > _MOST_PUSHKEY:
        raise InvalidParam(f"pushkey has 1 to {_MOST_PUSHKEY} bytes")
    if new.kind is None:
        return
    if new.kind == "email":
        raise InvalidParam("This server does not push by email", key="push.no_email")
    if new.kind != HTTP and new.kind not in WEB_PUSH:
        raise InvalidParam(f"Unknown kind of pusher {new.kind!r:.80}")
    for name in ("app_display_name", "device_display_name", "lang"):
        words: str | None = getattr(new, name)
        if words is None:
            raise MissingParam(f"{name} is missing")
        _check_length(name, words, _MOST_WORDS, least=0)
    if new.profile_tag is not None:
        _check_length("profile_tag", new.profile_tag, _MOST_WORDS, least=0)
    if new.data is None:
        raise MissingParam("data is missing")
    json.check_event_content(new.data)  # it is shown again and sent on: no floats, no depths
    if len(json.encode(new.data)) > _MOST_DATA:
        raise InvalidParam(f"data has at most {_MOST_DATA} bytes")
    if new.kind == HTTP:
        _check_url(_url_in(new.data, "url"), allow_private=allow_private, is_gateway=True)
    else:
        _check_web_push(new.pushkey, new.data, allow_private=allow_private)


def _check_length(name: str, words: str, most: int, *, least: int = 1) -> None:
    if not least <= len(words) <= most:
        raise InvalidParam(f"{name} has {least} to {most} characters")


def _url_in(data: Mapping[str, Any], *names: str) -> str:
    for name in names:
        if name in data:
            if not isinstance(data[name], str):
                raise BadJson(f"data.{name} must be a string")
            return data[name]
    raise MissingParam(f"data.{names[0]} is missing")


def _check_url(url: str, *, allow_private: bool, is_gateway: bool) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # a port that is none is found out by asking for it
    except ValueError as cause:
        raise InvalidParam("The URL to push to is not valid") from cause
    if len(url) > _MOST_URL or not host or not url.isascii() or parts.username is not None:
        raise InvalidParam("The URL to push to is not valid")
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise InvalidParam("The URL to push to must be an HTTPS URL")
    if is_gateway and (parts.path != GATEWAY_PATH or parts.query or parts.fragment):
        raise InvalidParam(f"The URL of a push gateway has the path {GATEWAY_PATH}")
    if not allow_private and names_private(host):  # where a name leads is seen when it is pushed to
        raise InvalidParam("This server does not push to private addresses", key="push.private_gateway")


def _check_web_push(pushkey: str, data: Mapping[str, Any], *, allow_private: bool) -> None:
    _check_url(_url_in(data, "endpoint", "url"), allow_private=allow_private, is_gateway=False)
    _check_point(_bytes("pushkey", pushkey))
    auth = data.get("auth")
    if auth is None:
        raise MissingParam("data.auth is missing")
    if not isinstance(auth, str) or len(_bytes("data.auth", auth)) != _AUTH_SECRET:
        raise InvalidParam(f"data.auth is {_AUTH_SECRET} bytes in base64url")
    payload = data.get("default_payload", {})
    if not json.is_object(payload) or len(json.encode(payload)) > _MOST_DEFAULT_PAYLOAD:
        raise InvalidParam(f"data.default_payload is an object of at most {_MOST_DEFAULT_PAYLOAD} bytes")


def _check_point(point: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec  # late: few servers ever see a Web Push pusher

    try:
        if len(point) != _P256_POINT:
            raise ValueError("compressed, or none at all")
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as cause:
        raise InvalidParam(
            "The pushkey of a Web Push pusher is an uncompressed point of P-256 in base64url"
        ) from cause


def _bytes(name: str, text: str) -> bytes:
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError) as cause:
        raise InvalidParam(f"{name} is not base64url") from cause

"""Accounts, devices, sessions: who is asking, and what of it is a pure rule."""

from __future__ import annotations

import hashlib

import msgspec

from fangyuan.kernel.errors import BadRequest, InvalidParam
from fangyuan.kernel.ids import is_user_id, is_valid_localpart

# Client-Server API §Server Behaviour of account data: the server writes these itself.
SERVER_CONTROLLED = frozenset({"m.fully_read", "m.push_rules"})
EXTERNAL_KIND = "external"  # of an account: somebody from outside the company, who shows it in his name
EXTERNAL_MARK = "（外部 / external）"
PROFILE_FIELDS = ("displayname", "avatar_url")
UIA_LIFETIME_MS = 30 * 60_000
_MOST_DISPLAYNAME = 256
_MOST_AVATAR_URL = 1_000
_MOST_DEVICE_WORDS = 255
_MOST_PASSWORD = 1_024


class Session(msgspec.Struct, frozen=True):
    """A signed-in device, as every handler sees it: the actor of a request.

    `locale` is what the person chose, None when he chose nothing. `expires_ts` is milliseconds UTC, None for
    never. `replaces` is the session whose refresh token gave this one, until its first use is confirmed.
    `is_locked`: may do nothing but log out. `is_suspended`: may read and tidy up only. `app_service` is the id of the
    application service that acts as this user, perhaps on no device (`device_id` ''); '' for people and their clients.
    """

    session_id: str
    user_id: str
    device_id: str
    kind: str = "person"  # person, house, bot, guest, external
    is_admin: bool = False
    locale: str | None = None
    expires_ts: int | None = None
    replaces: str | None = None
    is_locked: bool = False
    is_suspended: bool = False
    app_service: str = ""


def marked(name: str) -> str:
    """The name as somebody from outside bears it, once and for all at its end."""
    bare = name.replace(EXTERNAL_MARK, "").strip()
    return f"{bare} {EXTERNAL_MARK}" if bare else EXTERNAL_MARK


class Profile(msgspec.Struct, frozen=True):
    """How somebody appears to others."""

    displayname: str | None = None
    avatar_url: str | None = None


class Account(msgspec.Struct, frozen=True):
    """One account. `password_hash` None: nobody can sign in with a password. Times are milliseconds UTC."""

    user_id: str
    kind: str = "person"  # person, house, bot, guest, external
    password_hash: str | None = None
    displayname: str | None = None
    avatar_url: str | None = None
    locale: str | None = None
    is_admin: bool = False
    deactivated_ts: int | None = None
    created_ts: int = 0
    locked_ts: int | None = None
    suspended_ts: int | None = None

    @property
    def is_active(self) -> bool:
        return self.deactivated_ts is None

    @property
    def is_locked(self) -> bool:
        return self.locked_ts is not None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_ts is not None

    def as_actor(self) -> Session:
        """The account as an actor without a device: for what is done in its name when no client is there."""
        return Session(
            "",
            self.user_id,
            "",
            kind=self.kind,
            is_admin=self.is_admin,
            locale=self.locale,
            is_locked=self.is_locked,
            is_suspended=self.is_suspended,
        )


class AccountQuery(msgspec.Struct, frozen=True):
    """Which accounts, in which order: a page of `most` from `start` on.

    `user_id` and `name` are parts to look for, `name` in the localpart or the display name. `is_admin` None: either.
    """

    start: int = 0
    most: int = 100
    user_id: str = ""
    name: str = ""
    guests: bool = True
    deactivated: bool = False
    is_admin: bool | None = None
    order: str = "user_id"  # one of store.ACCOUNT_ORDERS
    backwards: bool = False


class Device(msgspec.Struct, frozen=True):
    """One device of an account; `last_seen_ts` is kept to within minutes."""

    user_id: str
    device_id: str
    display_name: str | None = None
    last_seen_ts: int | None = None
    last_seen_ip: str | None = None
    created_ts: int = 0


class Lifetimes(msgspec.Struct, frozen=True):
    """How long the tokens of clients last that can refresh them, in ms."""

    access_ms: int
    refresh_ms: int


class SignIn(msgspec.Struct, frozen=True):
    """What a client gets when it signs in or refreshes: the only time that tokens are seen in the clear."""

    user_id: str
    device_id: str
    access_token: str
    refresh_token: str | None = None
    expires_in_ms: int | None = None


class RegistrationToken(msgspec.Struct, frozen=True):
    """An invitation to register; `uses_allowed` and `expires_ts` None mean no limit."""

    token: str
    uses_allowed: int | None
    used: int
    expires_ts: int | None
    created_ts: int

    def is_valid_at(self, now_ms: int) -> bool:
        return (self.uses_allowed is None or self.used < self.uses_allowed) and (
            self.expires_ts is None or now_ms < self.expires_ts
        )


def hash_token(token: str) -> str:
    """How tokens are stored. They hold 192 bits of chance, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_localpart(localpart: str, user_id: str) -> None:
    """M_INVALID_USERNAME unless an account of this name may be made."""
    if not is_valid_localpart(localpart) or not is_user_id(user_id):
        raise BadRequest("Invalid user name", errcode="M_INVALID_USERNAME", key="identity.invalid_username")


def check_password_strength(password: str, minimum_length: int) -> None:
    """M_WEAK_PASSWORD when the password is too short for the company."""
    if len(password) > _MOST_PASSWORD:
        raise InvalidParam(f"A password has at most {_MOST_PASSWORD} characters")
    if len(password) < minimum_length:
        raise BadRequest(
            "The password is too short",
            errcode="M_WEAK_PASSWORD",
            key="identity.weak_password",
            params={"least": minimum_length},
        )


def check_profile_field(field: str, value: str | None, *, any_url: bool = False) -> None:
    """M_INVALID_PARAM when the value is too long or no `mxc://` address."""
    most = _MOST_DISPLAYNAME if field == "displayname" else _MOST_AVATAR_URL
    if value is not None and len(value) > most:
        raise InvalidParam(
            f"{field} has at most {most} characters",
            key="identity.profile_too_long",
            params={"most": most},
        )
    if field == "avatar_url" and value and not any_url and not value.startswith("mxc://"):
        raise InvalidParam("avatar_url must be an mxc:// URI")


def check_device_words(name: str, words: str | None) -> None:
    """M_INVALID_PARAM when a device's id or name is empty, or longer than a person or a client needs."""
    if words is not None and not 0 < len(words) <= _MOST_DEVICE_WORDS:
        raise InvalidParam(f"{name} has 1 to {_MOST_DEVICE_WORDS} characters")

"""What somebody may still ask for whose account is locked or suspended. §Account locking, §Account suspension."""

from __future__ import annotations

from fangyuan import identity
from fangyuan.http.routes import Route
from fangyuan.identity.model import Session

# Whole paths: a transaction may be called "logout" too.
_LOGOUTS = frozenset(
    f"/_matrix/client/{version}{path}" for version in ("v3", "r0") for path in ("/logout", "/logout/all")
)
# What a suspended person may write: what concerns him alone (devices, keys, settings, read marks), and going away.
# Whatever isn't named here, routes of tomorrow included, speaks to others and is closed to him.
_MAY_WRITE_BELOW = (
    "/account/",
    "/delete_devices",
    "/devices/",
    "/keys/",
    "/login/get_token",
    "/logout",
    "/pushers/",
    "/org.matrix.msc4140/delayed_events/",  # to call back; sending asks for itself who may
    "/pushrules",
    "/rooms/{roomId}/forget",
    "/rooms/{roomId}/leave",
    "/rooms/{roomId}/read_markers",
    "/rooms/{roomId}/receipt/",
    "/rooms/{roomId}/redact/",  # his own messages: groups.redact looks whose it is
    "/room_keys/",
    "/search",
    "/sendToDevice/",
    "/sync",
    "/user/{userId}/",
)
_MAY_WRITE_WITHIN = ("dehydrated_device", "simplified_msc3575/sync", "/subscription")


def check_unlocked(session: Session, raw_path: str) -> None:
    """M_USER_LOCKED for whoever is locked, unless he logs out."""
    if session.is_locked and raw_path not in _LOGOUTS:
        identity.check_unlocked(session)


def check_not_suspended(route: Route, session: Session | None) -> None:
    """M_USER_SUSPENDED for what a suspended person may not do."""
    if session is not None and session.is_suspended and not _may_when_suspended(route):
        identity.check_not_suspended(session)


def _may_when_suspended(route: Route) -> bool:
    if route.method == "GET" or route.read is not None:
        return True
    return route.path.startswith(_MAY_WRITE_BELOW) or any(part in route.path for part in _MAY_WRITE_WITHIN)

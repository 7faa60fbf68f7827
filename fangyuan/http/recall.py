"""Registrations on their way, for suites of the test mode: they repeat nothing, and ask twice.

A client that was asked to authenticate may then send the session alone: what it asked for at first holds. One that
sends a session again whose registration is done gets the same answer. Kept in memory, the newest only; plain passwords
among it, which is why no other mode remembers anything.
"""

from __future__ import annotations

from collections import OrderedDict

from fangyuan.kernel import json
from fangyuan.kernel.errors import AuthenticationRequired
from fangyuan.kernel.json import JsonObject

_MOST = 1_000


class Recall:
    def __init__(self) -> None:
        self._asked: OrderedDict[str, JsonObject] = OrderedDict()
        self._done: OrderedDict[str, JsonObject] = OrderedDict()

    def completed(self, body: JsonObject) -> JsonObject:
        """The request with what was asked for when its session began."""
        return {**self._asked.get(_session(body), {}), **body}

    def outcome(self, body: JsonObject) -> JsonObject | None:
        """What was answered when the session's registration was done; None when it isn't."""
        return self._done.get(_session(body))

    def keep(self, body: JsonObject, challenge: AuthenticationRequired) -> None:
        session = challenge.extra.get("session")
        if isinstance(session, str):
            wish = {name: value for name, value in body.items() if name != "auth"}
            _put(self._asked, session, wish)

    def finish(self, body: JsonObject, answer: JsonObject) -> None:
        session = _session(body)
        self._asked.pop(session, None)
        if session:
            _put(self._done, session, answer)


def _session(body: JsonObject) -> str:
    return json.as_str(json.as_object(body.get("auth")).get("session")) or ""


def _put(kept: OrderedDict[str, JsonObject], session: str, value: JsonObject) -> None:
    kept[session] = value
    while len(kept) > _MOST:
        kept.popitem(last=False)

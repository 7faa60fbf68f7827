"""May this person speak here now? Asked of each message that the clauses let through, so the answer lies in memory."""

from __future__ import annotations

from fangyuan import events
from fangyuan.db import Tx
from fangyuan.fairness import store
from fangyuan.fairness.model import GroupMute, Standing, Strike, said_left, weigh
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import LANGUAGES, Language, text

_BOOK = ("standings",)
_NONE: tuple[Strike, ...] = ()
# What slow mode spaces out; a vote or a reaction is none.
_SPACED = (
    "m.room.message",
    "m.room.encrypted",
    "m.sticker",
    "m.poll.start",
    "org.matrix.msc3381.poll.start",
)


class _Book:
    """Whatever holds anybody back in the whole company: a few entries."""

    __slots__ = ("groups", "people", "rooms")

    def __init__(self, strikes: list[Strike], mutes: list[GroupMute]) -> None:
        self.people: dict[tuple[str, str], tuple[Strike, ...]] = {}
        for one in strikes:
            key = (one.room_id, one.user_id)
            self.people[key] = (*self.people.get(key, _NONE), one)
        self.groups = {mute.room_id: mute for mute in mutes}
        self.rooms = {one.room_id for one in strikes} | set(self.groups)


class Restrained(Forbidden):
    """Somebody may not speak now: 403 with what holds him back and for how long, in the reader's language."""

    def __init__(
        self, act: str, until_ts: int, left_ms: int, reasons: dict[str, str], more: JsonObject | None = None
    ) -> None:
        self.act, self.until_ts, self.left_ms, self.reasons = act, until_ts, left_ms, reasons
        standing: JsonObject = {
            "act": act,
            "until_ts": until_ts,
            "remaining_ms": left_ms,
            "reason": reasons,
            **(more or {}),
        }
        super().__init__(self.say("en"), extra={"fangyuan.standing": standing, "retry_after_ms": left_ms})

    def say(self, language: Language) -> str:
        left = said_left(self.left_ms, language)
        return text(f"fairness.restrained_{self.act}", language, left=left, reason=self.reasons[language])


def forget(tx: Tx) -> None:
    """Who may speak has changed. The position tells other processes that what they remember is old."""
    tx.forget(_BOOK)
    tx.next_position()


def standing(tx: Tx, room_id: str, user_id: str) -> Standing | None:
    """What holds for a person in a group now; None, the usual answer, costs a look into a set."""
    book = tx.remember(_BOOK, lambda: _Book(store.list_in_force(tx), store.list_group_mutes(tx)))
    if room_id not in book.rooms:
        return None
    strikes, muted = book.people.get((room_id, user_id), _NONE), book.groups.get(room_id)
    return weigh(strikes, muted, tx.now_ms) if strikes or muted is not None else None


def check(tx: Tx, room_id: str, user_id: str, *, is_post: bool, is_owner: bool) -> None:
    """Restrained if the person is muted here, or in slow mode and too soon. A group's mute leaves owners their word.

    `is_post`: whether what he sends is a message; a mute stops reactions and votes too, slow mode doesn't.
    """
    found = standing(tx, room_id, user_id)
    if found is None:
        return
    now = tx.now_ms
    if found.mute is not None:
        raise _by_strike(found.mute, found.mute.until_ts, found.mute.until_ts - now)
    if found.group is not None and not is_owner:
        until, reason = found.group.until_ts, found.group.reason
        reasons = {language: reason or text("fairness.no_reason", language) for language in LANGUAGES}
        raise Restrained("group", until, until - now, reasons)
    if found.slow is not None and is_post:
        last = events.last_sent_ts(tx, room_id, user_id, now - found.slow.every_ms, _SPACED)
        if last is not None:
            again = min(last + found.slow.every_ms, found.slow.until_ts)
            raise _by_strike(found.slow, again, again - now)


def _by_strike(strike: Strike, until_ts: int, left_ms: int) -> Restrained:
    more = {"clause": strike.clause, "clause_id": strike.clause_id, "strike_id": strike.strike_id}
    return Restrained(strike.act, until_ts, left_ms, strike.reasons, more)

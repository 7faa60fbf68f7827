"""What is known of how people are with each other: adverts with their echoes, quarrels of two.

What was said last in a group is remembered where somebody is hostile, and read from the log when it isn't.
"""

from __future__ import annotations

from collections import deque
from itertools import chain

from fangyuan import charter, events, identity, media, rooms
from fangyuan.charter import AdvertFact
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import Room
from fangyuan.timeline.attachments import pictures_in
from fangyuan.wording import adverts, echo, hooks
from fangyuan.wording.quarrels import Said, hostility, quarrels_with

_NEW_MS = 14 * 86_400_000  # for so long somebody is a newcomer to the company
_MOST_SAID = 30
_NOTHING = AdvertFact()


# -- adverts -----------------------------------------------------------------------------------------------------------


def advert_in(tx: Tx, room: Room, user_id: str, type: str, content: JsonObject) -> AdvertFact | None:
    """How much a message is like an advert. Only for the few that are suspicious anything is looked up."""
    if type == "m.room.encrypted":
        return None
    own = charter.own_domains(tx)
    codes = media.codes_of(tx, pictures) if (pictures := pictures_in(tx, type, content)) else {}
    hook = hooks.find_code_hook(chain.from_iterable(codes.values()), own)
    texts = charter.raw_texts(content)
    text = max(texts, key=len, default="")
    said = "\n".join((text, *(one for one in texts if one not in text)))
    found = adverts.score_advert(said, code=hook, own_domains=own)
    if found.score < adverts.SUSPICIOUS:
        return _NOTHING
    fingerprint = echo.fingerprint(text)
    bands = (*echo.bands(fingerprint), *(echo.band_of_file(name) for name in codes))
    echoes = charter.count_echoes(tx, room.room_id, bands, fingerprint)
    found = adverts.in_context(found, echoes=echoes, is_newcomer=_is_newcomer(tx, room, user_id))
    return AdvertFact(found.score, found.reasons, fingerprint, bands)


def _is_newcomer(tx: Tx, room: Room, user_id: str) -> bool:
    """Whether it is the first message here of somebody who has an account for a short time."""
    account = identity.find_account(tx, user_id)
    if account is None or account.created_ts < tx.now_ms - _NEW_MS:
        return False
    here = rooms.member(tx, room, user_id)
    return here is not None and not events.has_said(tx, room.room_id, user_id, here.since_position)


# -- quarrels ----------------------------------------------------------------------------------------------------------


def quarrels_in(tx: Tx, room: Room, user_id: str, type: str, content: JsonObject) -> str | None:
    """With whom the sender quarrels by this message."""
    mine = _said(tx.now_ms, user_id, type, content)
    if mine is None or not mine.hostility:
        return None
    return quarrels_with([*_recent(tx, room), mine])


def note_said(tx: Tx, room: Room, user_id: str, type: str, content: JsonObject) -> None:
    """A message was let through: if what was said is remembered here, this too."""
    key = ("said", room.room_id)
    recent: deque[Said] | None = tx.memo.get(key)
    if recent is not None and (mine := _said(tx.now_ms, user_id, type, content)) is not None:
        tx.touch(key)
        recent.append(mine)


def _recent(tx: Tx, room: Room) -> deque[Said]:
    def load() -> deque[Said]:
        log = events.list_history(tx, room.room_id, 0, tx.position, _MOST_SAID, backwards=True)
        said = (_said_in(event) for event in reversed(log) if event.redacted_by is None)
        return deque((one for one in said if one is not None), _MOST_SAID)

    return tx.remember(("said", room.room_id), load)


def _said_in(event: Event) -> Said | None:
    return _said(event.ts, event.sender, event.type, event.content())


def _said(ts: int, user_id: str, type: str, content: JsonObject) -> Said | None:
    body = content.get("body")
    if type != "m.room.message" or not isinstance(body, str):
        return None
    return Said(ts, user_id, hostility(body))

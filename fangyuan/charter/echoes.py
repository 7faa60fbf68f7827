"""The same text, or the same picture, in other groups or on other days: remembered of what is like an advert only."""

from __future__ import annotations

from fangyuan.charter import store
from fangyuan.charter.facts import AdvertFact
from fangyuan.db import Tx
from fangyuan.wording.echo import ALIKE, likeness

DAYS = 14  # for which it is remembered
_MOST = 200  # likenesses that are looked at
_DAY_MS = 86_400_000


def count_echoes(tx: Tx, room_id: str, bands: tuple[int, ...], fingerprint: tuple[int, ...]) -> int:
    """In how many groups, or on how many days before in this one, something much the same was. One indexed look."""
    if not bands:
        return 0
    today = tx.now_ms // _DAY_MS
    places: set[tuple[str, int]] = set()
    for encoded, where, day in store.find_echoes(tx, bands, today - DAYS, _MOST):
        if (where, day) != (room_id, today) and _is_same(fingerprint, _decoded(encoded)):
            places.add((where, day if where == room_id else 0))
    return len(places)


def note_echo(tx: Tx, room_id: str, advert: AdvertFact | None) -> None:
    """Remembers what is like an advert, whether it was sent or stopped; once a day for each group."""
    if advert is not None and advert.bands:
        encoded = " ".join(map(str, advert.fingerprint))
        store.add_echo(tx, advert.bands, tx.now_ms // _DAY_MS, room_id, encoded)


def drop_old_echoes(tx: Tx) -> None:
    """Forgets what was said longer ago than DAYS."""
    store.drop_echoes(tx, tx.now_ms // _DAY_MS - DAYS)


def _decoded(encoded: str) -> tuple[int, ...]:
    return tuple(map(int, encoded.split()))


def _is_same(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Pictures have bands and no fingerprint: they are the same, or they have no band in common."""
    return not one or not other or likeness(one, other) >= ALIKE

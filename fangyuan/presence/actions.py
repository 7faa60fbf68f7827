"""What changes of a person's presence, and who has changed."""

from __future__ import annotations

from collections.abc import Iterable

from fangyuan.db import Tx
from fangyuan.presence import store
from fangyuan.presence.model import OFFLINE, PRESENCE, Presence, check_status

_KEEP = object()


def is_told(_tx: Tx, _new: Presence) -> bool:
    """Whether others hear of it: the one place that decides. Quiet hours will ask here."""
    return True


def become(tx: Tx, user_id: str, kind: str, last_active_ts: int, *, status_msg: object = _KEEP) -> None:
    """The person is online, unavailable or offline now; his word stays unless another is given (None: none).

    What others see already is not told again.
    """
    old = store.find(tx, user_id)
    status = old.status_msg if old is not None else None
    if status_msg is not _KEEP:
        status = check_status(status_msg if isinstance(status_msg, str) else None)
    if old is None and kind == OFFLINE and status is None:
        return
    if old is not None and (old.presence, old.status_msg) == (kind, status):
        return
    new = Presence(user_id, kind, status, last_active_ts)
    if is_told(tx, new):
        new = Presence(user_id, kind, status, last_active_ts, tx.next_position())
        tx.note(PRESENCE, user_id=user_id, data=new, position=new.position)
    store.put(tx, new)


def find(tx: Tx, user_id: str) -> Presence | None:
    """The person's presence as it was last told; None when he was never here."""
    return store.find(tx, user_id)


def list_changed(tx: Tx, since: int, upto: int) -> list[Presence]:
    """Everybody whose presence changed in (since, upto]."""
    return store.list_changed(tx, since, upto)


def list_here(tx: Tx) -> list[Presence]:
    """Everybody who is not offline."""
    return store.list_here(tx)


def list_of(tx: Tx, user_ids: Iterable[str]) -> list[Presence]:
    """Of these people those who are not offline."""
    return [found for found in store.list_of(tx, user_ids) if found.presence != OFFLINE]

"""Setting and taking away pushers. Client-Server API §Push Notifications, §POST /pushers/set."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from fangyuan.db import Tx
from fangyuan.identity import Session
from fangyuan.kernel.errors import BadRequest
from fangyuan.push import store
from fangyuan.push.pusher import MOST_PUSHERS, NewPusher, Pusher, check_new_pusher


def list_pushers(tx: Tx, user_id: str) -> list[Pusher]:
    """The user's pushers, the oldest first. One ends with the device that set it."""
    return store.list_pushers(tx, [user_id])


def list_pushers_of(tx: Tx, user_ids: Iterable[str]) -> list[Pusher]:
    """The pushers of several people."""
    ids = list(user_ids)
    return store.list_pushers(tx, ids) if ids else []


def find_pushers(tx: Tx, pusher_ids: Iterable[str]) -> list[Pusher]:
    """Those of the pushers that live."""
    found = [store.find_pusher(tx, pusher_id) for pusher_id in pusher_ids]
    return [pusher for pusher in found if pusher is not None]


def set_pusher(tx: Tx, actor: Session, new: NewPusher, *, allow_private: bool = False) -> None:
    """Makes, changes or (kind None) removes the actor's pusher of this app and key; the pusher is his device's now.

    Pushers of others with the same app and key end, unless `append`: a phone that changed hands rings for one.
    It tells of what happens from now on; one that is changed goes on where it was, at once if it was failing.
    """
    check_new_pusher(new, allow_private=allow_private)
    if new.kind is None:
        store.drop_by_key(tx, actor.user_id, new.app_id, new.pushkey)
        return
    if not new.append:
        store.drop_of_others(tx, actor.user_id, new.app_id, new.pushkey)
    old = store.find_pusher_by_key(tx, actor.user_id, new.app_id, new.pushkey)
    if old is None and len(list_pushers(tx, actor.user_id)) >= MOST_PUSHERS:
        raise BadRequest(f"A person has at most {MOST_PUSHERS} pushers", key="push.too_many")
    pusher = Pusher(
        pusher_id=old.pusher_id if old else tx.ids.opaque(),
        user_id=actor.user_id,
        app_id=new.app_id,
        pushkey=new.pushkey,
        kind=new.kind,
        device_id=actor.device_id,
        app_display_name=new.app_display_name or "",
        device_display_name=new.device_display_name or "",
        lang=new.lang or "",
        profile_tag=new.profile_tag,
        data=new.data or {},
        created_ts=tx.now_ms,
        changed_ts=tx.now_ms,
        position=old.position if old else tx.position,
        badge=old.badge if old else 0,
    )
    if old is not None:
        pusher = _unless_changed(old, pusher)
        if pusher == old and old.retry_ts is None:
            return
    store.set_pusher(tx, pusher)
    tell(tx, pusher.pusher_id)


def _unless_changed(old: Pusher, new: Pusher) -> Pusher:
    """The new one, as old as the old one as far as it is the same."""
    same_device = old.device_id == new.device_id
    same_way = same_device and (old.kind, old.data) == (new.kind, new.data)
    return msgspec.structs.replace(
        new,
        created_ts=old.created_ts if same_device else new.created_ts,
        changed_ts=old.changed_ts if same_way else new.changed_ts,
    )


def tell(tx: Tx, pusher_id: str) -> None:
    """Has whoever sends look after this pusher when the transaction is done. Nothing that a client sees changes."""
    tx.note("pusher", data=pusher_id, position=tx.position)


def drop_dead(tx: Tx, user_ids: Iterable[str]) -> None:
    """Takes away those pushers of these people whose device is gone; they were silent since it went."""
    store.drop_dead(tx, list(user_ids))

"""The bodies of pushes. Push Gateway API §POST /_matrix/push/v1/notify; Web Push: MSC4174.

Gateways and push services are strangers: unless the company says otherwise they learn that something happened and
where, not what. Of encrypted messages they never get the content.
"""

from __future__ import annotations

from typing import Any

from fangyuan import identity, rooms
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject
from fangyuan.push.pusher import Pusher

EVENT_ID_ONLY = "event_id_only"


def is_urgent(event: Event, actions: list[Any]) -> bool:
    """Whether the device should be woken for it: what makes a sound or is highlighted, and what only it can read."""
    return event.type == "m.room.encrypted" or bool(_tweaks(actions))


def of_event(
    pusher: Pusher, event: Event, actions: list[Any], badge: int, content: JsonObject | None
) -> JsonObject:
    """That this event happened; `content` is what else may be told of it."""
    told: JsonObject = {"event_id": event.event_id, "room_id": event.room_id, **_counts(pusher, badge)}
    told["prio"] = "high" if is_urgent(event, actions) else "low"
    if pusher.is_web_push:
        return {**pusher.data.get("default_payload", {}), **told, **(content or {})}
    return {"notification": {**told, **(content or {}), "devices": [_device(pusher, _tweaks(actions))]}}


def of_counts(pusher: Pusher, badge: int) -> JsonObject:
    """That he has read something elsewhere: for the number on the icon."""
    return {"notification": {**_counts(pusher, badge), "devices": [_device(pusher, {})]}}


def _counts(pusher: Pusher, badge: int) -> JsonObject:
    return {} if pusher.counts_itself else {"counts": {"unread": badge}}


def _tweaks(actions: list[Any]) -> JsonObject:
    """The tweaks of a rule's actions. A highlight without a value is one."""
    return {
        str(action["set_tweak"]): action.get("value", True)
        for action in actions
        if json.is_object(action) and action.get("value", True) is not False
    }


def _device(pusher: Pusher, tweaks: JsonObject) -> JsonObject:
    return {
        "app_id": pusher.app_id,
        "pushkey": pusher.pushkey,
        "pushkey_ts": pusher.changed_ts // 1000,
        "data": {key: value for key, value in pusher.data.items() if key != "url"},
        "tweaks": tweaks,
    }


def details(tx: Tx, event: Event, pusher: Pusher) -> JsonObject | None:
    """What a gateway gets beyond ids if it asks for it, by naming no `format`; nothing of confidential groups.

    Web Push messages are small.
    """
    if pusher.is_web_push or pusher.data.get("format") is not None:
        return None
    room = rooms.get(tx, event.room_id)
    if room.is_confidential:
        return None
    alias = json.as_str(room.content("m.room.canonical_alias").get("alias"))
    told: JsonObject = {
        "id": event.event_id,  # COMPAT: its name before r0.1.0, for gateways that know no other
        "type": event.type,
        "sender": event.sender,
        "sender_display_name": identity.get_profile(tx, event.sender).displayname,
        "room_name": json.as_str(room.content("m.room.name").get("name")) or alias,
        "room_alias": alias,
    }
    if event.type != "m.room.encrypted":
        told["content"] = event.content()
    if event.type == "m.room.member":
        told["user_is_target"] = event.state_key == pusher.user_id
        told["membership"] = event.membership()  # COMPAT: of before r0.1.0, too
    return {key: value for key, value in told.items() if value is not None}

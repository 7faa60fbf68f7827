"""What survives a redaction. Room versions 1 to 11 §Redactions."""

from __future__ import annotations

from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject

_TOP_LEVEL = ("event_id", "type", "room_id", "sender", "state_key", "content", "origin_server_ts")
_LEVELS = (
    "ban",
    "events",
    "events_default",
    "kick",
    "redact",
    "state_default",
    "users",
    "users_default",
)
# Of each type what is kept of the content: by the room version since which (and before which) it is.
_KEPT: dict[str, tuple[tuple[str, int, int], ...]] = {
    "m.room.member": (("membership", 1, 99), ("join_authorised_via_users_server", 9, 99)),
    "m.room.create": (("creator", 1, 11),),
    "m.room.join_rules": (("join_rule", 1, 99), ("allow", 8, 99)),
    "m.room.power_levels": (*((name, 1, 99) for name in _LEVELS), ("invite", 11, 99)),
    "m.room.history_visibility": (("history_visibility", 1, 99),),
    "m.room.aliases": (("aliases", 1, 6),),
    "m.room.redaction": (("redacts", 11, 99),),
}


def strip(body: JsonObject, version: str) -> JsonObject:
    """The event's redacted form, without `unsigned`."""
    number, type, before = int(version), body["type"], json.as_object(body["content"])
    if type == "m.room.create" and number >= 11:
        content = before
    else:
        kept = [name for name, since, until in _KEPT.get(type, ()) if since <= number < until]
        content = {name: before[name] for name in kept if name in before}
    if type == "m.room.member" and number >= 11:
        signed = json.as_object(json.as_object(before.get("third_party_invite")).get("signed"))
        if signed:
            content["third_party_invite"] = {"signed": signed}
    return {key: body[key] for key in _TOP_LEVEL if key in body} | {"content": content}

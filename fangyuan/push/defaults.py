"""The rules that everybody has. Client-Server API §Predefined Rules; polls: MSC3930.

The rules of MSC3930 were accepted but stand in no version of the spec yet. Clients still send polls under the
unstable types, so the rules are here under both names.
"""

from __future__ import annotations

from typing import Any

from fangyuan.kernel.ids import localpart_of
from fangyuan.push.model import KINDS, Kind, Rule

_SOUND = {"set_tweak": "sound", "value": "default"}
_HIGHLIGHT = {"set_tweak": "highlight"}
_MAY_NOTIFY_ROOM = {"kind": "sender_notification_permission", "key": "room"}
_IS_PAIR = {"kind": "room_member_count", "is": "2"}

# Deprecated since v1.7: they hold only for events without `m.mentions`.
WITHOUT_MENTIONS = frozenset(
    {".m.rule.contains_display_name", ".m.rule.roomnotif", ".m.rule.contains_user_name"}
)
# Of these the conditions name the person whose rules they are.
PERSONAL = frozenset(
    {
        ".m.rule.invite_for_me",
        ".m.rule.is_user_mention",
        ".m.rule.contains_display_name",
        ".m.rule.contains_user_name",
    }
)
MASTER = ".m.rule.master"
# Event types that an override rule silences.
SILENCED = frozenset({"m.reaction", "m.poll.response", "org.matrix.msc3381.poll.response"})

# Event types of which underride rules notify as of a message -> (rule for rooms of two, rule for all rooms).
MESSAGE_RULES = {
    "m.room.encrypted": (".m.rule.encrypted_room_one_to_one", ".m.rule.encrypted"),
    "m.room.message": (".m.rule.room_one_to_one", ".m.rule.message"),
    "m.poll.start": (".m.rule.poll_start_one_to_one", ".m.rule.poll_start"),
    "m.poll.end": (".m.rule.poll_end_one_to_one", ".m.rule.poll_end"),
    "org.matrix.msc3381.poll.start": (
        ".org.matrix.msc3930.rule.poll_start_one_to_one",
        ".org.matrix.msc3930.rule.poll_start",
    ),
    "org.matrix.msc3381.poll.end": (
        ".org.matrix.msc3930.rule.poll_end_one_to_one",
        ".org.matrix.msc3930.rule.poll_end",
    ),
}


def _match(key: str, pattern: str) -> dict[str, Any]:
    return {"kind": "event_match", "key": key, "pattern": pattern}


def _is(key: str, value: object) -> dict[str, Any]:
    return {"kind": "event_property_is", "key": key, "value": value}


def _rule(rule_id: str, conditions: list[dict[str, Any]], *actions: object, enabled: bool = True) -> Rule:
    return Rule(rule_id, list(actions), enabled=enabled, default=True, conditions=conditions)


def _overrides(user_id: str) -> tuple[Rule, ...]:
    return (
        _rule(MASTER, [], enabled=False),
        _rule(".m.rule.suppress_notices", [_match("content.msgtype", "m.notice")]),
        _rule(
            ".m.rule.invite_for_me",
            [
                _match("type", "m.room.member"),
                _match("content.membership", "invite"),
                _match("state_key", user_id),
            ],
            "notify",
            _SOUND,
        ),
        _rule(".m.rule.member_event", [_match("type", "m.room.member")]),
        _rule(
            ".m.rule.is_user_mention",
            [{"kind": "event_property_contains", "key": r"content.m\.mentions.user_ids", "value": user_id}],
            "notify",
            _SOUND,
            _HIGHLIGHT,
        ),
        _rule(
            ".m.rule.contains_display_name", [{"kind": "contains_display_name"}], "notify", _SOUND, _HIGHLIGHT
        ),
        _rule(
            ".m.rule.is_room_mention",
            [_is(r"content.m\.mentions.room", True), _MAY_NOTIFY_ROOM],
            "notify",
            _HIGHLIGHT,
        ),
        _rule(".m.rule.roomnotif", [_match("content.body", "@room"), _MAY_NOTIFY_ROOM], "notify", _HIGHLIGHT),
        _rule(
            ".m.rule.tombstone",
            [_match("type", "m.room.tombstone"), _match("state_key", "")],
            "notify",
            _HIGHLIGHT,
        ),
        _rule(".m.rule.reaction", [_match("type", "m.reaction")]),
        _rule(".m.rule.room.server_acl", [_match("type", "m.room.server_acl"), _match("state_key", "")]),
        _rule(".m.rule.suppress_edits", [_is(r"content.m\.relates_to.rel_type", "m.replace")]),
        _rule(".m.rule.poll_response", [_match("type", "m.poll.response")]),
        _rule(".org.matrix.msc3930.rule.poll_response", [_match("type", "org.matrix.msc3381.poll.response")]),
    )


def _contents(user_id: str) -> tuple[Rule, ...]:
    return (
        Rule(
            ".m.rule.contains_user_name",
            ["notify", _SOUND, _HIGHLIGHT],
            default=True,
            pattern=localpart_of(user_id),
        ),
    )


def _underrides() -> tuple[Rule, ...]:
    call = _rule(
        ".m.rule.call", [_match("type", "m.call.invite")], "notify", {"set_tweak": "sound", "value": "ring"}
    )
    pair = [
        _rule(rule_id, [_IS_PAIR, _match("type", type)], "notify", _SOUND)
        for type, (rule_id, _) in MESSAGE_RULES.items()
    ]
    others = [
        _rule(rule_id, [_match("type", type)], "notify") for type, (_, rule_id) in MESSAGE_RULES.items()
    ]
    # The spec's order: a rule for rooms of two stands before the one for all rooms.
    return (call, pair[0], pair[1], others[1], others[0], *pair[2:], *others[2:])


_UNDERRIDES = _underrides()
_NOBODY = "@nobody:nowhere"
_SHARED = {"override": _overrides(_NOBODY), "content": _contents(_NOBODY), "underride": _UNDERRIDES}
DEFAULTS: dict[Kind, dict[str, Rule]] = {
    kind: {rule.rule_id: rule for rule in _SHARED.get(kind, ())} for kind in KINDS
}


def default_rules(kind: Kind, user_id: str) -> tuple[Rule, ...]:
    """The rules of this kind, the most important first, as they are for this user."""
    if kind == "override":
        return _overrides(user_id)
    if kind == "content":
        return _contents(user_id)
    return _UNDERRIDES if kind == "underride" else ()

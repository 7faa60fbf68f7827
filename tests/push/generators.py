"""Random events and rulesets, and the people they are about."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from fangyuan import push
from fangyuan.events import Event, new_event
from fangyuan.push.model import Adjustment, Changes, Rule

ME, OTHER, ROOM = "@anna:test.local", "@ben:test.local", "!room:test.local"
NAME = "安娜 A."


def event(
    content: dict[str, Any],
    type: str = "m.room.message",
    *,
    sender: str = OTHER,
    state_key: str | None = None,
    room: str = ROOM,
) -> Event:
    return new_event(
        position=1,
        event_id="$e",
        room_id=room,
        type=type,
        sender=sender,
        content=content,
        ts=1,
        state_key=state_key,
    )


def judge(changes: Changes | None = None, name: str | None = NAME) -> push.Judge:
    return push.compile(push.Ruleset(ME, changes or Changes()), name)


def text(body: str, **more: Any) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, **more}


def muting(room: str, actions: list[Any] | None = None, enabled: bool = True) -> Rule:
    """An override for one room, as clients write it to mute the room."""
    condition = {"kind": "event_match", "key": "room_id", "pattern": room}
    return Rule(room, actions or [], enabled, conditions=[condition])


_WORDS = st.sampled_from(["anna", "Anna!", "annabel", "安娜 A.", "@room", "hello", "carl", ""])
_USER_IDS = st.lists(st.sampled_from([ME, OTHER, "@carl:test.local"]), max_size=3)
_MENTIONS: st.SearchStrategy[Any] = st.one_of(
    st.fixed_dictionaries({}, optional={"user_ids": _USER_IDS, "room": st.sampled_from([True, False, 1])}),
    st.sampled_from([[], None, "x", {"user_ids": ME}, {"user_ids": [1, None]}]),
)
_RELATIONS: st.SearchStrategy[Any] = st.sampled_from(
    [
        {"rel_type": "m.replace", "event_id": "$a"},
        {"rel_type": "m.replace"},
        {"rel_type": "m.thread", "event_id": "$a"},
        "x",
    ]
)
_BODIES: st.SearchStrategy[Any] = st.one_of(st.lists(_WORDS, max_size=4).map(" ".join), st.just(5))
_CONTENTS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "body": _BODIES,
        "msgtype": st.sampled_from(["m.text", "m.notice", "M.NOTICE", 1]),
        "m.mentions": _MENTIONS,
        "m.relates_to": _RELATIONS,
        "membership": st.sampled_from(["invite", "Invite", "join"]),
    },
)
_TYPES = st.sampled_from(
    [
        "m.room.message",
        "m.room.message",
        "m.room.encrypted",
        "M.Room.Message",
        "m.room.member",
        "m.room.tombstone",
        "m.room.server_acl",
        "m.reaction",
        "m.sticker",
        "m.call.invite",
        "m.poll.start",
        "org.matrix.msc3381.poll.end",
        "m.poll.response",
        "org.example.other",
    ]
)
_ROOMS = st.sampled_from([ROOM, "!muted:test.local", "!mentions:test.local", "!loud:test.local"])
EVENTS = st.builds(
    event,
    _CONTENTS,
    _TYPES,
    sender=st.sampled_from([OTHER, OTHER, ME, "@carl:test.local"]),
    state_key=st.sampled_from([None, None, None, "", ME]),
    room=_ROOMS,
)
MEMBERS = st.sampled_from([1, 2, 3])
NAMES = st.sampled_from([NAME, None, "", "hello", "a*"])

_HIGHLIGHT: dict[str, Any] = {"set_tweak": "highlight"}
_ACTION_LISTS: list[list[Any]] = [[], ["notify"], ["notify", _HIGHLIGHT], ["dont_notify"]]
_ACTIONS = st.sampled_from(_ACTION_LISTS)
_SILENT: st.SearchStrategy[list[Any]] = st.just([])
_FLAGS = st.sampled_from([True, True, False])
_DEFAULT_IDS = [rule.rule_id for kind in push.KINDS for rule in push.Ruleset(ME).rules(kind)]
_MESSAGE_IDS = [
    rule_id
    for rule_id in _DEFAULT_IDS
    if rule_id.endswith((".message", ".encrypted", "_one_to_one", ".poll_start", ".poll_end"))
]
_LOUDER = Adjustment(actions=["notify", {"set_tweak": "sound", "value": "x"}])
_NO_ADJUSTMENT: dict[str, Adjustment] = {}
_MESSAGES_ADJUSTED = st.sampled_from(
    [
        _NO_ADJUSTMENT,
        dict.fromkeys(_MESSAGE_IDS, Adjustment(actions=[])),
        {rule_id: Adjustment(enabled=False) for rule_id in _MESSAGE_IDS if rule_id.endswith("_one_to_one")},
        dict.fromkeys([".m.rule.message", ".m.rule.encrypted"], Adjustment(actions=[])),
        dict.fromkeys([".m.rule.message", ".m.rule.encrypted"], _LOUDER),
    ]
)
_ADJUSTMENTS = st.builds(Adjustment, enabled=st.none() | st.booleans(), actions=st.none() | _ACTIONS)


def _rules(*kinds: st.SearchStrategy[Rule], most: int = 2) -> st.SearchStrategy[tuple[Rule, ...]]:
    return st.lists(st.one_of(*kinds), max_size=most, unique_by=lambda rule: rule.rule_id).map(tuple)


def _small(actions: list[Any]) -> Rule:
    return Rule("small", actions, conditions=[{"kind": "room_member_count", "is": "<3"}])


def _always(actions: list[Any]) -> Rule:
    return Rule("always", actions, conditions=[])


def _hello(actions: list[Any]) -> Rule:
    return Rule("hello", actions, pattern="hel*o")


CHANGES = st.builds(
    Changes,
    override=_rules(st.builds(muting, _ROOMS, _ACTIONS, _FLAGS), st.builds(_small, _ACTIONS)),
    content=_rules(st.builds(_hello, _ACTIONS), most=1),
    room=_rules(st.builds(Rule, _ROOMS, _ACTIONS, _FLAGS)),
    sender=_rules(st.builds(Rule, st.just(OTHER), _ACTIONS), most=1),
    underride=_rules(st.builds(_always, _ACTIONS), most=1),
    adjusted=st.one_of(
        _MESSAGES_ADJUSTED, st.dictionaries(st.sampled_from(_DEFAULT_IDS), _ADJUSTMENTS, max_size=2)
    ),
)
# What most people have who changed anything: rooms muted or on mentions only, messages turned off or louder.
COMMON_CHANGES = st.builds(
    Changes,
    override=_rules(st.builds(muting, _ROOMS)),
    room=_rules(st.builds(Rule, _ROOMS, _SILENT, _FLAGS)),
    adjusted=_MESSAGES_ADJUSTED,
)

"""Asking the charter about a message: the facts are gathered here, the verdict is `charter`'s."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from fangyuan import charter, directory, events, fairness, rooms
from fangyuan.charter import AdvertFact, Facts, FileFact, Need, Paced, Rules, Target, Verdict, Who
from fangyuan.db import Tx
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import Room
from fangyuan.timeline.attachments import check_addresses, files_of_message, types_of_files
from fangyuan.timeline.conduct import advert_in, note_said, quarrels_in
from fangyuan.timeline.pacing import paced
from fangyuan.wording import Finder

LEADER_POWER = 50
DAY_MS = 86_400_000
# Who may not speak may still leave and take back his words, and say why.
_WORDS_BESIDE = ("m.room.member", "m.room.redaction")
NOTHING: frozenset[str] = frozenset()


def check_charter(
    tx: Tx,
    room: Room,
    actor: Session,
    type: str,
    content: JsonObject,
    state_key: str | None = None,
    waived: frozenset[str] = NOTHING,
) -> None:
    """Raises charter.Refused unless the charter allows the message; rooms without a charter allow all.

    fairness.Restrained when the sender is muted or slowed down here, unless a clause refuses the message anyway.
    `waived` are ids of clauses that have had their say of this message: somebody approved it, or its sender insists;
    then it came in time. Only the facts that the charter's clauses ask for are fetched.
    """
    rules = room.rules
    if rules is None:
        return
    if type == "m.room.encrypted" and not room.is_encrypted:
        raise Forbidden("This group is not encrypted: send readable messages", key="timeline.not_encrypted")
    if room.is_encrypted and type != "m.room.encrypted" and charter.is_post(type, content, state_key):
        raise Forbidden("This group is encrypted: send no readable messages", key="timeline.encrypted_only")
    check_addresses(tx, json.encode(content))
    asking = Asking(tx, room, actor.user_id, type, content)
    facts = _facts(rules, asking, state_key)
    verdict = charter.decide(rules, facts, waived)
    if facts.advert is not None:
        verdict = replace(verdict, echo=facts.advert)
    if verdict.observed:
        charter.count_observed(tx, room.room_id, verdict)
    if verdict.verdict != "refuse" and not waived and type not in _WORDS_BESIDE:
        _check_standing(tx, room, rules, asking, state_key)
    if not verdict.allowed:
        charter.refuse(verdict, room.room_id)
    charter.note_echo(tx, room.room_id, verdict.echo)
    if "quarrels_with" in rules.needs:
        note_said(tx, room, actor.user_id, type, content)


def content_verdict(tx: Tx, room: Room, user_id: str, type: str, content: JsonObject) -> Verdict:
    """What the room's charter says of the content of a message that somebody wrote elsewhere; nothing is counted."""
    if room.rules is None:
        return charter.ALLOW
    facts = _facts(room.rules, Asking(tx, room, user_id, type, content), None)
    return charter.decide_content(room.rules, facts)


def _facts(rules: Rules, asking: Asking, state_key: str | None) -> Facts:
    """What the charter needs to know, and no more."""
    tx, room, user_id, type, content = asking
    is_owner = user_id in rules.owners
    return Facts(
        actor=user_id,
        event_type=type,
        content=content,
        state_key=state_key,
        is_owner=is_owner,
        is_leader=is_owner or _is_leader(tx, room, user_id),
        mentions_room=json.as_object(content.get("m.mentions")).get("room") is True,
        now_ms=tx.now_ms,
        **{need: GATHER[need](asking) for need in rules.needs},
    )


def _check_standing(tx: Tx, room: Room, rules: Rules, asking: Asking, state_key: str | None) -> None:
    if fairness.standing(tx, room.room_id, asking.user_id) is not None:
        is_post = charter.is_post(asking.type, asking.content, state_key)
        is_owner = asking.user_id in rules.owners
        fairness.check(tx, room.room_id, asking.user_id, is_post=is_post, is_owner=is_owner)


class Asking(NamedTuple):
    """An action about which the charter is asked."""

    tx: Tx
    room: Room
    user_id: str
    type: str
    content: JsonObject


def _is_leader(tx: Tx, room: Room, user_id: str) -> bool:
    return room.powers.of_user(user_id) >= LEADER_POWER or directory.org(tx).is_leader(localpart_of(user_id))


def _accepted(asking: Asking) -> bool:
    """Whether the person has accepted what the charter asks now: its newest version that asked more."""
    state = asking.room.content(rooms.CHARTER_TYPE)
    version = state.get("accept_version", state.get("version", 0))
    return charter.has_accepted(asking.tx, asking.room.room_id, asking.user_id, version)


def _room_mentions_today(asking: Asking) -> int:
    """How often the person called everybody, or so many that it counts as that, in the last 24 hours.

    Not looked up for what calls nobody.
    """
    tx, rules = asking.tx, asking.room.rules
    most = rules.mass if rules is not None else None
    if not charter.names_room(asking.content) and (
        most is None or len(charter.people_named(asking.content)) <= most
    ):
        return 0
    after = tx.now_ms - DAY_MS
    if most is None:
        return events.count_room_mentions(tx, asking.room.room_id, asking.user_id, after)
    return events.count_mass_mentions(tx, asking.room.room_id, asking.user_id, after, most)


def _file_types(asking: Asking) -> frozenset[str]:
    return types_of_files(asking.tx, asking.type, asking.content)


def _who(asking: Asking) -> Who:
    org = directory.org(asking.tx)
    return Who(org, org.find_person(asking.user_id))


def _advert(asking: Asking) -> AdvertFact | None:
    return advert_in(asking.tx, asking.room, asking.user_id, asking.type, asking.content)


def _quarrels_with(asking: Asking) -> str | None:
    return quarrels_in(asking.tx, asking.room, asking.user_id, asking.type, asking.content)


def _minute(asking: Asking) -> int:
    return charter.minute_of_week(asking.tx, asking.tx.now_ms)


def _word_lists(asking: Asking) -> Finder[str]:
    return charter.word_lists(asking.tx).finder


def _files(asking: Asking) -> tuple[FileFact, ...]:
    return files_of_message(asking.tx, asking.content)


def _paced(asking: Asking) -> Paced:
    return paced(asking.tx, asking.room.room_id, asking.user_id)


def _target(asking: Asking) -> Target | None:
    """The post that is edited or redacted; None when it is something else."""
    relates_to, rel_type = events.relation_of(asking.content)
    target_id = asking.content.get("redacts") if asking.type == "m.room.redaction" else relates_to
    if not isinstance(target_id, str) or (asking.type != "m.room.redaction" and rel_type != "m.replace"):
        return None
    target = events.find_event(asking.tx, target_id)
    if target is None or not charter.is_post(target.type, {}, target.state_key):
        return None
    return Target(target.sender, target.ts)


GATHER: Mapping[Need, Callable[[Asking], Any]] = {
    "accepted": _accepted,
    "room_mentions_today": _room_mentions_today,
    "file_types": _file_types,
    "who": _who,
    "minute": _minute,
    "word_lists": _word_lists,
    "files": _files,
    "paced": _paced,
    "target": _target,
    "advert": _advert,
    "quarrels_with": _quarrels_with,
}
"""How each fact is found that only some clauses ask for."""

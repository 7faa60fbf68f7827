"""What a charter says of an action. Pure: facts in, verdict and reason out, fast enough for every message.

`compile_charter` is done once for each version of a charter and kept by the caller. Clauses are asked in the
order of their numbers; the first that refuses gives the verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, cast

import msgspec
from msgspec import Struct

from fangyuan.charter.content import Seen, is_acceptance, kinds_of_types, names_room
from fangyuan.charter.keywords import KeywordFinder
from fangyuan.charter.links import leads_to
from fangyuan.charter.model import (
    EVERYONE,
    MESSAGE_KINDS,
    NEEDS_CONTENT,
    AcceptFirst,
    Charter,
    Clause,
    Keywords,
    LinkDomains,
    MessageKinds,
    Posting,
    RoomMentions,
    SizeBudget,
    VerdictWord,
    Words,
)
from fangyuan.charter.words import Param, kind_terms, say, say_both
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import Language


class Facts(Struct, frozen=True, kw_only=True):
    """What is known of an action when the charter is asked.

    `content` is as the sender wrote it: an edit is recognised by its `m.new_content`, encryption by the event
    type. `is_leader`: leads a department, or is made equal to one by power. `accepted`: accepted the
    charter's current version. `room_mentions_today` says how often the actor called everybody in this group
    in the last 24 hours, before this. `file_types` are the media types that its files have by their bytes: 'video/mp4'
    of a film, whatever it calls itself.
    """

    actor: str
    event_type: str
    content: JsonObject
    state_key: str | None = None
    is_owner: bool = False
    is_leader: bool = False
    accepted: bool = False
    mentions_room: bool = False
    room_mentions_today: int = 0
    file_types: frozenset[str] = frozenset()

    @property
    def encrypted(self) -> bool:
        """Whether the server can't read the content."""
        return self.event_type == "m.room.encrypted"


class Verdict(Struct, frozen=True):
    """What the charter says: `number` and `clause_id` name the clause, `key` and `params` its reason.

    `unchecked` are the numbers of clauses that could not be checked because the content is encrypted.
    """

    verdict: VerdictWord = "allow"
    number: int = 0
    clause_id: str = ""
    key: str = ""
    params: dict[str, Param] = {}
    unchecked: tuple[int, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the action goes on as it is."""
        return self.verdict == "allow"

    def reason(self, language: Language) -> str:
        """Why, in one sentence; "" when allowed."""
        return say(self.key, language, **self.params) if self.key else ""

    def reasons(self) -> Words:
        """Why, in both languages."""
        return say_both(self.key, **self.params)

    def say(self, language: Language) -> str:
        """Clause and reason, as the sender reads them."""
        return say("refused", language, number=self.number, reason=self.reason(language)) if self.key else ""

    def to_json(self, room_id: str | None = None) -> JsonObject:
        """The verdict as data for an error's body."""
        verdict: dict[str, Any] = {"verdict": self.verdict}
        if not self.allowed:
            verdict |= {"clause": self.number, "clause_id": self.clause_id, "reason": self.reasons()}
        if self.unchecked:
            verdict["unchecked"] = list(self.unchecked)
        if room_id is not None:
            verdict["room"] = room_id
        return {"fangyuan.verdict": verdict}


class Refused(Forbidden):
    """A charter's refusal as an error: 403 M_FORBIDDEN in the reader's language, the verdict as data."""

    def __init__(self, verdict: Verdict, room_id: str | None = None) -> None:
        super().__init__(verdict.say("en"), extra=verdict.to_json(room_id))
        self.verdict = verdict

    def say(self, language: Language) -> str:
        return self.verdict.say(language)


Found = tuple[str, dict[str, Param]]
Check = Callable[[Facts, Seen], Found | None]
ALLOW = Verdict()


class Rules(Struct, frozen=True):
    """A charter made ready to be asked. The flags say which facts it needs: fetch no others."""

    owners: frozenset[str]
    checks: tuple[tuple[int, str, Check], ...]
    needs_acceptance: bool
    needs_mention_count: bool
    kinds: tuple[tuple[int, str, Check], ...]  # those of the checks that ask for kinds of messages
    size: SizeBudget | None
    allow_encrypted: Verdict

    @property
    def needs_files(self) -> bool:
        """Whether it matters what a message's files really are."""
        return bool(self.kinds)


def compile_charter(charter: Charter) -> Rules:
    """The charter's rules. A millisecond with a thousand words: keep them with the version."""
    owners = frozenset(charter.owners)
    finder = KeywordFinder({one.number: one.words for one in charter.clauses if isinstance(one, Keywords)})
    asked = [(clause, _check_for(clause, owners, finder)) for clause in charter.clauses]
    unchecked = tuple(
        clause.number for clause, ask in asked if ask is not None and isinstance(clause, NEEDS_CONTENT)
    )
    budgets = [clause for clause in charter.clauses if isinstance(clause, SizeBudget)]
    return Rules(
        owners=owners,
        checks=tuple((clause.number, clause.id, ask) for clause, ask in asked if ask is not None),
        needs_acceptance=any(isinstance(clause, AcceptFirst) for clause in charter.clauses),
        needs_mention_count=any(
            isinstance(clause, RoomMentions) and clause.per_day is not None for clause in charter.clauses
        ),
        kinds=tuple(
            (clause.number, clause.id, ask)
            for clause, ask in asked
            if ask is not None and isinstance(clause, MessageKinds)
        ),
        size=min(budgets, key=lambda clause: clause.members, default=None),
        allow_encrypted=Verdict(unchecked=unchecked),
    )


def rules_of_state(content: JsonObject) -> Rules | None:
    """The rules from a state event's content (`{"charter": Charter.to_state(), …}`); None for a draft."""
    state = content.get("charter")
    if not isinstance(state, dict):
        return None
    # Rules don't ask who is in, and the state may hold only the beginning of that.
    without_people = {**cast(JsonObject, state), "audience": msgspec.to_builtins(EVERYONE)}
    charter = msgspec.convert(without_people, Charter)
    return compile_charter(charter)


def decide(rules: Rules, facts: Facts) -> Verdict:
    """The charter's verdict on sending an event."""
    seen = Seen(facts.event_type, facts.content, facts.state_key)
    if facts.file_types and seen.is_post:
        seen.kinds |= kinds_of_types(facts.file_types)
    for number, clause_id, ask in rules.checks:
        found = ask(facts, seen)
        if found is not None:
            if rules.needs_acceptance and is_acceptance(facts.event_type, facts.content):
                break  # who accepts the charter may say so, wherever he may not speak
            return Verdict("refuse", number, clause_id, *found)
    return rules.allow_encrypted if facts.encrypted else ALLOW


def decide_file(rules: Rules, file_types: frozenset[str]) -> Verdict:
    """The verdict on a file of these media types alone, which comes after the message that shows it."""
    facts = Facts(actor="", event_type="m.room.message", content={"msgtype": "m.file"}, accepted=True)
    seen = Seen(facts.event_type, facts.content, None)
    seen.kinds = kinds_of_types(file_types)
    for number, clause_id, ask in rules.kinds:
        found = ask(facts, seen)
        if found is not None:
            return Verdict("refuse", number, clause_id, *found)
    return ALLOW


def decide_join(rules: Rules, member_count: int, joining: int = 1) -> Verdict:
    """The verdict on `joining` people coming to the `member_count` who are in or invited."""
    size = rules.size
    if size is None or member_count + joining <= size.members:
        return ALLOW
    return Verdict("refuse", size.number, size.id, "refuse.size_budget", {"members": size.members})


def refuse(verdict: Verdict, room_id: str | None = None) -> NoReturn:
    """Raises the verdict as an error."""
    raise Refused(verdict, room_id)


# -- one check for each type of clause -----------------------------------------------------------------------


def _check_for(clause: Clause, owners: frozenset[str], finder: KeywordFinder) -> Check | None:
    match clause:
        case MessageKinds():
            return _message_kinds(clause)
        case Posting():
            return _posting(clause, owners)
        case LinkDomains():
            return _link_domains(clause)
        case Keywords():
            return _keywords(clause, finder)
        case RoomMentions():
            return _room_mentions(clause, owners)
        case AcceptFirst():
            return _accept_first
        case _:  # the size is asked for when somebody joins; the rest is kept by people
            return None


def _message_kinds(clause: MessageKinds) -> Check | None:
    refused = frozenset(kind for kind in MESSAGE_KINDS if kind not in clause.allowed)
    if not refused:
        return None
    refuses_links = "link" in refused

    def ask(facts: Facts, seen: Seen) -> Found | None:
        if not seen.is_post:
            return None
        found = seen.kinds & refused
        if refuses_links and not found and seen.hosts:
            found = {"link"}
        return ("refuse.message_kinds", {"kinds": kind_terms(found, either=True)}) if found else None

    return ask


def _posting(clause: Posting, owners: frozenset[str]) -> Check | None:
    if clause.who == "all":
        return None
    may = owners | frozenset(clause.people if clause.who == "listed" else ())
    leaders_may = clause.who == "leaders"
    answer: Found = (f"clause.posting_{clause.who}", {"count": len(clause.people)})

    def ask(facts: Facts, seen: Seen) -> Found | None:
        if not seen.is_post or facts.actor in may or facts.is_owner or (leaders_may and facts.is_leader):
            return None
        return answer

    return ask


def _accept_first(facts: Facts, seen: Seen) -> Found | None:
    if facts.accepted or not seen.is_post:
        return None
    return ("refuse.accept_first_encrypted" if facts.encrypted else "refuse.accept_first"), {}


def _link_domains(clause: LinkDomains) -> Check:
    allow, deny = frozenset(clause.allow), frozenset(clause.deny)

    def ask(facts: Facts, seen: Seen) -> Found | None:
        for host in seen.hosts:
            if deny and leads_to(host, deny):
                return "refuse.link_denied", {"host": host[:100]}
            if allow and not leads_to(host, allow):
                return "refuse.link_not_allowed", {"host": host[:100]}
        return None

    return ask


def _keywords(clause: Keywords, finder: KeywordFinder) -> Check:
    """All lists of words are looked for at once, when the first is asked for."""
    number = clause.number

    def ask(facts: Facts, seen: Seen) -> Found | None:
        words = seen.words(finder)
        return ("refuse.keywords", {"word": words[number]}) if number in words else None

    return ask


def _room_mentions(clause: RoomMentions, owners: frozenset[str]) -> Check:
    who, per_day = clause.who, clause.per_day

    def ask(facts: Facts, seen: Seen) -> Found | None:
        if not (facts.mentions_room or names_room(facts.content)):
            return None
        is_owner = facts.is_owner or facts.actor in owners
        may = who == "all" or (who != "nobody" and (is_owner or (who == "leaders" and facts.is_leader)))
        if not may:
            return f"clause.room_mentions_{who}", {}
        if per_day is not None and facts.room_mentions_today >= per_day:
            return "refuse.room_mentions_limit", {"per_day": per_day}
        return None

    return ask

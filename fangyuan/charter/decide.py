"""What a charter says of an action. Pure: facts in, verdict and reason out, fast enough for every message.

`compile_charter` is done once for each version of a charter and kept by the caller. Clauses are asked in the
order of their numbers; the strongest of what they say holds, and a refusal ends the asking.
"""

from __future__ import annotations

from typing import cast

import msgspec
from msgspec import Struct

from fangyuan.charter.clauses import (
    AcceptFirst,
    Acknowledgements,
    Clause,
    Files,
    Keywords,
    Making,
    MessageKinds,
    Posting,
    RoomMentions,
    SizeBudget,
)
from fangyuan.charter.clauses.base import Check, Test
from fangyuan.charter.content import Seen, is_acceptance, kinds_of_types
from fangyuan.charter.facts import STRENGTH, Facts, FileFact, Found, Need, VerdictWord
from fangyuan.charter.model import Charter
from fangyuan.charter.people import EVERYONE
from fangyuan.charter.verdict import ALLOW, Observed, Verdict
from fangyuan.kernel.json import JsonObject
from fangyuan.wording import Finder


class Asked(Struct, frozen=True):
    """One clause made ready to be asked."""

    number: int
    clause_id: str
    ask: Check
    word: VerdictWord
    counts: bool
    observes: bool
    exempt: tuple[Test, ...]

    def verdict(self, found: Found) -> Verdict:
        key, params, word, to, until_ts = found
        return Verdict(
            word or self.word, self.number, self.clause_id, key, params, self.counts, to=to, until_ts=until_ts
        )


class Rules(Struct, frozen=True):
    """A charter made ready to be asked. `needs` are the facts that its clauses ask for: fetch no others."""

    owners: frozenset[str]
    asked: tuple[Asked, ...]
    needs: frozenset[Need]
    kinds: tuple[Asked, ...]  # those that ask for kinds of messages, and for files
    mass: int | None  # mentions of more people than this count as calling everybody
    size: SizeBudget | None
    moved: tuple[Asked, ...]  # those that are asked of a message that somebody wrote elsewhere
    allow_encrypted: Verdict
    collapses_acknowledgements: bool

    @property
    def needs_acceptance(self) -> bool:
        return "accepted" in self.needs

    @property
    def needs_files(self) -> bool:
        """Whether it matters what a message's files really are."""
        return bool(self.kinds)


def compile_charter(charter: Charter) -> Rules:
    """The charter's rules. A millisecond with a thousand words: keep them with the version."""
    lists = {one.number: one.entries for one in charter.clauses if isinstance(one, Keywords)}
    making = Making(frozenset(charter.owners), Finder(lists))
    made = [(clause, _ready(clause, making)) for clause in charter.clauses]
    asked = tuple(one for _, one in made if one is not None)
    unchecked = tuple(clause.number for clause, one in made if one is not None and clause.NEEDS_CONTENT)
    budgets = [clause for clause in charter.clauses if isinstance(clause, SizeBudget)]
    return Rules(
        owners=making.owners,
        asked=asked,
        needs=frozenset[Need]().union(*(clause.needs for clause, one in made if one is not None)),
        kinds=tuple(
            one for clause, one in made if one is not None and isinstance(clause, MessageKinds | Files)
        ),
        mass=min(
            (
                clause.people
                for clause in charter.clauses
                if isinstance(clause, RoomMentions) and clause.people
            ),
            default=None,
        ),
        size=min(budgets, key=lambda clause: clause.members, default=None),
        moved=tuple(
            one
            for clause, one in made
            if one is not None and (clause.NEEDS_CONTENT or isinstance(clause, Posting))
        ),
        allow_encrypted=Verdict(unchecked=unchecked),
        collapses_acknowledgements=any(
            isinstance(clause, Acknowledgements) and clause.mode == "enforce" for clause in charter.clauses
        ),
    )


def _ready(clause: Clause, making: Making) -> Asked | None:
    ask = clause.check(making)
    if ask is None:
        return None
    exempt = tuple(one.test() for one in clause.exceptions)
    observes = clause.mode == "observe"
    return Asked(clause.number, clause.id, ask, clause.word, clause.COUNTS, observes, exempt)


def rules_of_state(content: JsonObject) -> Rules | None:
    """The rules from a state event's content (`{"charter": Charter.to_state(), …}`); None for a draft."""
    state = content.get("charter")
    if not isinstance(state, dict):
        return None
    # Rules don't ask who is in, and the state may hold only the beginning of that.
    without_people = {**cast(JsonObject, state), "audience": msgspec.to_builtins(EVERYONE)}
    charter = msgspec.convert(without_people, Charter)
    return compile_charter(charter)


def decide(rules: Rules, facts: Facts, waived: frozenset[str] = frozenset()) -> Verdict:
    """The charter's verdict on sending an event. Clauses whose ids are `waived` have had their say of it before."""
    seen = Seen(facts.event_type, facts.content, facts.state_key)
    if facts.file_types and seen.is_post:
        seen.kinds |= kinds_of_types(facts.file_types)
    strongest = rules.allow_encrypted if facts.encrypted else ALLOW
    observed: list[Observed] = []
    for one in rules.asked:
        found = one.ask(facts, seen)
        if found is None or (one.exempt and any(holds(facts) for holds in one.exempt)):
            continue
        if one.clause_id in waived:
            continue
        word = found.word or one.word
        if one.observes:
            observed.append(Observed(one.clause_id, word))
        elif STRENGTH[word] > STRENGTH[strongest.verdict]:
            if rules.needs_acceptance and is_acceptance(facts.event_type, facts.content):
                break  # who accepts the charter may say so, wherever he may not speak
            strongest = one.verdict(found)
            if word == "refuse":
                break
    return msgspec.structs.replace(strongest, observed=tuple(observed)) if observed else strongest


def decide_content(rules: Rules, facts: Facts) -> Verdict:
    """The verdict of those clauses alone that look at what is said and by whom, not at when and how often."""
    return decide(msgspec.structs.replace(rules, asked=rules.moved), facts)


def decide_file(rules: Rules, kind: str, size: int) -> Verdict:
    """The verdict on a file of this media type ("": unknown) and size, which comes after the message that shows it."""
    content: JsonObject = {"msgtype": "m.file"}
    file = FileFact(kind=kind, size=size)
    facts = Facts(actor="", event_type="m.room.message", content=content, accepted=True, files=(file,))
    seen = Seen(facts.event_type, facts.content, None)
    seen.kinds = kinds_of_types((kind,)) if kind else set()
    for one in rules.kinds:
        found = None if one.observes else one.ask(facts, seen)
        if found is not None:
            return one.verdict(found)
    return ALLOW


def decide_join(rules: Rules, member_count: int, joining: int = 1) -> Verdict:
    """The verdict on `joining` people coming to the `member_count` who are in or invited."""
    size = rules.size
    if size is None or size.mode == "observe" or member_count + joining <= size.members:
        return ALLOW
    return Verdict("refuse", size.number, size.id, "refuse.size_budget", {"members": size.members})


def asks_acceptance(charter: Charter) -> bool:
    """Whether it has to be accepted before the first post."""
    return any(isinstance(clause, AcceptFirst) and clause.mode == "enforce" for clause in charter.clauses)

"""What every clause is: a frozen record that can read itself out, check an action, and say whether it asks more.

A family of clauses is a file of this package. To add a clause: write its record here beside its like, put it
into the union in `__init__`, its words into `locales/*/charter.toml`, its row into the tests' tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from msgspec import Meta, Struct
from msgspec.structs import replace

from fangyuan.charter import hours as company_hours
from fangyuan.charter.audience import meets
from fangyuan.charter.facts import STRENGTH, Facts, Found, Need, VerdictWord
from fangyuan.charter.hours import Hours, is_within
from fangyuan.charter.mistakes import missing, wrong
from fangyuan.charter.people import AudienceClause
from fangyuan.directory import Org
from fangyuan.kernel.text import Language
from fangyuan.wording import Finder

if TYPE_CHECKING:
    from fangyuan.charter.content import Seen

Check = Callable[[Facts, "Seen"], Found | None]
Test = Callable[[Facts], bool]


class Making(Struct, frozen=True):
    """What a clause may need of its charter when its check is made: owner and deputies, all forbidden words at once."""

    owners: frozenset[str]
    finder: Finder[int]


class Exempt(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """For whom and when a clause does not hold: who meets `who`, during `hours`; both, where both are given.

    `owner` means the owner and his deputies, `leaders` whoever leads a department; else a clause of an audience.
    """

    who: Literal["owner", "leaders"] | AudienceClause | None = None
    hours: Hours | None = None

    def needs(self) -> frozenset[Need]:
        needed: set[Need] = set()
        if self.hours is not None:
            needed.add("minute")
        if self.who is not None and not isinstance(self.who, str):
            needed.add("who")
        return frozenset(needed)

    def test(self) -> Test:
        """The question whether it holds, made once."""
        who, spans = self.who, self.hours.spans() if self.hours is not None else None

        def holds(facts: Facts) -> bool:
            if spans is not None and not is_within(spans, facts.minute):
                return False
            return who is None or _is(who, facts)

        return holds


def _is(who: str | AudienceClause, facts: Facts) -> bool:
    if who == "owner":
        return facts.is_owner
    if who == "leaders":
        return facts.is_owner or facts.is_leader
    if isinstance(who, str) or facts.who is None or facts.who.person is None:
        return False
    return meets(facts.who.org, who, facts.who.person)


class ClauseBase(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="type"
):
    """One rule. `number` is its place, 1 to n; `id` stays the same when the numbers move.

    In mode `observe` it changes nothing for anybody; what it would have done is counted. `verdict`: what becomes of
    an action that it finds something against, when not the usual. `exceptions`: any one of them is enough.
    """

    VERDICTS: ClassVar[tuple[VerdictWord, ...]] = ("refuse",)
    """Which verdicts it may give; the first is the usual one."""
    NEEDS: ClassVar[frozenset[Need]] = frozenset()
    NEEDS_CONTENT: ClassVar[bool] = False
    """Whether the server can't check it where messages are encrypted."""
    COUNTS: ClassVar[bool] = False
    """Whether a breach counts on the ladder of strikes."""

    ASKS: ClassVar[bool] = True
    """Whether it asks anything of people, so that they accept it again when it comes or grows stricter."""

    number: int = 0
    id: Annotated[str, Meta(pattern=r"^[a-z0-9_-]{0,40}\Z")] = ""
    mode: Literal["enforce", "observe"] = "enforce"
    verdict: VerdictWord | None = None
    exceptions: Annotated[tuple[Exempt, ...], Meta(max_length=10)] = ()

    @property
    def word(self) -> VerdictWord:
        """The verdict that it gives."""
        return self.verdict or self.VERDICTS[0]

    @property
    def needs(self) -> frozenset[Need]:
        """The facts that it asks for, its exceptions included."""
        return self.NEEDS.union(*(exempt.needs() for exempt in self.exceptions))

    def check(self, making: Making) -> Check | None:
        """The question that it asks of each action; None when it asks nothing of what is sent."""
        return None

    def text(self, language: Language) -> str:
        """The clause as a person reads it, without its number and its exceptions."""
        raise NotImplementedError

    def settled(self, field: str, server_name: str) -> Self:
        """The clause in its one form; an error names the field under `field`. Overriding it, call `super` too."""
        if self.verdict is not None and self.verdict not in self.VERDICTS:
            raise wrong(f"{field}.verdict", "verdict", value=self.verdict, allowed=", ".join(self.VERDICTS))
        for index, exempt in enumerate(self.exceptions):
            if exempt.who is None and exempt.hours is None:
                raise missing([f"{field}.exceptions[{index}].who"])
            if exempt.hours is not None:
                company_hours.settled(exempt.hours, f"{field}.exceptions[{index}].hours")
        return self

    def check_against(self, org: Org, field: str) -> None:
        """M_INVALID_PARAM when it names somebody or something that the company doesn't have."""

    def asks_more_than(self, before: Self) -> bool:
        """Whether it asks more of people than it did `before`, a clause of the same type; then they accept again."""
        if self.mode == "observe" or not self.ASKS:
            return False
        if before.mode == "observe":
            return True
        if STRENGTH[self.word] > STRENGTH[before.word] or set(before.exceptions) - set(self.exceptions):
            return True
        plain = {"number": 0, "id": "", "mode": "enforce", "verdict": None, "exceptions": ()}
        return self._is_stricter(before) if replace(self, **plain) != replace(before, **plain) else False

    def _is_stricter(self, before: Any) -> bool:
        """The same of what the type adds, which differs. Clauses that can't tell say yes: rather ask once too often."""
        return True

"""Who may do what: posting, calling everybody, how many may come, accepting first, and what people keep themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from msgspec import Meta
from msgspec.structs import replace

from fangyuan.charter.clauses.base import Check, ClauseBase, Making
from fangyuan.charter.clauses.files import is_lower
from fangyuan.charter.content import names_room, people_named
from fangyuan.charter.facts import Facts, Found, Need, VerdictWord
from fangyuan.charter.mistakes import missing, users, wrong
from fangyuan.charter.people import UserId
from fangyuan.charter.words import Words, say
from fangyuan.directory import Org
from fangyuan.kernel.text import Language, text

if TYPE_CHECKING:
    from fangyuan.charter.content import Seen


class Posting(ClauseBase, frozen=True, kw_only=True, tag="posting"):
    """Who may post. The owner and his deputies always may. With `hold`, others' messages wait for approval."""

    VERDICTS: ClassVar[tuple[VerdictWord, ...]] = ("refuse", "hold", "divert")

    who: Literal["all", "leaders", "owner", "listed"]
    people: Annotated[tuple[UserId, ...], Meta(max_length=500)] = ()

    def check(self, making: Making) -> Check | None:
        if self.who == "all":
            return None
        may = making.owners | frozenset(self.people if self.who == "listed" else ())
        leaders_may = self.who == "leaders"
        answer = Found(f"clause.posting_{self.who}", {"count": len(self.people)})

        def ask(facts: Facts, seen: Seen) -> Found | None:
            if not seen.is_post or facts.actor in may or facts.is_owner or (leaders_may and facts.is_leader):
                return None
            return answer

        return ask

    def text(self, language: Language) -> str:
        return say(f"clause.posting_{self.who}", language, count=len(self.people))

    def settled(self, field: str, server_name: str) -> Self:
        if self.who == "listed" and not self.people:
            raise missing([f"{field}.people"])
        people = users(self.people, f"{field}.people", server_name)
        return replace(super().settled(field, server_name), people=people)

    def check_against(self, org: Org, field: str) -> None:
        for user in self.people:
            person = org.find_person(user)
            if person is not None and not person.is_active:
                raise wrong(f"{field}.people", "not_active", value=person.name)

    def _is_stricter(self, before: Posting) -> bool:
        return self.who != "all"


class RoomMentions(ClauseBase, frozen=True, kw_only=True, tag="room_mentions"):
    """Who may call everybody (@room), and how often each person may in 24 hours; None: as often as needed.

    Naming more than `people` persons in one message counts as calling everybody.
    """

    VERDICTS: ClassVar[tuple[VerdictWord, ...]] = ("refuse", "hold", "nudge")
    NEEDS_CONTENT: ClassVar[bool] = True

    who: Literal["all", "leaders", "owner", "nobody"]
    per_day: Annotated[int, Meta(ge=1, le=1_000)] | None = None
    people: Annotated[int, Meta(ge=1, le=10_000)] | None = None

    @property
    def needs(self) -> frozenset[Need]:
        needed = super().needs
        return needed | frozenset[Need](["room_mentions_today"]) if self.per_day is not None else needed

    def check(self, making: Making) -> Check | None:
        who, per_day, people, owners = self.who, self.per_day, self.people, making.owners

        def ask(facts: Facts, seen: Seen) -> Found | None:
            is_mass = False
            if not (facts.mentions_room or names_room(facts.content)):
                is_mass = people is not None and len(people_named(facts.content)) > people
                if not is_mass:
                    return None
            is_owner = facts.is_owner or facts.actor in owners
            may = who == "all" or (who != "nobody" and (is_owner or (who == "leaders" and facts.is_leader)))
            if not may:
                key = f"refuse.mass_mentions_{who}" if is_mass else f"clause.room_mentions_{who}"
                return Found(key, {"people": people or 0})
            if per_day is not None and facts.room_mentions_today >= per_day:
                return Found("refuse.room_mentions_limit", {"per_day": per_day})
            return None

        return ask

    def text(self, language: Language) -> str:
        sentences = [say(f"clause.room_mentions_{self.who}", language)]
        if self.per_day is not None and self.who != "nobody":
            sentences.append(say("clause.room_mentions_limit", language, per_day=self.per_day))
        if self.people is not None:
            sentences.append(say("clause.mass_mentions", language, people=self.people))
        return text("charter.list.sentences", language).join(sentences)

    def _is_stricter(self, before: RoomMentions) -> bool:
        order = ("all", "leaders", "owner", "nobody")
        narrower = order.index(self.who) > order.index(before.who)
        return narrower or is_lower(self.per_day, before.per_day) or is_lower(self.people, before.people)


class SizeBudget(ClauseBase, frozen=True, kw_only=True, tag="size_budget"):
    """At most so many members."""

    members: Annotated[int, Meta(ge=2, le=1_000_000)]

    def text(self, language: Language) -> str:
        return say("clause.size_budget", language, members=self.members)

    def _is_stricter(self, before: SizeBudget) -> bool:
        return False  # it asks nothing of who is in


class AcceptFirst(ClauseBase, frozen=True, kw_only=True, tag="accept_first"):
    """Read the charter and accept it before the first post; again after a version that asks more."""

    NEEDS: ClassVar[frozenset[Need]] = frozenset(("accepted",))

    def check(self, making: Making) -> Check | None:
        def ask(facts: Facts, seen: Seen) -> Found | None:
            if facts.accepted or not seen.is_post:
                return None
            return Found("refuse.accept_first_encrypted" if facts.encrypted else "refuse.accept_first")

        return ask

    def text(self, language: Language) -> str:
        return say("clause.accept_first", language)


class ByPeople(ClauseBase, frozen=True, kw_only=True, tag="by_people"):
    """A rule that people keep, not the server, in its author's words; honestly flagged as that."""

    words: dict[Language, Annotated[str, Meta(min_length=1, max_length=300)]]

    def text(self, language: Language) -> str:
        return self.words.get(language) or next(iter(self.words.values()))

    def settled(self, field: str, server_name: str) -> Self:
        said: Words = {language: words.strip() for language, words in self.words.items() if words.strip()}
        if not said:
            raise missing([f"{field}.words"])
        return replace(super().settled(field, server_name), words=said)

"""How people are with each other: adverts, quarrels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec import Meta

from fangyuan.charter.clauses.base import Check, ClauseBase, Making
from fangyuan.charter.facts import Facts, Found, Need, VerdictWord
from fangyuan.charter.words import Terms, say
from fangyuan.kernel.text import Language

if TYPE_CHECKING:
    from fangyuan.charter.content import Seen

QUARREL = "refuse.quarrels"
"""The key of the verdict that two people quarrel; its parameters name the `other`, and slow mode's times."""


class Adverts(ClauseBase, frozen=True, kw_only=True, tag="adverts"):
    """No adverts, chain letters, requests for votes. `score`, 50 to 99: from which likeness on; 99 lets most pass.

    What is offered counts together with the way to answer, the same text in other groups, and a newcomer's first word.
    """

    VERDICTS: ClassVar[tuple[VerdictWord, ...]] = ("hold", "refuse", "nudge", "divert")
    NEEDS: ClassVar[frozenset[Need]] = frozenset(("advert",))
    NEEDS_CONTENT: ClassVar[bool] = True
    COUNTS: ClassVar[bool] = True

    score: Annotated[int, Meta(ge=50, le=99)] = 80

    def check(self, making: Making) -> Check | None:
        least = self.score

        def ask(facts: Facts, seen: Seen) -> Found | None:
            advert = facts.advert
            if advert is None or advert.score < least:
                return None
            return Found("refuse.adverts", {"reasons": Terms(advert.reasons)})

        return ask

    def text(self, language: Language) -> str:
        usual = self.verdict is None
        return say("clause.adverts", language) + (say("text.hold", language) if usual else "")

    def _is_stricter(self, before: Adverts) -> bool:
        return self.score < before.score


class Quarrels(ClauseBase, frozen=True, kw_only=True, tag="quarrels"):
    """Two who insult each other in quick succession are slowed down, both are told, and somebody is named to mediate.

    The message that makes it a quarrel is not sent. `every_seconds` between two messages, for `minutes`.
    """

    NEEDS: ClassVar[frozenset[Need]] = frozenset(("quarrels_with",))
    NEEDS_CONTENT: ClassVar[bool] = True

    every_seconds: Annotated[int, Meta(ge=10, le=3_600)] = 120
    minutes: Annotated[int, Meta(ge=1, le=1_440)] = 30

    def check(self, making: Making) -> Check | None:
        times = {"every_seconds": self.every_seconds, "minutes": self.minutes}

        def ask(facts: Facts, seen: Seen) -> Found | None:
            other = facts.quarrels_with
            return Found(QUARREL, {**times, "other": other}) if other is not None else None

        return ask

    def text(self, language: Language) -> str:
        return say("clause.quarrels", language, every_seconds=self.every_seconds, minutes=self.minutes)

    def _is_stricter(self, before: Quarrels) -> bool:
        return (self.every_seconds, self.minutes) > (before.every_seconds, before.minutes)

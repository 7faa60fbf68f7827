"""收到 chains."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from fangyuan.charter.clauses.base import Check, ClauseBase, Making
from fangyuan.charter.content import says_received
from fangyuan.charter.facts import Facts, Found, VerdictWord
from fangyuan.charter.words import say
from fangyuan.kernel.text import Language

if TYPE_CHECKING:
    from fangyuan.charter.content import Seen


class Acknowledgements(ClauseBase, frozen=True, kw_only=True, tag="acknowledgements"):
    """Messages that only say 收到 become a counter under what they answer; nobody is notified of each.

    It stops nothing: `timeline` turns such a message into a reaction before the charter is asked.
    """

    VERDICTS: ClassVar[tuple[VerdictWord, ...]] = ("allow",)
    NEEDS_CONTENT: ClassVar[bool] = True

    def check(self, making: Making) -> Check | None:
        if self.mode == "enforce":
            return None

        def ask(facts: Facts, seen: Seen) -> Found | None:
            return (
                Found("clause.acknowledgements") if says_received(facts.event_type, facts.content) else None
            )

        return ask

    def text(self, language: Language) -> str:
        return say("clause.acknowledgements", language)

    def _is_stricter(self, before: Acknowledgements) -> bool:
        return False

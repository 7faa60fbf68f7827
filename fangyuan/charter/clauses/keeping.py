"""The family of clauses on what remains of what was said."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from fangyuan.charter.clauses.base import ClauseBase
from fangyuan.charter.words import say
from fangyuan.kernel.text import Language


class Retention(ClauseBase, frozen=True, kw_only=True, tag="retention"):
    """For how many days messages and files are kept; then the server removes them, unless a legal hold keeps them.

    It checks nothing that is sent; a shorter time asks more of nobody, but the new text tells of it.
    """

    ASKS = False

    days: Annotated[int, Meta(ge=1, le=36_500)]

    def text(self, language: Language) -> str:
        return say("clause.retention", language, days=self.days)

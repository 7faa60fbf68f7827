"""Changing and taking back what one has said, and the language of what is announced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from msgspec import Meta

from fangyuan.charter.clauses.base import Check, ClauseBase, Making
from fangyuan.charter.clauses.files import is_lower
from fangyuan.charter.facts import Facts, Found, Need, VerdictWord
from fangyuan.charter.mistakes import missing
from fangyuan.charter.words import Terms, enumerate_words, say
from fangyuan.kernel.text import Language, text

if TYPE_CHECKING:
    from fangyuan.charter.content import Seen

_MINUTE_MS = 60_000

Minutes = Annotated[int, Meta(ge=0, le=525_600)]


class Edits(ClauseBase, frozen=True, kw_only=True, tag="edits"):
    """For how many minutes one may edit a message of one's own, and recall it; 0: not at all; None: always.

    Messages are never edited by others. Who has the power to remove others' messages may, at any time; that leaves who
    and why in the audit log.
    """

    VERDICTS: ClassVar[tuple[VerdictWord, ...]] = ("refuse",)
    NEEDS: ClassVar[frozenset[Need]] = frozenset(("target",))

    edit_minutes: Minutes | None = None
    recall_minutes: Minutes | None = None

    def check(self, making: Making) -> Check | None:
        edit, recall = self.edit_minutes, self.recall_minutes

        def ask(facts: Facts, seen: Seen) -> Found | None:
            target = facts.target
            if target is None or target.sender != facts.actor:
                return None
            what, most = ("recall", recall) if facts.event_type == "m.room.redaction" else ("edit", edit)
            if (
                (what == "edit" and not seen.is_edit)
                or most is None
                or facts.now_ms - target.ts < most * _MINUTE_MS
            ):
                return None
            return Found(f"refuse.{what}" if most else f"refuse.{what}_never", {"minutes": most})

        return ask

    def text(self, language: Language) -> str:
        sentences: list[str] = []
        for what, most in (("edit", self.edit_minutes), ("recall", self.recall_minutes)):
            if most is not None:
                key = f"clause.{what}s" if most else f"clause.{what}s_never"
                sentences.append(say(key, language, minutes=most))
        return text("charter.list.sentences", language).join(sentences)

    def settled(self, field: str, server_name: str) -> Self:
        if self.edit_minutes is None and self.recall_minutes is None:
            raise missing([f"{field}.edit_minutes"])
        return super().settled(field, server_name)

    def _is_stricter(self, before: Self) -> bool:
        pairs = ((self.edit_minutes, before.edit_minutes), (self.recall_minutes, before.recall_minutes))
        return any(is_lower(*pair) for pair in pairs)


_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_LATIN = re.compile("[a-z]{2,}")
_NOT_WORDS = re.compile(r"(?:https?://|www\.)\S+|[@#!]\S+")
_TOO_SHORT = 8  # characters and words together: 收到, OK and the like have no language
_LEAST = 4  # characters or words of a language, to be there
_OF_CHINESE = 1.6  # Chinese characters for an English word


class NoticeLanguage(ClauseBase, frozen=True, kw_only=True, tag="language"):
    """In which language notices are written; with both, each has to be there. `whose` posts are notices.

    Told apart by script: what is written in Latin letters counts as English. Short messages and files are let be.
    """

    VERDICTS: ClassVar[tuple[VerdictWord, ...]] = ("nudge", "hold", "refuse")
    NEEDS_CONTENT: ClassVar[bool] = True

    languages: Annotated[tuple[Literal["zh-CN", "en"], ...], Meta(min_length=1, max_length=2)]
    whose: Literal["all", "leaders", "owner"] = "all"

    def check(self, making: Making) -> Check | None:
        wanted = frozenset[str](self.languages)
        answer = Found(
            "refuse.language_both" if len(wanted) == 2 else "refuse.language",
            {"names": Terms(tuple(f"charter.language.{one}" for one in self.languages))},
        )

        def ask(facts: Facts, seen: Seen) -> Found | None:
            if not seen.is_post or "text" not in seen.kinds or not self._is_notice(facts):
                return None
            bodies = seen.texts
            return answer if bodies and not _is_in(wanted, " ".join(bodies)) else None

        return ask

    def _is_notice(self, facts: Facts) -> bool:
        if self.whose == "all":
            return True
        return facts.is_owner or (self.whose == "leaders" and facts.is_leader)

    def text(self, language: Language) -> str:
        names = [text(f"charter.language.{one}", language) for one in self.languages]
        key = "language_both" if len(set(self.languages)) == 2 else "language"
        return say(f"clause.{key}_{self.whose}", language, names=enumerate_words(names, language))

    def _is_stricter(self, before: Self) -> bool:
        wider = ("owner", "leaders", "all").index(self.whose) > ("owner", "leaders", "all").index(
            before.whose
        )
        return wider or not set(self.languages) <= set(before.languages)


def _is_in(wanted: frozenset[str], body: str) -> bool:
    # Addresses of mail go piece by piece: a pattern for them would read a long text without spaces again and again.
    bare = _NOT_WORDS.sub(" ", " ".join(piece for piece in body.split() if "@" not in piece[1:-1]))
    chinese, english = len(_HAN.findall(bare)) / _OF_CHINESE, len(_LATIN.findall(bare))
    if chinese + english < _TOO_SHORT / _OF_CHINESE:
        return True
    if len(wanted) == 2:
        return min(chinese, english) >= _LEAST / _OF_CHINESE and min(chinese, english) * 5 >= max(
            chinese, english
        )
    return chinese >= english if "zh-CN" in wanted else english > chinese

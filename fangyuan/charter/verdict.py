"""What a charter says of an action, as a record and as an error."""

from __future__ import annotations

from typing import Any, NoReturn

from msgspec import Struct

from fangyuan.charter.facts import AdvertFact, VerdictWord
from fangyuan.charter.words import Param, Words, say, say_both
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import Language


class Observed(Struct, frozen=True):
    """What a clause in mode `observe` would have said."""

    clause_id: str
    verdict: VerdictWord


class Verdict(Struct, frozen=True):
    """What the charter says: `number` and `clause_id` name the clause, `key` and `params` its reason.

    `counts`: the breach counts on the ladder of strikes. `to` names the room that the message belongs in,
    `until_ts` (ms UTC) when it may be. `unchecked` are the numbers of clauses that could not be checked because the
    content is encrypted; `observed` what clauses would have said that only observe: it changes nothing.
    `echo` is what to remember of a message that is like an advert.
    """

    verdict: VerdictWord = "allow"
    number: int = 0
    clause_id: str = ""
    key: str = ""
    params: dict[str, Param] = {}
    counts: bool = False
    to: str | None = None
    until_ts: int | None = None
    unchecked: tuple[int, ...] = ()
    observed: tuple[Observed, ...] = ()
    echo: AdvertFact | None = None

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
        """Clause, reason, and what becomes of the message, as the sender reads them."""
        if not self.key:
            return ""
        said = say("refused", language, number=self.number, reason=self.reason(language))
        return said if self.verdict == "refuse" else said + say(f"becomes.{self.verdict}", language)

    def to_json(self, room_id: str | None = None) -> JsonObject:
        """The verdict as data for an error's body."""
        verdict: dict[str, Any] = {"verdict": self.verdict}
        if not self.allowed:
            verdict |= {"clause": self.number, "clause_id": self.clause_id, "reason": self.reasons()}
        if self.to is not None:
            verdict["to"] = self.to
        if self.until_ts is not None:
            verdict["until_ts"] = self.until_ts
        if self.unchecked:
            verdict["unchecked"] = list(self.unchecked)
        if room_id is not None:
            verdict["room"] = room_id
        return {"fangyuan.verdict": verdict}


class Refused(Forbidden):
    """A charter's verdict that stops an action, as an error: 403 M_FORBIDDEN in the reader's language, with data.

    Its word may be another than `refuse`: what becomes of the message is up to `groups`.
    """

    def __init__(self, verdict: Verdict, room_id: str | None = None) -> None:
        super().__init__(verdict.say("en"), extra=verdict.to_json(room_id))
        self.verdict = verdict

    def say(self, language: Language) -> str:
        return self.verdict.say(language)


ALLOW = Verdict()


def refuse(verdict: Verdict, room_id: str | None = None) -> NoReturn:
    """Raises the verdict as an error."""
    raise Refused(verdict, room_id)

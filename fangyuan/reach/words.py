"""Why somebody may reach somebody or not, in both languages. Pure."""

from __future__ import annotations

from fangyuan.kernel.text import both
from fangyuan.reach.model import Answer, Verb


def explain(answer: Answer, verb: Verb, *, names_rule: bool = True) -> dict[str, str]:
    """The answer as a sentence; a rule is named by its id and its author's note, to who may read the rules."""
    rule = answer.rule
    may = both(f"reach.{'may' if answer.may else 'may_not'}.{verb}")
    params = {"rule": rule.id, "note": rule.note or "-"} if rule is not None else {}
    named = rule is not None and names_rule
    why = both(f"reach.why.{answer.ground}" if named or rule is None else "reach.why.a_rule", **params)
    return {language: f"{may[language]}{why[language]}" for language in may}

"""Plans in words, for people who decide whether to apply them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fangyuan.kernel.errors import BadRequest
from fangyuan.kernel.text import Language, text
from fangyuan.provisioning.model import FieldChange, PersonChange, Plan, Problem

_MOST_TOLD = 100
_MOST_SAID = 3
_SHOWN_OF_NEWCOMERS = ("department", "rank", "title", "manager")


class PlanRefused(BadRequest):
    """The plan has errors, so nothing of it was done: 400 with the problems, in the reader's words."""

    errcode = "M_INVALID_PARAM"

    def __init__(self, made: Plan) -> None:
        super().__init__("The plan has errors")
        self.problems = [problem for problem in made.problems if problem.severity == "error"]

    def say(self, language: Language) -> str:
        lines = [text("provisioning.has_errors", language, count=len(self.problems))]
        lines.extend(problem.say(language) for problem in self.problems[:_MOST_SAID])
        return "\n".join(lines)

    def body(self, language: Language) -> dict[str, Any]:
        told = [problem_to_json(problem, language) for problem in self.problems[:_MOST_TOLD]]
        return {**super().body(language), "problems": told}


def problem_to_json(problem: Problem, language: Language) -> dict[str, Any]:
    """The problem as our API shows it; `row` 0 is the file as a whole."""
    return {
        "row": problem.row,
        "column": problem.column,
        "severity": problem.severity,
        "key": problem.key,
        "words": problem.say(language),
    }


def describe(made: Plan, language: Language, most: int = 20) -> list[str]:
    """The plan as lines: what it comes to, what is wrong, then who and what; `most` lines of each sort."""
    lines = [summary(made, language)]
    sections = (
        [problem.say(language) for problem in made.problems if problem.severity == "error"],
        [problem.say(language) for problem in made.problems if problem.severity == "warning"],
        [text("provisioning.new_department", language, department=path) for path in made.departments],
        [person_line(change, language) for change in made.people],
        list(_leader_lines(made, language)),
    )
    for section in sections:
        lines.extend(section[:most])
        if len(section) > most:
            lines.append(text("provisioning.and_more", language, count=len(section) - most))
    return lines


def summary(made: Plan, language: Language) -> str:
    """The plan in one line."""
    errors = sum(1 for problem in made.problems if problem.severity == "error")
    parts = [text("provisioning.summary.errors", language, count=errors)] if errors else []
    if made.is_empty:
        parts.append(text("provisioning.summary.nothing", language))
    for what, count in made.counts.items():
        if count:
            parts.append(text(f"provisioning.summary.{what}", language, count=count))
    if made.departments:
        parts.append(text("provisioning.summary.departments", language, count=len(made.departments)))
    if made.leaders:
        parts.append(text("provisioning.summary.leaders", language, count=len(made.leaders)))
    if made.ranks is not None:
        ranks = text("provisioning.higher", language).join(made.ranks)
        parts.append(text("provisioning.summary.ranks", language, ranks=ranks))
    words = text("provisioning.separator", language).join(parts)
    return text("provisioning.summary.line", language, rows=made.rows, words=words)


def person_line(change: PersonChange, language: Language) -> str:
    """What happens to one person, in one line."""
    target = change.target
    if change.what == "leaves":
        details: list[str] = []
    elif change.what == "joins":
        details = [
            text("provisioning.is", language, field=field_name(field, language), value=getattr(target, field))
            for field in _SHOWN_OF_NEWCOMERS
            if getattr(target, field)
        ]
    else:
        details = [_field_words(each, language) for each in change.changes]
    what = text(f"provisioning.what.{change.what}", language)
    words = text("provisioning.separator", language).join([what, *details])
    return text("provisioning.person", language, name=target.name, account=target.person_id, words=words)


def field_name(field: str, language: Language) -> str:
    """What a field is called."""
    return text(f"provisioning.column.{field}", language)


def _field_words(change: FieldChange, language: Language) -> str:
    before, after = (_value_words(change.field, value, language) for value in (change.before, change.after))
    field = field_name(change.field, language)
    return text("provisioning.changes", language, field=field, before=before, after=after)


def _value_words(field: str, value: str | None, language: Language) -> str:
    if value is None:
        return text("provisioning.nothing", language)
    return text(f"provisioning.status.{value}", language) if field == "status" else value


def _leader_lines(made: Plan, language: Language) -> Iterator[str]:
    nobody = text("provisioning.nothing", language)
    for change in made.leaders:
        before, after = change.before or nobody, change.after or nobody
        yield text("provisioning.leader", language, department=change.department, before=before, after=after)

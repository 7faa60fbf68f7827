"""From what somebody wrote to a charter: every error names the field, in both languages."""

from __future__ import annotations

import datetime
import re
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from fangyuan.charter.clauses import ByPeople, Clause, SizeBudget
from fangyuan.charter.mistakes import REQUIRED, missing, user, users, wrong
from fangyuan.charter.model import MAX_BYTES, MAX_FREE_WORDS, Charter
from fangyuan.charter.people import AllOf, Audience, AudienceClause, InRanks, Named, ReportsTo
from fangyuan.charter.templates import get_kind
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, BadRequest
from fangyuan.kernel.json import JsonObject

T = TypeVar("T")

_STRIPPED = ("kind", "name", "purpose", "owner")
_MOST_AUDIENCE_NAMES = 10_000

_WHERE = re.compile(r"^(?P<what>.*?)(?: - at `(?:key` in `)?\$\.?(?P<path>[^`]*)`)?$")
# What msgspec says, and the key of what we say instead.
_SAYINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"Object missing required field `(?P<name>[^`]+)`"), "missing"),
    (re.compile(r"Object contains unknown field `(?P<name>[^`]+)`"), "unknown"),
    (re.compile(r"Expected `(?:str|array)` of length <= (?P<limit>\d+)"), "too_long"),
    (re.compile(r"Expected `(?:str|array)` of length >= (?P<limit>\d+)"), "too_short"),
    (re.compile(r"Expected `(?:int|float)` >= (?P<limit>-?\d+)"), "too_small"),
    (re.compile(r"Expected `(?:int|float)` <= (?P<limit>-?\d+)"), "too_large"),
    (re.compile(r"Invalid (?:enum )?value (?P<value>.+)"), "not_allowed"),
    (re.compile(r"Expected `(?P<wanted>.+?)`, got `(?P<found>.+?)`"), "type"),
)


def parse_charter(obj: object, server_name: str) -> Charter:
    """The charter that `obj` (JSON that anybody may have written) describes.

    People may be named by user id or by account name. Clauses are numbered in their order and get ids where
    they have none. Raises MissingParam or InvalidParam with `field`, both in words and as data.
    """
    given = _prepare(obj)
    lacking = [name for name in REQUIRED if not given.get(name)]
    if lacking:
        raise missing(lacking)
    get_kind(str(given["kind"]))
    charter = convert(given, Charter, "")
    charter = replace(
        charter,
        owner=user(charter.owner, "owner", server_name),
        deputies=users(charter.deputies, "deputies", server_name),
        approvers=users(charter.approvers, "approvers", server_name),
        audience=_audience(charter.audience, server_name),
        clauses=_clauses(charter.clauses, server_name),
    )
    _check_review_date(charter)
    _check_sizes(charter)
    return charter


def draft(wish: object, server_name: str, now_ms: int | None = None) -> Charter:
    """The charter that a wish describes, with its kind's defaults for clauses, audience and label.

    With `now_ms` the review date is set too, by the kind's months. Errors as `parse_charter`.
    """
    given = _prepare(wish)
    kind_id = given.get("kind")
    if not kind_id:
        raise missing([name for name in REQUIRED if not given.get(name)])
    kind = get_kind(str(kind_id))
    defaults: JsonObject = {
        "label": kind.label,
        "clauses": [msgspec.to_builtins(clause) for clause in kind.clauses],
    }
    if kind.audience is not None:
        defaults["audience"] = msgspec.to_builtins(kind.audience)
    if now_ms is not None:
        defaults["review_date"] = _months_later(now_ms, kind.review_months)
    return parse_charter({**defaults, **given}, server_name)


def next_review(kind_id: str, now_ms: int) -> str:
    """The review date (YYYY-MM-DD) of a group of this kind that is looked at now."""
    return _months_later(now_ms, get_kind(kind_id).review_months)


def _months_later(now_ms: int, months: int) -> str:
    today = datetime.datetime.fromtimestamp(now_ms / 1000, datetime.UTC).date()
    years, month = divmod(today.month - 1 + months, 12)
    return today.replace(year=today.year + years, month=month + 1, day=min(today.day, 28)).isoformat()


def parse_audience(obj: object, server_name: str) -> Audience:
    """An audience by itself, for a preview of who would be in."""
    if not obj:
        raise missing(["audience"])
    return _audience(convert(obj, Audience, "audience"), server_name)


def convert(value: object, kind: type[T], inside: str) -> T:
    """`value` as a record; an error names the field, `inside` being the path of the whole."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as cause:
        raise _explained(str(cause), inside) from cause
    except RecursionError as cause:
        raise BadJson("The JSON is nested too deeply") from cause


def _prepare(obj: object) -> JsonObject:
    """A copy: strings stripped, words for readers dropped, `size_budget` as the clause that it is."""
    if not json.is_object(obj):
        raise BadJson("A charter must be a JSON object", key="charter.field.not_object")
    given = {key: value for key, value in obj.items() if key != "text" and value is not None}
    for name in _STRIPPED:
        if isinstance(given.get(name), str):
            given[name] = given[name].strip()
    if isinstance(given.get("clauses"), list):
        given["clauses"] = [_without_text(clause) for clause in json.as_list(given["clauses"])]
    if "size_budget" in given:
        budget = {"type": "size_budget", "members": given.pop("size_budget")}
        kept = [clause for clause in json.as_list(given.get("clauses")) if not _is_size_budget(clause)]
        given["clauses"] = [*kept, budget]
    return given


def _without_text(clause: object) -> object:
    return (
        {key: value for key, value in clause.items() if key != "text"} if json.is_object(clause) else clause
    )


def _is_size_budget(clause: object) -> bool:
    return json.as_object(clause).get("type") == "size_budget"


def _explained(message: str, inside: str) -> BadRequest:
    found = _WHERE.match(message)
    what, path = (found["what"], found["path"] or "") if found else (message, "")
    field = f"{inside}.{path}".strip(".") if not path.startswith("[") else inside + path
    for pattern, key in _SAYINGS:
        said = pattern.match(what)
        if said is None:
            continue
        params = said.groupdict()
        if "name" in params:
            field = f"{field}.{params.pop('name')}".strip(".")
        if key == "missing":
            return missing([field])
        return wrong(field or "charter", key, **params)
    return wrong(field or "charter")


# -- audience ------------------------------------------------------------------------------------------------


def _audience(audience: Audience, server_name: str) -> Audience:
    include = settle_clauses(audience.include, "audience.include", server_name)
    exclude = settle_clauses(audience.exclude, "audience.exclude", server_name)
    if sum(_names_in(clause) for clause in (*include, *exclude)) > _MOST_AUDIENCE_NAMES:
        raise wrong("audience", "too_long", limit=_MOST_AUDIENCE_NAMES)
    return Audience(include, exclude)


def settle_clauses(
    clauses: tuple[AudienceClause, ...], field: str, server_name: str
) -> tuple[AudienceClause, ...]:
    """Audience clauses with their people named in full; an error names the field."""
    return tuple(_part(clause, f"{field}[{index}]", server_name) for index, clause in enumerate(clauses))


def _part(clause: Any, field: str, server_name: str) -> Any:
    match clause:
        case AllOf():
            parts: Any = settle_clauses(clause.parts, f"{field}.parts", server_name)
            return AllOf(parts)
        case Named():
            return Named(users(clause.people, f"{field}.people", server_name))
        case ReportsTo():
            return ReportsTo(user(clause.manager, f"{field}.manager", server_name))
        case InRanks(floor=None, ceiling=None):
            raise missing([f"{field}.floor"])
        case _:
            return clause


def _names_in(clause: AudienceClause) -> int:
    if isinstance(clause, AllOf):
        return sum(_names_in(part) for part in clause.parts)
    return len(clause.people) if isinstance(clause, Named) else 0


# -- clauses -------------------------------------------------------------------------------------------------


def _clauses(clauses: tuple[Clause, ...], server_name: str) -> tuple[Clause, ...]:
    taken = {clause.id for clause in clauses if clause.id}
    if len(taken) != sum(1 for clause in clauses if clause.id):
        raise wrong("clauses", "same_id")
    settled: list[Clause] = []
    for index, clause in enumerate(clauses):
        settled.append(clause.settled(f"clauses[{index}]", server_name))
        if not clause.id:
            taken.add(name := _free_id(clause, taken))
            settled[-1] = replace(settled[-1], id=name)
    return tuple(replace(clause, number=number) for number, clause in enumerate(settled, 1))


def _free_id(clause: Clause, taken: set[str]) -> str:
    base = str(clause.__struct_config__.tag)
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


# -- the whole -----------------------------------------------------------------------------------------------


def _check_review_date(charter: Charter) -> None:
    if charter.review_date is not None:
        try:
            datetime.date.fromisoformat(charter.review_date)
        except ValueError as cause:
            raise wrong("review_date", "not_a_date", value=charter.review_date) from cause


def _check_sizes(charter: Charter) -> None:
    """The text of the charter must fit into one event in both languages."""
    words = sum(
        len(word)
        for clause in charter.clauses
        if isinstance(clause, ByPeople)
        for word in clause.words.values()
    )
    if words > MAX_FREE_WORDS:
        raise wrong("clauses", "too_many_words", limit=MAX_FREE_WORDS)
    if len(json.encode(charter.to_state())) > MAX_BYTES:
        raise wrong("clauses", "too_much")
    if sum(1 for clause in charter.clauses if isinstance(clause, SizeBudget)) > 1:
        raise wrong("clauses", "two_budgets")

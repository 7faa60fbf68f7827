"""From what somebody wrote to rules and offices: every error names the field, in both languages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from fangyuan.directory import Org
from fangyuan.kernel.errors import InvalidParam
from fangyuan.reach.deciding import level_of
from fangyuan.reach.model import MOST_OFFICES, VERBS, Circle, Office, Policy

T = TypeVar("T")
_WHERE = re.compile(r"^(?P<what>.*?)(?: - at `(?:key` in `)?\$\.?(?P<path>[^`]*)`)?$")


def wrong(field: str, key: str, **params: object) -> InvalidParam:
    """The error for a field; `key` is a text of `reach.field.*`."""
    return InvalidParam(
        f"{field}: {key}",
        key=f"reach.field.{key}",
        params={"field": field, **params},
        extra={"field": field},
    )


def parse_policy(obj: object, org: Org) -> Policy:
    """The policy that somebody wrote, departments by id and people by user id."""
    policy = _convert(obj, Policy, "policy")
    _check_once((rule.id for rule in policy.rules), "policy.rules")
    rules = list(policy.rules)
    for index, rule in enumerate(rules):
        field = f"policy.rules[{index}]"
        if all(getattr(rule, verb) is None for verb in VERBS):
            raise wrong(field, "says_nothing")
        who, whom = _circle(rule.who, org, f"{field}.who"), _circle(rule.whom, org, f"{field}.whom")
        rules[index] = replace(rule, who=who, whom=whom)
    return replace(policy, rules=tuple(rules))


def parse_offices(obj: object, org: Org) -> tuple[Office, ...]:
    """The offices that somebody wrote, people by user id; whether their accounts exist the caller knows."""
    offices = _convert(obj, tuple[Office, ...], "offices")
    if len(offices) > MOST_OFFICES:
        raise wrong("offices", "too_many", most=MOST_OFFICES)
    _check_once((office.id for office in offices), "offices")
    for index, office in enumerate(offices):
        if set(office.name) != {"zh-CN", "en"}:
            raise wrong(f"offices[{index}].name", "both_languages")
    return tuple(replace(office, people=_people(office.people, org)) for office in offices)


def _convert(obj: object, kind: type[T], inside: str) -> T:
    try:
        return msgspec.convert(obj, kind)
    except msgspec.ValidationError as cause:
        found = _WHERE.match(str(cause))
        path = found["path"] if found and found["path"] else ""
        field = f"{inside}{'' if not path or path.startswith('[') else '.'}{path}"
        raise wrong(field, "wrong", what=found["what"] if found else str(cause)) from cause


def _check_once(ids: Iterable[str], field: str) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise wrong(field, "twice", id=one)
        seen.add(one)


def _circle(circle: Circle, org: Org, field: str) -> Circle:
    departments: list[str] = []
    for name in circle.departments:
        found = org.departments.get(name) or org.by_path.get(name)
        if found is None:
            raise wrong(f"{field}.departments", "no_department", name=name)
        departments.append(found.department_id)
    for side, rank in (("floor", circle.floor), ("ceiling", circle.ceiling)):
        if rank is not None and level_of(org, rank) not in org.ranks:
            raise wrong(f"{field}.{side}", "no_rank", name=rank)
    return replace(circle, departments=tuple(departments), people=_people(circle.people, org))


def _people(people: tuple[str, ...], org: Org) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one if one.startswith("@") else org.user_id(one) for one in people))

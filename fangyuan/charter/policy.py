"""Who may found which kind of group: the company's creation policy, as data. Pure."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from fangyuan.charter.audience import meets
from fangyuan.charter.audience_words import describe_clause
from fangyuan.charter.mistakes import wrong
from fangyuan.charter.parse import convert, settle_clauses
from fangyuan.charter.people import AudienceClause, Everyone, Named
from fangyuan.charter.templates import find_kind, get_kind, kinds
from fangyuan.charter.words import Words, say
from fangyuan.directory import Org
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.text import LANGUAGES, Language


class Grant(Struct, frozen=True, forbid_unknown_fields=True):
    """Who meets `who` may found groups, of at most so many members."""

    who: AudienceClause
    most_members: Annotated[int, Meta(ge=2, le=1_000_000)] | None = None


class CreationPolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """Grants by kind; any one is enough. A kind that isn't there is for administrators only."""

    kinds: dict[str, Annotated[tuple[Grant, ...], Meta(max_length=50)]]

    def to_json(self) -> dict[str, Any]:
        """As plain values: what `parse_policy` reads."""
        return json.decode(json.encode(self))


class MayNotFound(Forbidden):
    """The policy's refusal, in both languages and as data: M_FORBIDDEN."""

    def __init__(self, kind_id: str, words: Words) -> None:
        super().__init__(words["en"], extra={"fangyuan.policy": {"kind": kind_id, "reason": words}})
        self.words = words

    def say(self, language: Language) -> str:
        return self.words[language]


@functools.cache
def default_policy() -> CreationPolicy:
    """The policy of a company that has not decided otherwise."""
    file = resources.files("fangyuan") / "charter" / "policy.toml"
    return msgspec.toml.decode(file.read_bytes(), type=CreationPolicy)


def parse_policy(obj: object, server_name: str) -> CreationPolicy:
    """The policy that somebody wrote; errors name the field, in both languages."""
    policy = convert(obj, CreationPolicy, "")
    for kind_id in policy.kinds:
        if find_kind(kind_id) is None:
            known = ", ".join(kind.id for kind in kinds())
            raise wrong(f"kinds.{kind_id[:60]}", "unknown_kind", value=kind_id[:60], kinds=known)
    return CreationPolicy(
        {
            kind_id: _settled(grants, f"kinds.{kind_id}", server_name)
            for kind_id, grants in policy.kinds.items()
        }
    )


def _settled(grants: tuple[Grant, ...], field: str, server_name: str) -> tuple[Grant, ...]:
    clauses = settle_clauses(tuple(grant.who for grant in grants), field, server_name)
    return tuple(Grant(who, grant.most_members) for who, grant in zip(clauses, grants, strict=True))


def may_found(policy: CreationPolicy, org: Org, user_id: str, kind_id: str, size: int | None = None) -> bool:
    """Whether this account may found such a group of `size` members; None: of a size not known yet."""
    return any(
        grant.most_members is None or size is None or size <= grant.most_members
        for grant in policy.kinds.get(kind_id, ())
        if _is_granted(org, grant.who, user_id)
    )


def check_allowed(
    policy: CreationPolicy, org: Org, user_id: str, kind_id: str, size: int | None = None
) -> None:
    """Raises MayNotFound, saying who may, or how large the group may be."""
    if may_found(policy, org, user_id, kind_id, size):
        return
    kind = get_kind(kind_id)
    grants = policy.kinds.get(kind_id, ())
    limits = [grant.most_members or 0 for grant in grants if _is_granted(org, grant.who, user_id)]
    words: Words = {}
    for language in LANGUAGES:
        name = kind.name[language]
        if limits and size is not None:
            words[language] = say("policy.too_big", language, kind=name, most=max(limits), size=size)
        elif grants:
            words[language] = say("policy.may_not", language, kind=name, who=_founders(org, grants, language))
        else:
            words[language] = say("policy.nobody", language, kind=name)
    raise MayNotFound(kind_id, words)


def _is_granted(org: Org, who: AudienceClause, user_id: str) -> bool:
    """Accounts that the directory does not know (bots, tests) are everyone too, and may be named."""
    person = org.find_person(user_id)
    if person is not None:
        return person.is_active and meets(org, who, person)
    return isinstance(who, Everyone) or (isinstance(who, Named) and user_id in who.people)


def _founders(org: Org, grants: tuple[Grant, ...], language: Language) -> str:
    said: list[str] = []
    for grant in grants:
        who = describe_clause(org, grant.who, language)
        most = grant.most_members
        said.append(who if most is None else say("policy.up_to", language, who=who, most=most))
    return say("list.clauses", language).join(said)

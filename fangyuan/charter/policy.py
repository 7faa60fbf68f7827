"""Who may found which kind of group, and with whose consent: the company's creation policy, as data. Pure."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib import resources
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from fangyuan.charter.audience import meets
from fangyuan.charter.audience_words import describe_clause
from fangyuan.charter.mistakes import wrong
from fangyuan.charter.parse import convert, settle_clauses
from fangyuan.charter.people import AudienceClause, Everyone, Named
from fangyuan.charter.templates import find_kind, get_kind, kinds
from fangyuan.charter.words import Words, say
from fangyuan.directory import HR, Org
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.text import LANGUAGES, Language

Approval = Literal["none", "hr", "superior"]
# In these the org chart says who is in: an audience that only names people is refused.
BY_RULE = ("leadership", "management", "team_leads", "department", "hr_notice", "all_staff")


class Grant(Struct, frozen=True, forbid_unknown_fields=True):
    """Who meets `who` may found groups, of at most so many members, once whom `approval` names has agreed.

    `superior` is the founder's direct superior, `hr` anybody in HR; who is himself the approver needs nobody.
    """

    who: AudienceClause
    most_members: Annotated[int, Meta(ge=2, le=1_000_000)] | None = None
    approval: Approval = "none"


class Duplicates(Struct, frozen=True, forbid_unknown_fields=True):
    """From where on a new group is the same as an old one: both figures reached, 0 to 1.

    `members`: the share of all people of both who are in both. `purpose`: the likeness of name and purpose.
    """

    members: Annotated[float, Meta(ge=0.1, le=1)] = 0.6
    purpose: Annotated[float, Meta(ge=0.1, le=1)] = 0.6


class CreationPolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """Grants by kind; any one is enough. A kind that isn't there is for administrators only.

    A proposal that waits for consent passes on to the next approver after `pass_on_hours`, and ends unanswered after
    `expire_days`. The kinds of `by_rule` take no audience that only names people.
    """

    kinds: dict[str, Annotated[tuple[Grant, ...], Meta(max_length=50)]]
    by_rule: Annotated[tuple[str, ...], Meta(max_length=50)] = BY_RULE
    duplicates: Duplicates = Duplicates()
    pass_on_hours: Annotated[int, Meta(ge=1, le=720)] = 24
    expire_days: Annotated[int, Meta(ge=1, le=90)] = 14

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


class NeedsApproval(MayNotFound):
    """The actor may found this group once somebody has agreed. `approval` says who."""

    def __init__(self, kind_id: str, words: Words, approval: Approval) -> None:
        super().__init__(kind_id, words)
        self.extra["fangyuan.policy"]["approval"] = approval
        self.approval: Approval = approval


@functools.cache
def default_policy() -> CreationPolicy:
    """The policy of a company that has not decided otherwise."""
    file = resources.files("fangyuan") / "charter" / "policy.toml"
    return msgspec.toml.decode(file.read_bytes(), type=CreationPolicy)


def parse_policy(obj: object, server_name: str) -> CreationPolicy:
    """The policy that somebody wrote; errors name the field, in both languages."""
    policy = convert(obj, CreationPolicy, "")
    for field, kind_ids in (("kinds", tuple(policy.kinds)), ("by_rule", policy.by_rule)):
        for kind_id in kind_ids:
            if find_kind(kind_id) is None:
                known = ", ".join(kind.id for kind in kinds())
                raise wrong(f"{field}.{kind_id[:60]}", "unknown_kind", value=kind_id[:60], kinds=known)
    settled = {
        kind_id: _settled(grants, f"kinds.{kind_id}", server_name) for kind_id, grants in policy.kinds.items()
    }
    return replace(policy, kinds=settled)


def _settled(grants: tuple[Grant, ...], field: str, server_name: str) -> tuple[Grant, ...]:
    clauses = settle_clauses(tuple(grant.who for grant in grants), field, server_name)
    return tuple(replace(grant, who=who) for who, grant in zip(clauses, grants, strict=True))


def may_found(policy: CreationPolicy, org: Org, user_id: str, kind_id: str, size: int | None = None) -> bool:
    """Whether this account may found such a group of `size` members by itself; None: of a size not known yet."""
    return needed_approval(policy, org, user_id, kind_id, size) == "none"


def needed_approval(
    policy: CreationPolicy, org: Org, user_id: str, kind_id: str, size: int | None = None
) -> Approval | None:
    """Who must agree that this account founds such a group; None: it may not even propose it."""
    needed: list[Approval] = [
        "none" if is_own_approver(org, grant.approval, user_id) else grant.approval
        for grant in policy.kinds.get(kind_id, ())
        if _is_granted(org, grant.who, user_id)
        and (grant.most_members is None or size is None or size <= grant.most_members)
    ]
    return min(needed, key=_STRICTNESS.index, default=None)


_STRICTNESS: Sequence[Approval] = ("none", "superior", "hr")


def is_own_approver(org: Org, approval: Approval, user_id: str) -> bool:
    """Whether nobody else is asked: HR agrees with itself, and above the top there is nobody."""
    if approval == "hr":
        return org.has_role(user_id, HR)
    person = org.find_person(user_id)
    return approval == "superior" and person is not None and not superiors(org, person.person_id)


def superiors(org: Org, person_id: str) -> list[str]:
    """Who may agree for the line above: the direct superior first, then upwards. Active people only."""
    return [one for one in org.path_to_top(person_id) if one in org.people and org.people[one].is_active]


def check_allowed(
    policy: CreationPolicy, org: Org, user_id: str, kind_id: str, size: int | None = None
) -> None:
    """Raises MayNotFound, saying who may, or how large the group may be; NeedsApproval, saying who must agree."""
    needed = needed_approval(policy, org, user_id, kind_id, size)
    if needed == "none":
        return
    kind = get_kind(kind_id)
    if needed is not None:
        asking: Words = {
            language: say(f"policy.approval_{needed}", language, kind=kind.name[language])
            for language in LANGUAGES
        }
        raise NeedsApproval(kind_id, asking, needed)
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
        if grant.approval != "none":
            who = say(f"policy.with_{grant.approval}", language, who=who)
        most = grant.most_members
        said.append(who if most is None else say("policy.up_to", language, who=who, most=most))
    return say("list.clauses", language).join(said)

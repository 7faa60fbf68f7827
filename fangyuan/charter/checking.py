"""Whether whom and what a charter names exists in the company."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fangyuan.charter.audience import level_of
from fangyuan.charter.audience_words import rank_word
from fangyuan.charter.mistakes import wrong
from fangyuan.charter.model import Charter
from fangyuan.charter.people import (
    AllOf,
    AudienceClause,
    InDepartment,
    InRanks,
    Leads,
    Named,
    Rank,
    ReportsTo,
)
from fangyuan.directory import Org


def check_against_org(org: Org, charter: Charter) -> None:
    """M_INVALID_PARAM naming the field, unless departments, ranks and people exist and people are active.

    Accounts that the directory doesn't know may own a group and be its deputies or approvers; the caller knows whether
    they exist.
    """
    for field, users in (
        ("owner", (charter.owner,)),
        ("deputies", charter.deputies),
        ("approvers", charter.approvers),
    ):
        _check_people(org, users, field, known=False)
    for field, part in _parts(charter):
        _check_part(org, field, part, charter.owners)
    for index, clause in enumerate(charter.clauses):
        clause.check_against(org, f"clauses[{index}]")
        for place, exempt in enumerate(clause.exceptions):
            if exempt.who is not None and not isinstance(exempt.who, str):
                for field, part in _parts_of(exempt.who, f"clauses[{index}].exceptions[{place}].who"):
                    _check_part(org, field, part, charter.owners)


def _check_part(org: Org, field: str, part: AudienceClause, owners: tuple[str, ...]) -> None:
    match part:
        case InDepartment():
            _check_department(org, part.department_id, f"{field}.department_id")
        case Leads(department_id=str(department_id)):
            _check_department(org, department_id, f"{field}.department_id")
        case InRanks():
            _check_ranks(org, part, field)
        case ReportsTo():
            _check_people(org, (part.manager,), f"{field}.manager", known=True)
        case Named():
            others = [user for user in part.people if user not in owners]
            _check_people(org, others, f"{field}.people", known=bool(org.people))
        case _:
            pass


def _parts(charter: Charter) -> Iterator[tuple[str, AudienceClause]]:
    for side, clauses in (("include", charter.audience.include), ("exclude", charter.audience.exclude)):
        for index, clause in enumerate(clauses):
            yield from _parts_of(clause, f"audience.{side}[{index}]")


def _parts_of(clause: AudienceClause, field: str) -> Iterator[tuple[str, AudienceClause]]:
    if isinstance(clause, AllOf):
        yield from ((f"{field}.parts[{place}]", part) for place, part in enumerate(clause.parts))
    else:
        yield field, clause


def _check_people(org: Org, users: Sequence[str], field: str, *, known: bool) -> None:
    for user in users:
        person = org.find_person(user)
        if person is None and known:
            raise wrong(field, "no_person", value=user)
        if person is not None and not person.is_active:
            raise wrong(field, "not_active", value=person.name)


def _check_department(org: Org, department_id: str, field: str) -> None:
    if department_id in org.departments:
        return
    by_path = org.by_path.get(department_id)
    if by_path is not None:
        raise wrong(field, "department_by_path", value=department_id, id=by_path.department_id)
    raise wrong(field, "no_department", value=department_id)


def _check_ranks(org: Org, clause: InRanks, field: str) -> None:
    for name, rank in (("floor", clause.floor), ("ceiling", clause.ceiling)):
        if rank is not None and not _has_rank(org, rank):
            ranks = ", ".join(one.name for one in org.ranks.values())
            raise wrong(f"{field}.{name}", "no_rank", value=rank, ranks=ranks)
    floor, ceiling = level_of(org, clause.floor), level_of(org, clause.ceiling)
    if floor is not None and ceiling is not None and floor < ceiling:
        words = {"floor": rank_word(org, clause.floor), "ceiling": rank_word(org, clause.ceiling)}
        raise wrong(f"{field}.floor", "upside_down", **words)


def _has_rank(org: Org, rank: Rank) -> bool:
    return rank in org.rank_levels if isinstance(rank, str) else rank in org.ranks

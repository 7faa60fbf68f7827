"""Step three: what the company's chart becomes: ranks, new departments, leaders."""

from __future__ import annotations

from fangyuan.directory import Department
from fangyuan.provisioning.columns import RANK_WEIGHT, plain
from fangyuan.provisioning.draft import Draft
from fangyuan.provisioning.model import LeaderChange


def ladder(draft: Draft) -> tuple[str, ...] | None:
    """The ranks, the top first, if they change; None if they stay.

    New ranks find their place by the usual order of ranks; a company with other names says its order once.
    """
    rows: dict[str, int] = {}
    for person_id, target in draft.targets.items():
        if target.rank and target.status != "left":
            row = draft.rows.get(person_id)
            rows.setdefault(target.rank, row.number if row else 0)
    present = list(draft.org.rank_levels)
    wanted = list(draft.options.ranks)
    if not wanted:
        wanted = list(present)
        for name, row in rows.items():
            if name not in wanted:
                _insert(draft, wanted, name, row)
    elif len(set(wanted)) != len(wanted):
        draft.report("ranks_twice")
    else:
        held = {
            p.rank_level
            for p in draft.org.people.values()
            if p.person_id in draft.here - draft.targets.keys()
        }
        used = {draft.org.ranks[level].name: 0 for level in held if level is not None} | rows
        for name, row in used.items():
            if name not in wanted:
                draft.report("rank_unlisted", row, "rank", value=name)
    return tuple(wanted) if wanted != present else None


def _insert(draft: Draft, ranks: list[str], name: str, row: int) -> None:
    weight = RANK_WEIGHT.get(plain(name))
    if weight is None:
        draft.report("rank_unknown", row, "rank", value=name)
        return
    lower = (at for at, other in enumerate(ranks) if RANK_WEIGHT.get(plain(other), -1) > weight)
    ranks.insert(next(lower, len(ranks)), name)


def departments(draft: Draft) -> tuple[str, ...]:
    """The paths of departments that are new, each after the one above it."""
    new: dict[str, None] = {}
    for paths in draft.departments.values():
        for path in paths:
            if path in draft.org.by_path or path in new:
                continue
            names = path.split("/")
            for depth in range(1, len(names) + 1):
                here = "/".join(names[:depth])
                if here not in draft.org.by_path:
                    new[here] = None
    return tuple(new)


def leaders(draft: Draft) -> tuple[LeaderChange, ...]:
    """Who begins and who ceases to lead what.

    A row with the columns for departments and for leaders says all that its person leads. Where two rows say
    it of one department, the first counts.
    """
    claims: dict[str, str] = {}
    for person_id, row in draft.rows.items():
        if row.leader is None or person_id not in draft.here:
            continue
        paths = draft.departments[person_id]
        for path, leads in zip(paths, draft.flags(row, len(paths)), strict=True):
            first = claims.setdefault(path, person_id) if leads else person_id
            if first != person_id:
                label = draft.label(first)
                draft.report("leader_twice", row.number, "leader", "warning", department=path, first=label)
    changes: list[LeaderChange] = []
    for department in draft.org.departments.values():
        leader = claims.pop(department.path, None)
        if leader is None and department.leader_id is not None and _stays(draft, department):
            leader = department.leader_id
        if leader != department.leader_id:
            changes.append(LeaderChange(department.path, department.leader_id, leader))
    changes.extend(LeaderChange(path, None, leader) for path, leader in claims.items())
    return tuple(changes)


def _stays(draft: Draft, department: Department) -> bool:
    """Whether its leader goes on leading a department of which no row says that anybody leads it."""
    leader_id = department.leader_id or ""
    row = draft.rows.get(leader_id)
    if leader_id not in draft.here or row is None or row.leader is None:
        return leader_id in draft.here
    return not row.department and department.path not in draft.departments[leader_id]

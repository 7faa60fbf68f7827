"""Short ways to say tables and companies in tests of imports."""

from __future__ import annotations

from fangyuan import provisioning
from fangyuan.directory import Department, Org, Person, Rank
from fangyuan.provisioning import Options, Plan, Table

SERVER_NAME = "test.local"
ALL_RIGHTS = Options(may_grant_roles=True)
FULL = Options(full=True, may_grant_roles=True)


def csv(*lines: str) -> Table:
    """A table of these lines, the header first; spaces around cells don't matter."""
    return provisioning.read_table("\n".join(lines).encode())


def company() -> Org:
    """boss (泵厂) > lead (二车间, leads it) > li, wang (甲班); zhao has left."""
    departments = [
        Department("d1", None, "泵厂", "泵厂", "boss"),
        Department("d2", "d1", "二车间", "泵厂/二车间", "lead", 0),
        Department("d3", "d2", "甲班", "泵厂/二车间/甲班", None, 0),
        Department("d4", "d1", "一车间", "泵厂/一车间", None, 1),
    ]
    people = [
        Person("boss", "顾总", "d1", "1", 1, "总经理", roles=frozenset({"admin"})),
        Person("lead", "何主任", "d2", "2", 2, "主任", "139", "lead@e.com", "boss", roles=frozenset({"hr"})),
        Person("li", "李工", "d3", "3", 3, "铣工", manager_id="lead"),
        Person("wang", "王工", "d3", "4", 3, "铣工", manager_id="lead"),
        Person("zhao", "赵工", "d3", "5", 3, status="left"),
    ]
    ranks = [Rank(1, "总经理"), Rank(2, "主管"), Rank(3, "员工")]
    return Org(SERVER_NAME, people, departments, ranks, "v1")


def planned(*lines: str, org: Org | None = None, options: Options = ALL_RIGHTS) -> Plan:
    """The plan for a table of these lines."""
    return provisioning.plan(org or company(), csv(*lines), options)


def found(plan: Plan) -> list[tuple[str, int, str]]:
    """(key, row, column) of each problem."""
    return [(problem.key, problem.row, problem.column) for problem in plan.problems]


def told(plan: Plan) -> dict[str, dict[str, tuple[str | None, str | None]]]:
    """What happens to whom: `{"moves li": {"department": (before, after)}}`."""
    return {
        f"{change.what} {change.target.person_id}": {
            each.field: (each.before, each.after) for each in change.changes
        }
        for change in plan.people
    }

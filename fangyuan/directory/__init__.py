"""The org chart: people, departments, ranks, reporting lines, leaders, roles, employment status.

Owns the tables `people`, `person_roles`, `departments`, `ranks`, `directory_version`. Notes no changes for
clients. `org(tx)` is the whole company as one immutable picture, kept in memory; every verb that writes lets
only a sound company through (`soundness.py` says what that is).
"""

from fangyuan.directory.actions import (
    add_department,
    drop_department,
    grant_role,
    leave,
    move,
    move_department,
    new_departments,
    org,
    put_people,
    revoke_role,
    set_leader,
    set_ranks,
    update,
    without,
)
from fangyuan.directory.model import (
    ADMIN,
    AUDITOR,
    HR,
    MOST_WORDS,
    STATUSES,
    Department,
    Org,
    Person,
    Rank,
    Status,
    check_department_name,
    is_department_name,
    is_line,
    search,
)
from fangyuan.directory.soundness import MOST_ROLE, Update, find_cycles
from fangyuan.directory.store import list_named

__all__ = [
    "ADMIN",
    "AUDITOR",
    "HR",
    "MOST_ROLE",
    "MOST_WORDS",
    "STATUSES",
    "Department",
    "Org",
    "Person",
    "Rank",
    "Status",
    "Update",
    "add_department",
    "check_department_name",
    "drop_department",
    "find_cycles",
    "grant_role",
    "is_department_name",
    "is_line",
    "leave",
    "list_named",
    "move",
    "move_department",
    "new_departments",
    "org",
    "put_people",
    "revoke_role",
    "search",
    "set_leader",
    "set_ranks",
    "update",
    "without",
]

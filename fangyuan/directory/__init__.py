"""The org chart: people, departments, ranks, reporting lines, leaders, roles."""

from fangyuan.directory.model import (
    ADMIN,
    AUDITOR,
    HR,
    STATUSES,
    Department,
    Org,
    Person,
    Rank,
    Status,
    search,
)

__all__ = [
    "ADMIN",
    "AUDITOR",
    "HR",
    "STATUSES",
    "Department",
    "Org",
    "Person",
    "Rank",
    "Status",
    "search",
]

"""People in and out: a file becomes a table, that a plan, which is applied in one transaction or not at all.

Owns no table: it moves the directory, accounts, groups and the audit log together. Always in this order:
`read_table` (a file's bytes), `prepare` (the plan, to be shown in words), `apply`. What columns may be called
is data: `columns.toml`.
"""

from fangyuan.provisioning.actions import apply, change_person, prepare
from fangyuan.provisioning.demo import demo_table
from fangyuan.provisioning.export import export_csv
from fangyuan.provisioning.model import (
    FIELDS,
    WHATS,
    Applied,
    Field,
    FieldChange,
    LeaderChange,
    Options,
    PersonChange,
    Plan,
    Problem,
    Row,
    Table,
    Target,
    What,
)
from fangyuan.provisioning.planning import plan
from fangyuan.provisioning.reading import MOST_BYTES, MOST_ROWS, read_table
from fangyuan.provisioning.register import Form, export_register
from fangyuan.provisioning.words import PlanRefused, describe, person_line, problem_to_json, summary

__all__ = [
    "FIELDS",
    "MOST_BYTES",
    "MOST_ROWS",
    "WHATS",
    "Applied",
    "Field",
    "FieldChange",
    "Form",
    "LeaderChange",
    "Options",
    "PersonChange",
    "Plan",
    "PlanRefused",
    "Problem",
    "Row",
    "Table",
    "Target",
    "What",
    "apply",
    "change_person",
    "demo_table",
    "describe",
    "export_csv",
    "export_register",
    "person_line",
    "plan",
    "prepare",
    "problem_to_json",
    "read_table",
    "summary",
]

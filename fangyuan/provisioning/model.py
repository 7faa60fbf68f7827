"""What an import is made of: a table that was read, its problems, the plan, and what applying it did."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import msgspec

from fangyuan.directory import Status
from fangyuan.kernel.errors import BadRequest
from fangyuan.kernel.text import Language, text

Field = Literal[
    "account",
    "employee_no",
    "name",
    "department",
    "rank",
    "title",
    "phone",
    "email",
    "manager",
    "leader",
    "status",
    "roles",
]
FIELDS: tuple[Field, ...] = (
    "account",
    "employee_no",
    "name",
    "department",
    "rank",
    "title",
    "phone",
    "email",
    "manager",
    "leader",
    "status",
    "roles",
)
What = Literal["joins", "returns", "moves", "changes", "suspends", "resumes", "leaves"]
WHATS: tuple[What, ...] = ("joins", "returns", "moves", "changes", "suspends", "resumes", "leaves")
Severity = Literal["error", "warning"]


def unreadable(why: str, **params: object) -> BadRequest:
    """The error for a file that is no table."""
    key = f"provisioning.unreadable.{why}"
    return BadRequest(f"The file can't be read: {why}", errcode="M_BAD_JSON", key=key, params=params)


Grid = Callable[[int], Iterator[Sequence[str]]]
"""Gives the rows of one sheet from its beginning, so many columns of each, whenever it is called."""


class Problem(msgspec.Struct, frozen=True):
    """Something wrong, or worth knowing. `row` is as a spreadsheet counts; 0: the file as a whole."""

    key: str
    severity: Severity = "error"
    row: int = 0
    column: Field | Literal[""] = ""
    params: dict[str, Any] = {}

    def say(self, language: Language) -> str:
        """The problem as a sentence, with its place before it."""
        words = text(f"provisioning.problem.{self.key}", language, **self.params)
        column = text(f"provisioning.column.{self.column}", language) if self.column else ""
        place = {(True, True): "at_cell", (True, False): "at_row", (False, True): "at_column"}
        key = place.get((self.row > 0, bool(column)))
        params = {"row": self.row, "column": column, "words": words}
        return text(f"provisioning.{key}", language, **params) if key else words


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row of a table, cleaned. None: the table has no such column; '': the cell is empty."""

    number: int
    account: str | None = None
    employee_no: str | None = None
    name: str | None = None
    department: str | None = None
    rank: str | None = None
    title: str | None = None
    phone: str | None = None
    email: str | None = None
    manager: str | None = None
    leader: str | None = None
    status: str | None = None
    roles: str | None = None


class Table(msgspec.Struct, frozen=True):
    """A file that was read. `hyphens`: departments are written `a-b-c`, as in DingTalk's template.

    `digest` stands for the file: the same digest, the same bytes.
    """

    rows: list[Row]
    problems: list[Problem] = []
    digest: str = ""
    hyphens: bool = False


class Options(msgspec.Struct, frozen=True):
    """How a table is meant. `full`: it is the whole company, so whoever isn't in it has left.

    `ranks`: the company's ranks from now on, the top first. `may_grant_roles`: whoever imports may change
    roles; otherwise a change of roles is an error.
    """

    full: bool = False
    ranks: tuple[str, ...] = ()
    may_grant_roles: bool = False


class Target(msgspec.Struct, frozen=True):
    """How a person is to be. Departments and ranks by their names, for both may be new."""

    person_id: str
    name: str
    department: str
    employee_no: str | None = None
    rank: str | None = None
    title: str | None = None
    phone: str | None = None
    email: str | None = None
    manager: str | None = None
    status: Status = "active"
    roles: frozenset[str] = frozenset()


class FieldChange(msgspec.Struct, frozen=True):
    """One field, before and after, as people write it. None: nothing there."""

    field: Field
    before: str | None
    after: str | None


class PersonChange(msgspec.Struct, frozen=True):
    """What happens to one person. `row` 0: he isn't in the file, what happens follows from the rest of it."""

    what: What
    row: int
    target: Target
    changes: tuple[FieldChange, ...] = ()


class LeaderChange(msgspec.Struct, frozen=True):
    """Who leads a department, before and after: person ids."""

    department: str
    before: str | None
    after: str | None


class Plan(msgspec.Struct, frozen=True):
    """What an import would do to the version of the directory that it was made for, and to no other."""

    org_version: str
    digest: str
    options: Options
    rows: int
    people: tuple[PersonChange, ...] = ()
    departments: tuple[str, ...] = ()
    leaders: tuple[LeaderChange, ...] = ()
    ranks: tuple[str, ...] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def is_empty(self) -> bool:
        """Whether applying it would change nothing."""
        return not self.people and not self.departments and not self.leaders and self.ranks is None

    @property
    def counts(self) -> dict[What, int]:
        """How many people come, move, leave, …: every word, 0 too."""
        found = Counter(change.what for change in self.people)
        return {what: found[what] for what in WHATS}

    @property
    def fingerprint(self) -> str:
        """What who approves the plan hands back: the same file, meant the same way, for the same company."""
        options = msgspec.json.encode(self.options)
        return hashlib.sha256(f"{self.org_version}|{self.digest}|".encode() + options).hexdigest()[:32]


class Applied(msgspec.Struct, frozen=True):
    """What was done. `codes` are new sign-in codes by person id: seen here only, for handing over."""

    counts: dict[What, int]
    departments: int = 0
    leaders: int = 0
    codes: dict[str, str] = {}

"""A plan in the making: what the steps of planning share, and reading one row's cells."""

from __future__ import annotations

import re
from typing import Any

from fangyuan.directory import MOST_ROLE, MOST_WORDS, Org, Person, Status, is_department_name, is_line
from fangyuan.kernel.ids import is_user_id, is_valid_localpart
from fangyuan.provisioning.columns import FLAG_OF, ROLE_OF, STATUS_OF, plain
from fangyuan.provisioning.model import Field, Options, Problem, Row, Severity, Table, Target

# Half and full width: ; and U+FF1B, comma and U+FF0C, U+3001.
_LISTS = re.compile(r"[;\uff1b]")
_DINGTALK_LISTS = re.compile(r"[;\uff1b,\uff0c]")
_FLAG_LISTS = re.compile(r"[;\uff1b,\uff0c|]")
_ROLE_LISTS = re.compile(r"[;\uff1b,\uff0c\u3001|]")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+\d+")
NO_ROLES: frozenset[str] = frozenset()


class Draft:
    """By person id: `rows` of the file, `targets` how each is to be, `departments` of each, main one first.

    `gone` are those who leave, with their row (0: not in the file); `here` is who is of the company then.
    """

    def __init__(self, org: Org, table: Table, options: Options) -> None:
        self.org = org
        self.table = table
        self.options = options
        self.problems: list[Problem] = list(table.problems)
        self.rows: dict[str, Row] = {}
        self.status: dict[str, Status] = {}
        self.targets: dict[str, Target] = {}
        self.gone: dict[str, int] = {}
        self.here: set[str] = set()
        self.departments: dict[str, tuple[str, ...]] = {}
        self._paths: dict[str, tuple[str, ...]] = {}
        self._counted: dict[str, tuple[int, int]] = {}

    def report(
        self, key: str, row: int = 0, column: Field | None = None, severity: Severity = "error", **params: Any
    ) -> None:
        self.problems.append(Problem(key, severity, row, column or "", params))

    def count(self, key: str, row: int) -> None:
        """Something that is worth one warning, however many rows have it."""
        first, times = self._counted.get(key, (row, 0))
        self._counted[key] = (first, times + 1)

    def report_counted(self) -> None:
        for key, (first, times) in self._counted.items():
            self.problems.append(Problem(key, "warning", first, params={"count": times}))

    def label(self, person_id: str) -> str:
        """How a person is named in problems: `张三(zhang.san)`."""
        return f"{self.name(person_id)}({person_id})"

    def name(self, person_id: str) -> str:
        row = self.rows.get(person_id)
        if row is not None and row.name:
            return row.name
        person = self.org.people.get(person_id)
        return person.name if person else person_id

    def now(self, person: Person) -> Target:
        """How somebody is at present."""
        org = self.org
        return Target(
            person.person_id,
            person.name,
            org.department_path(person.department_id),
            person.employee_no,
            org.rank_name(person.rank_level),
            person.title,
            person.phone,
            person.email,
            person.manager_id,
            person.status,
            person.roles,
        )

    # -- cells ----------------------------------------------------------------------------------------------

    def paths(self, row: Row) -> tuple[str, ...]:
        """The departments that the row names, as paths, the main one first. Empty when it names none."""
        cell = row.department or ""
        found = self._paths.get(cell)
        return self._read_paths(row.number, cell) if found is None else found

    def _read_paths(self, number: int, cell: str) -> tuple[str, ...]:
        hyphens = self.table.hyphens
        paths: dict[str, None] = {}
        are_good = True
        for part in (_DINGTALK_LISTS if hyphens else _LISTS).split(cell.replace("\uff0f", "/")):
            names = [name.strip() for name in part.split("-" if hyphens else "/") if name.strip()]
            for name in names:
                if not is_department_name(name):
                    are_good = False
                    self.report("department_name", number, "department", name=name[:50])
            if names:
                paths["/".join(names)] = None
        found = tuple(paths)
        if are_good:
            self._paths[cell] = found
        return found

    def flags(self, row: Row, departments: int) -> list[bool]:
        """For each of the row's departments, whether he leads it."""
        flags: list[bool] = []
        for part in _FLAG_LISTS.split(row.leader or ""):
            flag = FLAG_OF.get(plain(part)) if part.strip() else False
            if flag is None:
                self.report("flag_unknown", row.number, "leader", value=part.strip())
            flags.append(bool(flag))
        return [*flags, *([False] * departments)][:departments]

    def status_of(self, row: Row, person: Person | None) -> Status:
        """What the row says, else what he is; whoever is in a file again after he left has come back."""
        if row.status:
            status = STATUS_OF.get(plain(row.status))
            if status is not None:
                return status
            self.report("status_unknown", row.number, "status", value=row.status)
        return "active" if person is None or person.has_left else person.status

    def roles_of(self, row: Row, had: frozenset[str]) -> frozenset[str]:
        if row.roles is None:
            return had
        names = (name.strip() for name in _ROLE_LISTS.split(row.roles))
        roles = frozenset(ROLE_OF.get(plain(name), name) for name in names if name)
        for role in roles:
            if not is_line(role, MOST_ROLE):
                self.report("role_name", row.number, "roles", most=MOST_ROLE)
        if roles != had and not self.options.may_grant_roles:
            self.report("roles_forbidden", row.number, "roles")
        return roles

    def words(self, row: Row, field: Field, cell: str | None, had: str | None) -> str | None:
        """A field that is plain words: what the file says if it has the column, else what there was."""
        if cell is None:
            return had
        if len(cell) > MOST_WORDS:
            self.report("too_many_words", row.number, field, most=MOST_WORDS)
        elif field in ("phone", "employee_no") and _SCIENTIFIC.fullmatch(cell):
            self.report("scientific", row.number, field, value=cell)
        return cell or None

    def check_account(self, row: Row, account: str) -> bool:
        if _SCIENTIFIC.fullmatch(account):  # it would do as an account, but isn't what somebody typed
            self.report("scientific", row.number, "account", value=account)
        elif not is_valid_localpart(account) or not is_user_id(self.org.user_id(account)):
            self.report("account_invalid", row.number, "account", value=account[:80])
        else:
            return True
        return False

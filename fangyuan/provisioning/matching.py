"""Step one: whose row is it? And so: who is in the file, who leaves, who will be here."""

from __future__ import annotations

from fangyuan.directory import Org
from fangyuan.provisioning.draft import Draft
from fangyuan.provisioning.model import Row

_MANY = 0.2  # of the company, leaving because they aren't in the file
_MANY_AT_LEAST = 10


def match(draft: Draft) -> None:
    """Fills `rows`, `status`, `gone` and `here`; reports rows that are nobody's, or somebody's twice."""
    org = draft.org
    rows = draft.table.rows
    if rows and rows[0].account is None and rows[0].employee_no is None and rows[0].email is None:
        draft.report("no_account_column")
        return
    numbers = _employee_numbers(org) if any(not row.account for row in rows) else {}
    for row in rows:
        person_id = _person_id(draft, row, numbers)
        if person_id is None:
            continue
        first = draft.rows.get(person_id)
        if first is not None:
            draft.report("account_twice", row.number, "account", account=person_id, first=first.number)
            continue
        person = org.people.get(person_id)
        status = draft.status_of(row, person)
        if person is None and status == "left":
            continue  # he came and went without us
        draft.rows[person_id] = row
        draft.status[person_id] = status
        if status != "left":
            draft.here.add(person_id)
        elif person is not None and not person.has_left:
            draft.gone[person_id] = row.number
    _match_others(draft)


def _employee_numbers(org: Org) -> dict[str, str]:
    """Employee numbers to people; who is here wins over who has left."""
    people = sorted(org.people.values(), key=lambda person: not person.has_left)
    return {person.employee_no: person.person_id for person in people if person.employee_no}


def _person_id(draft: Draft, row: Row, numbers: dict[str, str]) -> str | None:
    """The row's account; without one, whose employee number it is, or an account made from what there is."""
    if row.account:
        account = row.account.lower()
        return account if draft.check_account(row, account) else None
    if row.employee_no and row.employee_no in numbers:
        return numbers[row.employee_no]
    made = (row.email or "").partition("@")[0].lower() or (row.employee_no or "").lower()
    if not made:
        draft.report("no_account", row.number, "account")
        return None
    draft.count("account_made", row.number)
    person = draft.org.people.get(made)
    if person is not None and person.name != row.name and person.email != (row.email or None):
        draft.report("account_made_taken", row.number, "account", account=made, other=draft.label(made))
        return None
    return made if draft.check_account(row, made) else None


def _match_others(draft: Draft) -> None:
    """Who isn't in the file leaves if the file is the whole company; else nothing happens to him."""
    others = [p for p in draft.org.people.values() if not p.has_left and p.person_id not in draft.rows]
    if not draft.options.full:
        draft.here.update(person.person_id for person in others)
        return
    if not draft.here:
        draft.report("nobody_stays")
    draft.gone.update((person.person_id, 0) for person in others)
    company = len(others) + sum(1 for person_id in draft.rows if person_id in draft.org.people)
    if len(others) >= _MANY_AT_LEAST and len(others) > company * _MANY:
        draft.report("many_leave", severity="warning", count=len(others), all=company)

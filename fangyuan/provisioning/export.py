"""The directory as a file that can be imported again: reading it back changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from fangyuan.directory import Org, Person
from fangyuan.kernel.text import Language, text
from fangyuan.provisioning.model import FIELDS
from fangyuan.provisioning.planning import in_words
from fangyuan.provisioning.sheets import as_csv


def export_csv(org: Org, language: Language = "zh-CN") -> bytes:
    """Everybody, leavers too, as UTF-8 CSV with a byte order mark, so that spreadsheets show it right."""
    heading = [text(f"provisioning.column.{field}", language) for field in FIELDS]
    return as_csv([heading, *([*_cells(org, person, language)] for person in org.people.values())])


def _cells(org: Org, person: Person, language: Language) -> Iterator[str]:
    own = person.department_id
    others = [department_id for department_id in org.leads(person.person_id) if department_id != own]
    leads_own = own in org.leads(person.person_id)
    yes, no = (text(f"provisioning.flag.{flag}", language) for flag in ("yes", "no"))
    yield person.person_id
    yield person.employee_no or ""
    yield person.name
    yield ";".join(org.department_path(each) for each in (own, *others))
    yield org.rank_name(person.rank_level) or ""
    yield person.title or ""
    yield person.phone or ""
    yield person.email or ""
    yield person.manager_id or ""
    yield ";".join([yes if leads_own else no, *(yes for _ in others)])
    yield text(f"provisioning.status.{person.status}", language)
    yield in_words(person.roles) or ""

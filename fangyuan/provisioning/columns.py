"""The names that columns and values go by: data, in `columns.toml`, so another template is another line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from importlib import resources

import msgspec

from fangyuan.directory import Status
from fangyuan.provisioning.model import FIELDS, Field

_NOISE = re.compile(r"[\s*_\u200b\ufeff]+")
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fields: dict[Field, list[str]]
    ignored: dict[str, list[str]]
    statuses: dict[Status, list[str]]
    flags: dict[str, list[str]]
    roles: dict[str, list[str]]
    ladder: dict[str, list[list[str]]]


def plain(words: str) -> str:
    """A name as it is compared: one case, one width, no spaces and stars."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", words)).casefold()


_names = msgspec.toml.decode(
    (resources.files("fangyuan.provisioning") / "columns.toml").read_bytes(), type=_Names
)
# A column's name to its field, and how much it counts among the names of that field.
_FIELD_OF: dict[str, tuple[Field, int]] = {
    plain(alias): (field, at) for field in FIELDS for at, alias in enumerate(_names.fields[field])
}
_IGNORED = {plain(name) for name in _names.ignored["columns"]}
STATUS_OF: dict[str, Status] = {
    plain(alias): status for status, aliases in _names.statuses.items() for alias in aliases
}
FLAG_OF = {plain(alias): flag == "yes" for flag, aliases in _names.flags.items() for alias in aliases}
ROLE_OF = {plain(alias): role for role, aliases in _names.roles.items() for alias in aliases}
RANK_WEIGHT = {plain(name): weight for weight, names in enumerate(_names.ladder["ranks"]) for name in names}


class Header(msgspec.Struct, frozen=True):
    """What stands where. `slots`: for each of `FIELDS` the columns that may hold it, the best first."""

    slots: tuple[tuple[int, ...], ...]
    unknown: tuple[str, ...]
    is_dingtalk: bool

    @property
    def recognized(self) -> int:
        return sum(1 for slot in self.slots if slot)


def find_header(cells: Sequence[str]) -> Header | None:
    """The header, if this row is one: it names at least two fields, a person's name among them."""
    found: dict[Field, list[tuple[int, int]]] = {}
    unknown: list[str] = []
    dingtalk = False
    for column, cell in enumerate(cells):
        name = plain(cell)
        if not name:
            continue
        if name not in _FIELD_OF:
            name = plain(_BRACKETS.sub("", unicodedata.normalize("NFKC", cell)))
        dingtalk = dingtalk or name in ("员工userid", "是否此部门主管")
        if name in _FIELD_OF:
            field, weight = _FIELD_OF[name]
            found.setdefault(field, []).append((weight, column))
        elif name not in _IGNORED:
            unknown.append(cell)
    if "name" not in found or len(found) < 2:
        return None
    slots = tuple(tuple(column for _, column in sorted(found.get(field, []))) for field in FIELDS)
    return Header(slots, tuple(unknown), dingtalk)

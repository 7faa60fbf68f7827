"""The labelled messages of tests/wording/data, and which of them are kept aside."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

DATA = Path(__file__).parent.parent / "tests" / "wording" / "data"
LABELS = ("advert", "quarrel", "work", "chat")


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One message: `kind` of the group it stands in, `family` the template it was written from, after its topic."""

    text: str
    lang: str
    label: str
    kind: str
    family: str
    near_miss: bool
    note: str

    @property
    def topic(self) -> str:
        return self.family.partition("/")[0]

    @property
    def aside(self) -> bool:
        """Whether nothing may be learned from it."""
        return self.family in _aside()


@cache
def _aside() -> frozenset[str]:
    return frozenset((DATA / "aside.txt").read_text("utf-8").split())


@cache
def load_messages() -> tuple[Message, ...]:
    """All of them, in the order of the files."""
    lines = (line for label in LABELS for line in (DATA / f"{label}.jsonl").read_text("utf-8").splitlines())
    return tuple(msgspec.json.decode(line, type=Message) for line in lines)

"""What a label means: one table (`labels.toml`), asked by everybody who has to know. Pure."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any, Literal

import msgspec
from msgspec import Struct

from fangyuan.charter.words import say
from fangyuan.kernel import json
from fangyuan.kernel.text import Language, text

Exporter = Literal["owner", "hr", "admin"]


class Powers(Struct, frozen=True, forbid_unknown_fields=True):
    """What groups of one label allow; the fields are explained in `labels.toml`."""

    level: int
    encrypted: bool
    guests: bool
    programs: bool
    read_along: bool
    previews: bool
    search: bool
    export: tuple[Exporter, ...]
    watermark: bool

    def to_json(self) -> dict[str, Any]:
        return json.decode(json.encode(self))


@functools.cache
def _table() -> dict[str, Powers]:
    file = resources.files("fangyuan") / "charter" / "labels.toml"
    return msgspec.toml.decode(file.read_bytes(), type=dict[str, Powers])


def labels() -> dict[str, Powers]:
    """Every label with its powers, the least protected first."""
    return _table()


def powers_of(label: str | None) -> Powers:
    """What the label allows. Where nobody gave one, in rooms without a charter, nothing is asked: as `open`."""
    return _table().get(label or "open", _table()["open"])


def label_words(label: str, language: Language) -> str:
    """The label's name and what it means, as a charter says it."""
    powers = powers_of(label)
    told = [
        say("labels.encrypted", language) if powers.encrypted else "",
        "" if powers.guests else say("labels.no_guests", language),
        "" if powers.programs else say("labels.no_programs", language),
        say("labels.export", language) if powers.export else say("labels.no_export", language),
        "" if powers.previews and powers.search else say("labels.no_previews", language),
        say("labels.watermark", language) if powers.watermark else "",
        say("labels.no_forward", language) if powers.level else "",
    ]
    return say(
        "labels.meaning",
        language,
        label=say(f"label.{label}", language),
        meaning=text("charter.list.clauses", language).join(one for one in told if one),
    )

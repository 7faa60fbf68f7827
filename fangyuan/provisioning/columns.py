"""The names that columns and values go by, from `columns.toml`: data, so that another template is another line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from importlib import resources
from typing import Any, get_args

import msgspec

from fangyuan.directory import Status
from fangyuan.provisioning.model import FIELDS, Field

_NOISE = re.compile(r"[\s*_  ​﻿]+")
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")


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

"""The demonstration company: a factory of about 300 invented people. `demo_company.md` tells of it."""

from __future__ import annotations

from importlib import resources

from fangyuan.provisioning.model import Table
from fangyuan.provisioning.reading import read_table

_FILE = "demo_company.csv"


def demo_table() -> Table:
    """The company as a table, for `prepare` and `apply`."""
    return read_table((resources.files("fangyuan.provisioning") / _FILE).read_bytes(), _FILE)

"""All tables, by owner: the picture that migrations must arrive at. Only Alembic and the tests import this.

Bytes are JSON as it goes over the wire. Flags are small integers, times are milliseconds since 1970 UTC.
"""

from fangyuan.db.schema import devices, fairness, files, log, people, rooms
from fangyuan.db.schema.columns import metadata
from fangyuan.db.schema.log import ENGINES_OWN

__all__ = ["ENGINES_OWN", "devices", "fairness", "files", "log", "metadata", "people", "rooms"]

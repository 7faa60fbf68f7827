"""The one door to SQLite and PostgreSQL: transactions, statements, positions of the stream.

Owns the tables `stream` (one row: the last position given out), `jobs` (work for later, see `db.jobs`), `leases` (whose
turn it is, see `db.leases`), `answers` (to requests that may come again, see `db.answers`) and `alembic_version`.
Domains write their SQL with `SQL("… :name …")` in their `store.py` and run it with the `Tx` that is handed to them.
Only this package knows the drivers.

Writers: each process has one, which commits many transactions at once (group commit). It holds the row lock of
`stream` from its first statement to COMMIT, on either database; so positions become visible in their order and no
reader can skip one that commits late. Readers see one consistent snapshot each.
"""

from fangyuan.db.database import Database
from fangyuan.db.jobs import cancel, schedule
from fangyuan.db.migration import check_schema, migrate
from fangyuan.db.statement import SQL
from fangyuan.db.tx import Row, Tx

__all__ = ["SQL", "Database", "Row", "Tx", "cancel", "check_schema", "migrate", "schedule"]

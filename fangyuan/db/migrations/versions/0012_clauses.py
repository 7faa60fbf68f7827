"""clauses"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "clause_counts",
        sa.Column("room_id", text, nullable=False),
        sa.Column("clause_id", text, nullable=False),
        sa.Column("day", number, nullable=False),
        sa.Column("verdict", text, nullable=False),
        sa.Column("observed", number, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "clause_id", "day", "verdict", "observed"),
        sqlite_with_rowid=False,
    )

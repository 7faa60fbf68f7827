"""api"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "answers",
        sa.Column("user_id", text, nullable=False),
        sa.Column("idempotency_key", text, nullable=False),
        sa.Column("request_hash", text, nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "idempotency_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("answers_ts", "answers", ["ts"])

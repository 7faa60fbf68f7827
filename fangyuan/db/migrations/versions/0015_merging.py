"""merging"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "room_successions",
        sa.Column("room_id", text, nullable=False),
        sa.Column("successor_id", text, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("is_shared", sa.SmallInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("room_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("room_successions_successor", "room_successions", ["successor_id"])
    op.create_table(
        "merges",
        sa.Column("merge_id", text, nullable=False),
        sa.Column("room_id", text, nullable=False),
        sa.Column("into_id", text, nullable=False),
        sa.Column("audience", text, nullable=False),
        sa.Column("history", text, nullable=False),
        sa.Column("reason", text, nullable=False),
        sa.Column("status", text, nullable=False),
        sa.Column("proposed_by", text, nullable=False),
        sa.Column("proposed_ts", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", text, nullable=True),
        sa.Column("decided_ts", sa.BigInteger(), nullable=True),
        sa.Column("plan", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("merge_id"),
    )
    op.create_index("merges_room", "merges", ["room_id"])
    op.create_index("merges_into", "merges", ["into_id"])
    op.create_table(
        "merge_signatures",
        sa.Column("merge_id", text, nullable=False),
        sa.Column("side", text, nullable=False),
        sa.Column("owner", text, nullable=False),
        sa.Column("signer", text, nullable=False),
        sa.Column("reason", text, nullable=False),
        sa.Column("room_version", sa.BigInteger(), nullable=False),
        sa.Column("into_version", sa.BigInteger(), nullable=False),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merge_id", "side"),
        sqlite_with_rowid=False,
    )

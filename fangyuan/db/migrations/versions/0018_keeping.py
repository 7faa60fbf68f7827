"""keeping"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "holds",
        sa.Column("hold_id", text, nullable=False),
        sa.Column("room_id", text, nullable=True),
        sa.Column("user_id", text, nullable=True),
        sa.Column("from_ts", sa.BigInteger(), nullable=True),
        sa.Column("to_ts", sa.BigInteger(), nullable=True),
        sa.Column("reason", text, nullable=False),
        sa.Column("placed_by", text, nullable=False),
        sa.Column("placed_ts", sa.BigInteger(), nullable=False),
        sa.Column("until_ts", sa.BigInteger(), nullable=True),
        sa.Column("release_asked_by", text, nullable=True),
        sa.Column("release_asked_ts", sa.BigInteger(), nullable=True),
        sa.Column("release_reason", text, nullable=True),
        sa.Column("released_by", text, nullable=True),
        sa.Column("released_ts", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hold_id"),
    )
    op.create_table(
        "held_events",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("event_id", text, nullable=False),
        sa.Column("room_id", text, nullable=False),
        sa.Column("sender", text, nullable=False),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.Column("json", sa.LargeBinary(), nullable=False),
        sa.Column("why", text, nullable=False),
        sa.Column("lost_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_table(
        "exports",
        sa.Column("export_id", text, nullable=False),
        sa.Column("room_id", text, nullable=False),
        sa.Column("actor", text, nullable=False),
        sa.Column("reason", text, nullable=False),
        sa.Column("status", text, nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("sha256", text, nullable=False),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.Column("finished_ts", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("export_id"),
    )
    op.create_index("exports_room", "exports", ["room_id", "created_ts"])
    op.create_index("exports_status", "exports", ["status"])

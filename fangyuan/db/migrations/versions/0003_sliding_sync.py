"""sliding sync"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "sliding_states",
        sa.Column("user_id", words, nullable=False),
        sa.Column("device_id", words, nullable=False),
        sa.Column("conn_id", words, nullable=False),
        sa.Column("state_id", words, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "device_id", "conn_id", "state_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("sliding_states_ts", "sliding_states", ["ts"], unique=False)
    op.create_table(
        "thread_subscriptions",
        sa.Column("user_id", words, nullable=False),
        sa.Column("root_id", words, nullable=False),
        sa.Column("room_id", words, nullable=False),
        sa.Column("is_subscribed", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("is_automatic", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("ended_position", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "root_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "thread_subscriptions_position", "thread_subscriptions", ["user_id", "position"], unique=False
    )

"""everyday"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


# Compared byte by byte on both databases.
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("accounts", sa.Column("locked_ts", sa.BigInteger(), nullable=True))
    op.add_column("accounts", sa.Column("suspended_ts", sa.BigInteger(), nullable=True))
    op.add_column("threads", sa.Column("reply_position", sa.BigInteger(), server_default="0", nullable=False))
    op.execute(
        "UPDATE threads SET reply_position = COALESCE((SELECT MAX(e.position) FROM events e "
        "WHERE e.thread_root = threads.root_id AND e.rel_type = 'm.thread' AND e.redacted_by IS NULL), 0)"
    )
    op.create_index("threads_replies", "threads", ["room_id", "reply_position"])
    op.create_table(
        "delayed_events",
        sa.Column("delay_id", _TEXT, nullable=False),
        sa.Column("user_id", _TEXT, nullable=False),
        sa.Column("device_id", _TEXT, nullable=False),
        sa.Column("txn_id", _TEXT, nullable=True),
        sa.Column("room_id", _TEXT, nullable=False),
        sa.Column("type", _TEXT, nullable=False),
        sa.Column("state_key", _TEXT, nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("delay_ms", sa.BigInteger(), nullable=False),
        sa.Column("running_since", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("outcome", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("finalised_ts", sa.BigInteger(), nullable=True),
        sa.Column("event_id", _TEXT, nullable=True),
        sa.Column("error", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("delay_id"),
    )
    op.create_index("delayed_events_user", "delayed_events", ["user_id", "running_since"])
    op.create_index(
        "delayed_events_ended",
        "delayed_events",
        ["finalised_ts"],
        sqlite_where=sa.text("outcome <> ''"),
        postgresql_where=sa.text("outcome <> ''"),
    )
    op.create_table(
        "reports",
        sa.Column(
            "report_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.Column("reporter", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("room_id", _TEXT, nullable=True),
        sa.Column("event_id", _TEXT, nullable=True),
        sa.Column("user_id", _TEXT, nullable=True),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("context", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", _TEXT, nullable=False),
        sa.Column("note", _TEXT, nullable=False),
        sa.Column("resolved_by", _TEXT, nullable=True),
        sa.Column("resolved_ts", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("report_id"),
    )
    op.create_table(
        "proofs",
        sa.Column("token_hash", _TEXT, nullable=False),
        sa.Column("purpose", _TEXT, nullable=False),
        sa.Column("user_id", _TEXT, nullable=False),
        sa.Column("expires_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("proofs_expires", "proofs", ["expires_ts"])
    op.create_table(
        "profile_fields",
        sa.Column("user_id", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "name"),
        sqlite_with_rowid=False,
    )

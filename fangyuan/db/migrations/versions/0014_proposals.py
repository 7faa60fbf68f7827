"""proposals"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "house_questions",
        sa.Column("event_id", _TEXT, nullable=False),
        sa.Column("user_id", _TEXT, nullable=False),
        sa.Column("about", _TEXT, nullable=False),
        sa.Column("subject", _TEXT, nullable=False),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "proposals",
        sa.Column("proposal_id", _TEXT, nullable=False),
        sa.Column("founder", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("wish", sa.LargeBinary(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("approval", _TEXT, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.Column("expires_ts", sa.BigInteger(), nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("decided_by", _TEXT, nullable=True),
        sa.Column("decided_ts", sa.BigInteger(), nullable=True),
        sa.Column("room_id", _TEXT, nullable=True),
        sa.PrimaryKeyConstraint("proposal_id"),
    )
    op.create_index("proposals_founder", "proposals", ["founder", "created_ts"], unique=False)
    op.create_index("proposals_created", "proposals", ["created_ts", "proposal_id"], unique=False)
    op.create_table(
        "proposal_approvers",
        sa.Column("proposal_id", _TEXT, nullable=False),
        sa.Column("user_id", _TEXT, nullable=False),
        sa.Column("asked_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("proposal_id", "user_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("proposal_approvers_user", "proposal_approvers", ["user_id"], unique=False)
    op.create_table(
        "founding_overrides",
        sa.Column("room_id", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("alike", sa.LargeBinary(), nullable=False),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cascades",
        sa.Column("cascade_id", _TEXT, nullable=False),
        sa.Column("founder", _TEXT, nullable=False),
        sa.Column("wish", sa.LargeBinary(), nullable=False),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("cascade_id"),
    )
    op.create_table(
        "cascade_steps",
        sa.Column("cascade_id", _TEXT, nullable=False),
        sa.Column("person_id", _TEXT, nullable=False),
        sa.Column("asked_by", _TEXT, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("room_id", _TEXT, nullable=True),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("cascade_id", "person_id"),
        sqlite_with_rowid=False,
    )

"""reach"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "reach_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", _TEXT, nullable=False),
        sa.Column("policy", sa.LargeBinary(), nullable=False),
        sa.Column("offices", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "external_guests",
        sa.Column("user_id", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("company", _TEXT, nullable=False),
        sa.Column("sponsor", _TEXT, nullable=False),
        sa.Column("until_ts", sa.BigInteger(), nullable=False),
        sa.Column("created_by", _TEXT, nullable=False),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.Column("ended_ts", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_index("external_guests_sponsor", "external_guests", ["sponsor"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("contact_id", _TEXT, nullable=False),
        sa.Column("writer", _TEXT, nullable=False),
        sa.Column("receiver", _TEXT, nullable=False),
        sa.Column("asked", _TEXT, nullable=False),
        sa.Column("event_id", _TEXT, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.Column("decided_ts", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("contact_id"),
    )
    op.create_index("contacts_pair", "contacts", ["writer", "receiver"], unique=True)
    op.create_index("contacts_event", "contacts", ["event_id"], unique=False)
    op.create_index("contacts_asked", "contacts", ["asked", "status"], unique=False)
    op.create_table(
        "protected_rooms",
        sa.Column("room_id", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("room_id"),
        sqlite_with_rowid=False,
    )

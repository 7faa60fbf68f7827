"""census"""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column("groups", sa.Column("review_date", text, nullable=True))
    op.create_index("groups_review", "groups", ["status", "review_date"])
    _fill_review_dates()
    op.create_table(
        "reviews",
        sa.Column("room_id", text, nullable=False),
        sa.Column("last_ts", sa.BigInteger(), nullable=True),
        sa.Column("last_by", text, nullable=True),
        sa.Column("why", text, nullable=False),
        sa.Column("asked_ts", sa.BigInteger(), nullable=True),
        sa.Column("due_ts", sa.BigInteger(), nullable=True),
        sa.Column("warned_ts", sa.BigInteger(), nullable=True),
        sa.Column("archive_ts", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("room_id"),
        sqlite_with_rowid=False,
    )
    waiting = sa.text("asked_ts IS NOT NULL")
    op.create_index(
        "reviews_waiting", "reviews", ["asked_ts"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        "review_questions",
        sa.Column("event_id", text, nullable=False),
        sa.Column("room_id", text, nullable=False),
        sa.Column("user_id", text, nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("review_questions_room", "review_questions", ["room_id"])
    op.create_index("review_questions_user", "review_questions", ["user_id"])
    op.create_table(
        "activity_days",
        sa.Column("room_id", text, nullable=False),
        sa.Column(
            "day", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("messages", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "day"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "activity_people",
        sa.Column("room_id", text, nullable=False),
        sa.Column("user_id", text, nullable=False),
        sa.Column("last_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "user_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "activity_rooms",
        sa.Column("room_id", text, nullable=False),
        sa.Column("last_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "activity_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _fill_review_dates() -> None:
    """The date stands in the charter; from now on also where it can be looked for."""
    groups = sa.table(
        "groups",
        sa.column("room_id", sa.Text()),
        sa.column("charter", sa.LargeBinary()),
        sa.column("review_date", sa.Text()),
    )
    bind = op.get_bind()
    for room_id, charter in bind.execute(sa.select(groups.c.room_id, groups.c.charter)).all():
        review_date = msgspec.json.decode(charter).get("review_date") if charter else None
        if review_date is not None:
            bind.execute(groups.update().where(groups.c.room_id == room_id).values(review_date=review_date))

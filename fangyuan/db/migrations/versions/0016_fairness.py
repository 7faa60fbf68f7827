"""fairness"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _key(name: str) -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, number, nullable=False, autoincrement=False)


def _words(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, _TEXT, nullable=null)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _json(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "strikes",
        _key("strike_id"),
        _words("room_id"),
        _words("user_id"),
        _words("act"),
        _number("clause"),
        _words("clause_id"),
        _json("reasons"),
        _number("every_ms"),
        _number("until_ts"),
        _number("ts"),
        _number("fades_ts"),
        _words("author"),
        _words("cause", null=True),
        sa.PrimaryKeyConstraint("strike_id"),
    )
    op.create_index("strikes_person", "strikes", ["room_id", "user_id", "strike_id"])
    op.create_index("strikes_user", "strikes", ["user_id", "strike_id"])
    op.create_index("strikes_until", "strikes", ["until_ts"])
    op.create_index(
        "strikes_cause",
        "strikes",
        ["room_id", "user_id", "cause"],
        unique=True,
        sqlite_where=sa.text("cause IS NOT NULL"),
        postgresql_where=sa.text("cause IS NOT NULL"),
    )
    op.create_table(
        "group_mutes",
        _words("room_id"),
        _number("until_ts"),
        _number("ts"),
        _words("author"),
        _words("reason"),
        sa.PrimaryKeyConstraint("room_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "appeals",
        _key("appeal_id"),
        _number("strike_id"),
        _words("room_id"),
        _words("user_id"),
        _words("author"),
        _json("strike"),
        _words("words"),
        _number("ts"),
        _words("outcome"),
        _words("reason"),
        _words("decided_by", null=True),
        _number("decided_ts", null=True),
        sa.PrimaryKeyConstraint("appeal_id"),
    )
    op.create_index("appeals_strike", "appeals", ["strike_id"], unique=True)
    op.create_index("appeals_room", "appeals", ["room_id", "ts"])
    op.create_table(
        "nudges",
        _words("room_id"),
        _words("user_id"),
        _words("message"),
        _number("ts"),
        sa.PrimaryKeyConstraint("room_id", "user_id", "message"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "held_messages",
        _key("held_id"),
        _words("room_id"),
        _words("user_id"),
        _words("device_id"),
        _words("txn_id", null=True),
        _words("type"),
        _json("content"),
        _json("context"),
        _words("verdict"),
        _number("clause"),
        _words("clause_id"),
        _json("reasons"),
        _words("to_room", null=True),
        _number("ts"),
        _words("status"),
        _number("stage"),
        _json("asked"),
        _number("due_ts"),
        _words("decided_by", null=True),
        _number("decided_ts", null=True),
        _words("reason"),
        _words("event_id", null=True),
        sa.PrimaryKeyConstraint("held_id"),
    )
    op.create_index(
        "held_messages_txn",
        "held_messages",
        ["user_id", "device_id", "room_id", "txn_id"],
        sqlite_where=sa.text("txn_id IS NOT NULL"),
        postgresql_where=sa.text("txn_id IS NOT NULL"),
    )
    op.create_index("held_messages_room", "held_messages", ["room_id", "held_id"])
    op.create_index("held_messages_user", "held_messages", ["user_id", "held_id"])
    op.create_index("house_questions_user", "house_questions", ["user_id", "about"])
    op.create_table(
        "media_pins",
        _words("media_id"),
        _words("holder"),
        sa.PrimaryKeyConstraint("media_id", "holder"),
        sqlite_with_rowid=False,
    )
    op.create_index("media_pins_holder", "media_pins", ["holder"])

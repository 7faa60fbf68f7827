"""finding"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "search_texts",
        sa.Column("position", _KEY, autoincrement=False, nullable=False),
        sa.Column("room_id", _TEXT, nullable=False),
        sa.Column("sender", _TEXT, nullable=False),
        sa.Column("type", _TEXT, nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False),
        sa.Column("text", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_index("search_texts_target", "search_texts", ["target", "position"], unique=False)
    op.create_table(
        "search_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "org_spaces",
        sa.Column("department_id", _TEXT, nullable=False),
        sa.Column("room_id", _TEXT, nullable=False),
        sa.Column("parent_id", _TEXT, nullable=True),
        sa.Column("sort", sa.BigInteger(), nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("department_id"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5("
            "words, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 0')"
        )
    else:
        op.execute(
            "CREATE TABLE search_words (position BIGINT NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX search_words_words ON search_words USING gin (words)")

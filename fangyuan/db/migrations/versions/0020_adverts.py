"""adverts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "echoes",
        sa.Column("band", number, nullable=False),
        sa.Column("day", number, nullable=False),
        sa.Column("room_id", text, nullable=False),
        sa.Column("fingerprint", text, nullable=False),
        sa.PrimaryKeyConstraint("band", "day", "room_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("echoes_day", "echoes", ["day"])
    op.create_table(
        "media_codes",
        sa.Column("object_key", text, nullable=False),
        sa.Column("codes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("object_key"),
        sqlite_with_rowid=False,
    )

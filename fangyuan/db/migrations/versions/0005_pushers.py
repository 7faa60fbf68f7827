"""pushers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "pushers",
        sa.Column("pusher_id", text, nullable=False),
        sa.Column("user_id", text, nullable=False),
        sa.Column("app_id", text, nullable=False),
        sa.Column("pushkey", text, nullable=False),
        sa.Column("kind", text, nullable=False),
        sa.Column("device_id", text, nullable=False),
        sa.Column("app_display_name", text, nullable=False),
        sa.Column("device_display_name", text, nullable=False),
        sa.Column("lang", text, nullable=False),
        sa.Column("profile_tag", text, nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.Column("changed_ts", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("badge", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("retry_ts", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("pusher_id"),
    )
    op.create_index("pushers_key", "pushers", ["app_id", "pushkey", "user_id"], unique=True)
    op.create_index("pushers_user", "pushers", ["user_id"])
    op.create_table(
        "push_progress",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "push_keys",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )

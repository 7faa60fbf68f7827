"""first light"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acceptances",
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.Column("via", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "user_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account_data",
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("type", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "room_id", "type"),
        sqlite_with_rowid=False,
    )
    op.create_index("account_data_position", "account_data", ["user_id", "position"], unique=False)

    op.create_table(
        "accounts",
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("kind", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "password_hash", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True
        ),
        sa.Column("displayname", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("avatar_url", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("locale", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("is_admin", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("deactivated_ts", sa.BigInteger(), nullable=True),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "aliases",
        sa.Column("alias", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("creator", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("alias"),
        sqlite_with_rowid=False,
    )
    op.create_index("aliases_room", "aliases", ["room_id"], unique=False)

    op.create_table(
        "audience_exceptions",
        sa.Column(
            "exception_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("person_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("effect", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("reason", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("author", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.Column("until_ts", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("exception_id"),
    )
    op.create_index("audience_exceptions_room", "audience_exceptions", ["room_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("act", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("subject", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column(
            "previous_hash", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("hash", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("audit_subject", "audit", ["subject", "seq"], unique=False)

    op.create_table(
        "charter_versions",
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("charter", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "version"),
    )
    op.create_table(
        "departments",
        sa.Column(
            "department_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("parent_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("path", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("leader_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("sort", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("department_id"),
    )
    op.create_index("departments_path", "departments", ["path"], unique=True)

    op.create_table(
        "devices",
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("device_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "display_name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True
        ),
        sa.Column("last_seen_ts", sa.BigInteger(), nullable=True),
        sa.Column(
            "last_seen_ip", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True
        ),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "device_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "directory_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "events",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("event_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("type", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("state_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("sender", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.Column("json", sa.LargeBinary(), nullable=False),
        sa.Column("unsigned", sa.LargeBinary(), nullable=True),
        sa.Column("device_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("txn_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("relates_to", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("rel_type", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("thread_root", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("notifies", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("main_seq", sa.BigInteger(), nullable=False),
        sa.Column("thread_seq", sa.BigInteger(), nullable=False),
        sa.Column("redacted_by", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("has_relations", sa.SmallInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_index("events_event_id", "events", ["event_id"], unique=True)
    op.create_index(
        "events_relations",
        "events",
        ["relates_to", "position"],
        unique=False,
        sqlite_where=sa.text("relates_to IS NOT NULL"),
        postgresql_where=sa.text("relates_to IS NOT NULL"),
    )
    op.create_index("events_room", "events", ["room_id", "position"], unique=False)
    op.create_index(
        "events_state",
        "events",
        ["room_id", "type", "state_key", "position"],
        unique=False,
        sqlite_where=sa.text("state_key IS NOT NULL"),
        postgresql_where=sa.text("state_key IS NOT NULL"),
    )
    op.create_index(
        "events_thread",
        "events",
        ["thread_root", "position"],
        unique=False,
        sqlite_where=sa.text("thread_root IS NOT NULL"),
        postgresql_where=sa.text("thread_root IS NOT NULL"),
    )
    op.create_index("events_time", "events", ["room_id", "ts"], unique=False)
    op.create_index(
        "events_txn",
        "events",
        ["sender", "txn_id", "device_id", "room_id"],
        unique=False,
        sqlite_where=sa.text("txn_id IS NOT NULL"),
        postgresql_where=sa.text("txn_id IS NOT NULL"),
    )

    op.create_table(
        "filters",
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("filter_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("definition", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "filter_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "groups",
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("kind", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("owner", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("status", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("charter_version", sa.BigInteger(), nullable=False),
        sa.Column("charter", sa.LargeBinary(), nullable=False),
        sa.Column(
            "charter_event_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True
        ),
        sa.Column("founded_ts", sa.BigInteger(), nullable=False),
        sa.Column("founded_by", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("room_id"),
    )
    op.create_index("groups_kind", "groups", ["kind"], unique=False)
    op.create_index("groups_owner", "groups", ["owner"], unique=False)

    op.create_table(
        "house_chats",
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("kind", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("run_ts", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("job_id"),
    )
    op.create_index("jobs_run", "jobs", ["run_ts"], unique=False)

    op.create_table(
        "members",
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("membership", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("since_position", sa.BigInteger(), nullable=False),
        sa.Column("forgotten", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("read_position", sa.BigInteger(), nullable=False),
        sa.Column("read_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "user_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("members_room_membership", "members", ["room_id", "membership", "position"], unique=False)
    op.create_index("members_user", "members", ["user_id", "membership"], unique=False)

    op.create_table(
        "mentions",
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("thread_root", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("user_id", "room_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "people",
        sa.Column("person_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("employee_no", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "department_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("rank_level", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("phone", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("email", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("manager_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("status", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("changed_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_index("people_department", "people", ["department_id"], unique=False)
    op.create_index("people_manager", "people", ["manager_id"], unique=False)

    op.create_table(
        "person_roles",
        sa.Column("person_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("role", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("granted_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "role"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "policies",
        sa.Column("name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "push_rules",
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("ruleset", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "ranks",
        sa.Column(
            "level", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("level"),
    )
    op.create_table(
        "receipts",
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "receipt_type", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("thread_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("event_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("event_position", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "user_id", "receipt_type", "thread_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("receipts_room", "receipts", ["room_id", "position"], unique=False)

    op.create_table(
        "registration_tokens",
        sa.Column("token", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("uses_allowed", sa.BigInteger(), nullable=True),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("expires_ts", sa.BigInteger(), nullable=True),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_table(
        "room_state",
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("type", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("state_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "type", "state_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rooms",
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("version", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("creator", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.Column("is_listed", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("joined_count", sa.BigInteger(), nullable=False),
        sa.Column("invited_count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id"),
    )
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("device_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("token_hash", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("expires_ts", sa.BigInteger(), nullable=True),
        sa.Column(
            "refresh_hash", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True
        ),
        sa.Column("refresh_expires_ts", sa.BigInteger(), nullable=True),
        sa.Column(
            "next_session_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True
        ),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("session_id"),
    )
    op.create_index(
        "sessions_refresh",
        "sessions",
        ["refresh_hash"],
        unique=True,
        sqlite_where=sa.text("refresh_hash IS NOT NULL"),
        postgresql_where=sa.text("refresh_hash IS NOT NULL"),
    )
    op.create_index("sessions_token", "sessions", ["token_hash"], unique=True)
    op.create_index("sessions_user", "sessions", ["user_id", "device_id"], unique=False)

    op.create_table(
        "stream",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "threads",
        sa.Column("root_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("replies", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("root_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("threads_room", "threads", ["room_id", "last_position"], unique=False)

    op.create_table(
        "told",
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("subject", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "subject"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "typing",
        sa.Column("room_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("until_ts", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "user_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("typing_position", "typing", ["position"], unique=False)

    op.create_table(
        "uia_sessions",
        sa.Column("session_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("operation", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("user_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("completed", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("created_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("session_id"),
    )
    op.execute("INSERT INTO stream (id, position) VALUES (1, 0)")


def downgrade() -> None:
    op.drop_table("uia_sessions")
    op.drop_index("typing_position", "typing")

    op.drop_table("typing")
    op.drop_table("told")
    op.drop_index("threads_room", "threads")

    op.drop_table("threads")
    op.drop_table("stream")
    op.drop_index("sessions_user", "sessions")
    op.drop_index("sessions_token", "sessions")
    op.drop_index(
        "sessions_refresh",
        "sessions",
        sqlite_where=sa.text("refresh_hash IS NOT NULL"),
        postgresql_where=sa.text("refresh_hash IS NOT NULL"),
    )

    op.drop_table("sessions")
    op.drop_table("rooms")
    op.drop_table("room_state")
    op.drop_table("registration_tokens")
    op.drop_index("receipts_room", "receipts")

    op.drop_table("receipts")
    op.drop_table("ranks")
    op.drop_table("push_rules")
    op.drop_table("policies")
    op.drop_table("person_roles")
    op.drop_index("people_manager", "people")
    op.drop_index("people_department", "people")

    op.drop_table("people")
    op.drop_table("mentions")
    op.drop_index("members_user", "members")
    op.drop_index("members_room_membership", "members")

    op.drop_table("members")
    op.drop_index("jobs_run", "jobs")

    op.drop_table("jobs")
    op.drop_table("house_chats")
    op.drop_index("groups_owner", "groups")
    op.drop_index("groups_kind", "groups")

    op.drop_table("groups")
    op.drop_table("filters")
    op.drop_index(
        "events_txn",
        "events",
        sqlite_where=sa.text("txn_id IS NOT NULL"),
        postgresql_where=sa.text("txn_id IS NOT NULL"),
    )
    op.drop_index("events_time", "events")
    op.drop_index(
        "events_thread",
        "events",
        sqlite_where=sa.text("thread_root IS NOT NULL"),
        postgresql_where=sa.text("thread_root IS NOT NULL"),
    )
    op.drop_index(
        "events_state",
        "events",
        sqlite_where=sa.text("state_key IS NOT NULL"),
        postgresql_where=sa.text("state_key IS NOT NULL"),
    )
    op.drop_index("events_room", "events")
    op.drop_index(
        "events_relations",
        "events",
        sqlite_where=sa.text("relates_to IS NOT NULL"),
        postgresql_where=sa.text("relates_to IS NOT NULL"),
    )
    op.drop_index("events_event_id", "events")

    op.drop_table("events")
    op.drop_table("directory_version")
    op.drop_table("devices")
    op.drop_index("departments_path", "departments")

    op.drop_table("departments")
    op.drop_table("charter_versions")
    op.drop_index("audit_subject", "audit")

    op.drop_table("audit")
    op.drop_index("audience_exceptions_room", "audience_exceptions")

    op.drop_table("audience_exceptions")
    op.drop_index("aliases_room", "aliases")

    op.drop_table("aliases")
    op.drop_table("accounts")
    op.drop_index("account_data_position", "account_data")

    op.drop_table("account_data")
    op.drop_table("acceptances")

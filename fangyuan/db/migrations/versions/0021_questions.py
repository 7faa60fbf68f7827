"""all questions of the house in one table"""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("house_questions_subject", "house_questions", ["about", "subject"])
    op.execute(
        "INSERT INTO house_questions (event_id, user_id, about, subject, ts) "
        "SELECT q.event_id, q.user_id, 'review', q.room_id, COALESCE(r.asked_ts, 0) "
        "FROM review_questions q LEFT JOIN reviews r ON r.room_id = q.room_id"
    )
    op.execute(
        "INSERT INTO house_questions (event_id, user_id, about, subject, ts) "
        "SELECT event_id, asked, 'contact', contact_id, created_ts FROM contacts"
    )
    op.drop_table("review_questions")
    op.drop_index("contacts_event", "contacts")
    op.drop_column("contacts", "event_id")

"""Rooms, the groups they are, their charters, and their lives from founding to merging."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from fangyuan.db.schema.columns import flag, json, key, keyed_table, number, number_key, table, where, words

# -- rooms ---------------------------------------------------------------------------------------------------------
table(
    "rooms",
    key("room_id"),
    words("version"),
    words("creator"),
    number("created_ts"),
    flag("is_listed"),  # in the company's room directory
    number("joined_count"),
    number("invited_count"),
    Index("rooms_listed", "room_id", **where("is_listed = 1")),
)
keyed_table(
    "room_state",  # current state but for m.room.member, which is in `members`
    key("room_id"),
    key("type"),
    key("state_key"),
    number("position"),
    words("event_id"),
)
keyed_table(
    "members",
    key("room_id"),
    key("user_id"),
    words("membership"),
    number("position"),  # of the member event
    number("since_position"),  # where this membership began: a change of name or picture leaves it
    flag("forgotten"),
    number("read_position"),  # read up to here in the main timeline, by receipt or by having written
    number("read_seq"),  # events.main_seq there
    Index("members_user", "user_id", "membership"),
    Index("members_room_membership", "room_id", "membership", "position"),
    Index("members_room_since", "room_id", "since_position"),  # who moved since
)
keyed_table("aliases", key("alias"), words("room_id"), words("creator"), Index("aliases_room", "room_id"))

# -- groups --------------------------------------------------------------------------------------------------------
table(
    "groups",
    key("room_id"),
    words("kind"),
    words("owner"),
    words("status"),  # draft (no purpose yet), open, archived, closed
    number("charter_version"),
    json("charter"),
    words("charter_event_id", null=True),  # the message with its text, to which people react
    number("founded_ts"),
    words("founded_by"),
    words("review_date", null=True),  # of its charter: YYYY-MM-DD
    Index("groups_kind", "kind"),
    Index("groups_owner", "owner"),
    Index("groups_review", "status", "review_date"),
)
table(
    "charter_versions",
    key("room_id"),
    number_key("version"),
    json("charter"),
    words("author"),
    number("ts"),
)
table(
    "audience_exceptions",
    key("exception_id"),
    words("room_id"),
    words("person_id"),
    words("effect"),  # include, exclude
    words("reason"),
    words("author"),
    number("created_ts"),
    number("until_ts", null=True),
    Index("audience_exceptions_room", "room_id"),
)
keyed_table("house_chats", key("user_id"), words("room_id"))
table(
    "org_spaces",  # the org chart as spaces, as it was last made; the company's own has the id ''
    key("department_id"),
    words("room_id"),  # '' while there is none
    words("parent_id", null=True),  # in whose space it is linked; None in nobody's
    number("sort"),
    words("name"),
)
keyed_table("told", key("user_id"), key("subject"), number("ts"))  # what the house has told whom already

# -- charter -------------------------------------------------------------------------------------------------------
keyed_table(
    "acceptances",
    key("room_id"),
    key("user_id"),
    number("version"),
    number("ts"),
    words("via"),
)
table("policies", key("name"), json("value"), number("position"))

# -- clauses ----------------------------------------------------------------------------------------------------------
keyed_table(
    "clause_counts",  # what a clause did, or would have done, on a day since 1970 UTC
    key("room_id"),
    key("clause_id"),
    number_key("day"),
    key("verdict"),
    number_key("observed"),
    number("count"),
)

# -- census -----------------------------------------------------------------------------------------------------------
keyed_table(
    "reviews",  # one row for each group that was ever asked about or looked at
    key("room_id"),
    number("last_ts", null=True),  # when somebody last said that it is needed
    words("last_by", null=True),
    words("why"),  # what the question that waits is about: date, idle; '' when none waits
    number("asked_ts", null=True),  # NULL when no question waits
    number("due_ts", null=True),  # the answer is due
    number("warned_ts", null=True),
    number("archive_ts", null=True),  # without an answer it is archived
    Index("reviews_waiting", "asked_ts", **where("asked_ts IS NOT NULL")),
)
keyed_table(
    "activity_days",
    key("room_id"),
    number_key("day"),  # days since 1970, UTC
    number("messages"),
)
keyed_table(
    "activity_people",
    key("room_id"),
    key("user_id"),
    number("last_ts"),  # of his newest message there
)
keyed_table("activity_rooms", key("room_id"), number("last_ts"))
table(
    "activity_state",  # one row: how far the log was counted
    Column("id", Integer, primary_key=True, autoincrement=False),
    number("position"),
)

# -- proposals --------------------------------------------------------------------------------------------------------
keyed_table(
    "house_questions",  # what the house has asked whom in which message; a reaction answers it
    key("event_id"),
    words("user_id"),
    words("about"),
    words("subject"),
    number("ts"),
    Index("house_questions_user", "user_id", "about"),
    Index("house_questions_subject", "about", "subject"),
)
table(
    "proposals",  # groups that wait for somebody's consent, and what became of them
    key("proposal_id"),
    words("founder"),
    words("kind"),
    words("name"),
    json("wish"),
    number("people"),
    words("approval"),  # hr, superior
    words("status"),  # pending, approved, refused, expired
    number("created_ts"),
    number("expires_ts"),
    words("reason"),
    words("decided_by", null=True),
    number("decided_ts", null=True),
    words("room_id", null=True),  # of the group that came of it
    Index("proposals_founder", "founder", "created_ts"),
    Index("proposals_created", "created_ts", "proposal_id"),
)
keyed_table(
    "proposal_approvers",  # who was asked to decide, in this order
    key("proposal_id"),
    key("user_id"),
    number("asked_ts"),
    Index("proposal_approvers_user", "user_id"),
)
keyed_table(
    "founding_overrides",  # groups that were founded although there was one like it, and why
    key("room_id"),
    words("author"),
    words("reason"),
    json("alike"),
    number("ts"),
)
table(
    "cascades",  # a leader's group of his direct reports, who are to found theirs
    key("cascade_id"),
    words("founder"),
    json("wish"),
    number("created_ts"),
)
keyed_table(
    "cascade_steps",
    key("cascade_id"),
    key("person_id"),  # the leader
    words("asked_by"),  # '' for the founder
    words("status"),  # asked, founded, declined, refused
    words("room_id", null=True),
    number("ts"),
)

# -- merging ----------------------------------------------------------------------------------------------------------
keyed_table(
    "room_successions",  # rooms that have ended in another one
    key("room_id"),
    words("successor_id"),
    number("position"),  # of the stream when it ended
    flag("is_shared"),  # who is in the successor may read what was said here
    Index("room_successions_successor", "successor_id"),
)
table(
    "merges",  # one row for each proposal to merge a group into another
    key("merge_id"),
    words("room_id"),
    words("into_id"),
    words("audience"),  # union, surviving
    words("history"),  # shared, own
    words("reason"),
    words("status"),  # open, done, declined, expired, void
    words("proposed_by"),
    number("proposed_ts"),
    words("decided_by", null=True),
    number("decided_ts", null=True),
    json("plan", null=True),  # as it was carried out
    Index("merges_room", "room_id"),
    Index("merges_into", "into_id"),
)
keyed_table(
    "merge_signatures",
    key("merge_id"),
    key("side"),  # ended, surviving
    words("owner"),  # whose signature it is
    words("signer"),  # who gave it: HR or an administrator in his place
    words("reason"),
    number("room_version"),  # of the charters that were signed
    number("into_version"),
    number("ts"),
)

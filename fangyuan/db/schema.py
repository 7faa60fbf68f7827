"""All tables, by owner: the picture that migrations must arrive at. Only Alembic and the tests import this.

Bytes are JSON as it goes over the wire. Flags are small integers, times are milliseconds since 1970 UTC.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    event,
    text,
)

metadata = MetaData()


def _table(name: str, *parts: Column[object] | Index) -> Table:
    return Table(name, metadata, *parts)


def _keyed_table(name: str, *parts: Column[object] | Index) -> Table:
    """A table whose rows are small and found by their key: SQLite keeps it in one tree instead of two."""
    return Table(name, metadata, *parts, sqlite_with_rowid=False)


# Text is compared byte by byte on both databases, whatever the PostgreSQL cluster's locale: one order, one behaviour.
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")


def _key(name: str) -> Column[object]:
    return Column(name, _TEXT, primary_key=True, nullable=False)


def _number_key(name: str) -> Column[object]:
    # No autoincrement: every number that we store was given by the stream or by the domain.
    # INTEGER is what makes the key SQLite's own row number, without a second tree; there it holds 64 bits as well.
    number = BigInteger().with_variant(Integer, "sqlite")
    return Column(name, number, primary_key=True, nullable=False, autoincrement=False)


def _words(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, _TEXT, nullable=null)


def _number(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, BigInteger, nullable=null)


def _flag(name: str) -> Column[object]:
    return Column(name, SmallInteger, nullable=False, server_default="0")


def _json(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, LargeBinary, nullable=null)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


# -- db ------------------------------------------------------------------------------------------------------------
_table("stream", Column("id", Integer, primary_key=True, autoincrement=False), _number("position"))

# -- events: the log -----------------------------------------------------------------------------------------------
_table(
    "events",
    _number_key("position"),
    _words("event_id"),
    _words("room_id"),
    _words("type"),
    _words("state_key", null=True),
    _words("sender"),
    _number("ts"),
    _json("json"),  # the event as clients get it, without `unsigned`
    _json(
        "unsigned", null=True
    ),  # the part of `unsigned` that is the same for every reader: prev_content, redacted_because
    _words("device_id", null=True),  # with txn_id: who sent it under which transaction id
    _words("txn_id", null=True),
    _words("relates_to", null=True),
    _words("rel_type", null=True),
    _words(
        "thread_root", null=True
    ),  # the thread that it belongs to, by itself or through the event it relates to
    _flag("notifies"),  # whether the spec's default push rules notify of it in a group
    _number("main_seq"),  # notifying events of the room's main timeline, up to and with this one
    _number("thread_seq"),  # notifying events of its thread, up to and with this one; 0 outside threads
    _words("redacted_by", null=True),
    _flag("has_relations"),  # something relates to it: only then is there anything to look up
    Index("events_event_id", "event_id", unique=True),
    Index("events_room", "room_id", "position"),
    Index("events_time", "room_id", "ts"),
    Index("events_state", "room_id", "type", "state_key", "position", **_where("state_key IS NOT NULL")),
    Index("events_txn", "sender", "txn_id", "device_id", "room_id", **_where("txn_id IS NOT NULL")),
    Index("events_relations", "relates_to", "position", **_where("relates_to IS NOT NULL")),
    Index("events_thread", "thread_root", "position", **_where("thread_root IS NOT NULL")),
)
_keyed_table(
    "mentions",  # whom an event names; user_id '@room' is everybody, '@look' whoever stands in its text
    _key("user_id"),
    _key("room_id"),
    _number_key("position"),
    _words("thread_root", null=True),
)

# -- identity ------------------------------------------------------------------------------------------------------
_table(
    "accounts",
    _key("user_id"),
    _words("kind"),  # person, house, bot, guest
    _words("password_hash", null=True),
    _words("displayname", null=True),
    _words("avatar_url", null=True),
    _words("locale", null=True),
    _flag("is_admin"),
    _number("deactivated_ts", null=True),
    _number("created_ts"),
    _number("locked_ts", null=True),  # may do nothing but log out
    _number("suspended_ts", null=True),  # may read and tidy up
    Index("accounts_kind", "kind"),  # the few that are no people
    Index("accounts_avatar", "avatar_url", **_where("avatar_url IS NOT NULL")),
)
# Whose words are read only by those who were there when they were said.
_keyed_table("erasures", _key("user_id"), _number("erased_ts"))
_keyed_table(
    "devices",
    _key("user_id"),
    _key("device_id"),
    _words("display_name", null=True),
    _number("last_seen_ts", null=True),
    _words("last_seen_ip", null=True),
    _number("created_ts"),
)
_table(
    "sessions",
    _key("session_id"),
    _words("user_id"),
    _words("device_id"),
    _words("token_hash"),
    _number("expires_ts", null=True),
    _words("refresh_hash", null=True),
    _number("refresh_expires_ts", null=True),
    _words("next_session_id", null=True),  # set when its refresh token was used; it dies when the next one is
    _number("created_ts"),
    Index("sessions_token", "token_hash", unique=True),
    Index("sessions_refresh", "refresh_hash", unique=True, **_where("refresh_hash IS NOT NULL")),
    Index("sessions_user", "user_id", "device_id"),
)
_table(
    "uia_sessions",
    _key("session_id"),
    _words("operation"),
    _words("user_id", null=True),
    _words("completed"),
    _number("created_ts"),
)
_table(
    "registration_tokens",
    _key("token"),
    _number("uses_allowed", null=True),
    _number("used"),
    _number("expires_ts", null=True),
    _number("created_ts"),
)
_keyed_table(
    "account_data",
    _key("user_id"),
    _key("room_id"),  # '' for global
    _key("type"),
    _json("content"),
    _number("position"),
    Index("account_data_position", "user_id", "position"),
)
_keyed_table("profile_fields", _key("user_id"), _key("name"), _json("value"))
_keyed_table("filters", _key("user_id"), _key("filter_id"), _json("definition"))

_table(
    "proofs",  # short-lived tokens by which a person proves who he is
    _key("token_hash"),
    _words("purpose"),  # openid, login
    _words("user_id"),
    _number("expires_ts"),
    Index("proofs_expires", "expires_ts"),
)

# -- push ----------------------------------------------------------------------------------------------------------
_table(
    "push_rules",  # one row for each user who changed something: what he changed of the default rules
    _key("user_id"),
    _json("ruleset"),
    _number("position"),
)
_table(
    "pushers",
    _key("pusher_id"),
    _words("user_id"),
    _words("app_id"),
    _words("pushkey"),
    _words("kind"),
    _words("device_id"),  # whose session set it: without that device it is dead
    _words("app_display_name"),
    _words("device_display_name"),
    _words("lang"),
    _words("profile_tag", null=True),
    _json("data"),
    _number("created_ts"),
    _number("changed_ts"),  # when its pushkey or data were set last
    _number("position"),  # all that was to be pushed up to here has been
    _number("badge"),  # the unread count that it was told last
    _number("attempts"),  # that have failed one after the other
    _number("retry_ts", null=True),  # not before then
    Index("pushers_key", "app_id", "pushkey", "user_id", unique=True),
    Index("pushers_user", "user_id"),
)
_table("push_progress", Column("id", Integer, primary_key=True, autoincrement=False), _number("position"))
_table(
    "push_keys",  # one row: the key by which push services know this server (VAPID)
    Column("id", Integer, primary_key=True, autoincrement=False),
    _json("private_key"),
    _json("public_key"),
)

# -- directory -----------------------------------------------------------------------------------------------------
_table(
    "departments",
    _key("department_id"),
    _words("parent_id", null=True),
    _words("name"),
    _words("path"),  # names from the top, joined by '/': unique
    _words("leader_id", null=True),
    _number("sort"),
    Index("departments_path", "path", unique=True),
)
_table("ranks", _number_key("level"), _words("name"))  # 1 is the top
_table(
    "people",
    _key("person_id"),  # the account name: the localpart of the user id
    _words("employee_no", null=True),
    _words("name"),
    _words("department_id"),
    _number("rank_level", null=True),
    _words("title", null=True),
    _words("phone", null=True),
    _words("email", null=True),
    _words("manager_id", null=True),
    _words("status"),  # active, suspended, left
    _number("changed_ts"),
    Index("people_department", "department_id"),
    Index("people_manager", "manager_id"),
)
_table(
    "directory_version",  # one row, changed with each change of the directory
    Column("id", Integer, primary_key=True, autoincrement=False),
    _words("version"),
)
_keyed_table("person_roles", _key("person_id"), _key("role"), _number("granted_ts"))

# -- audit ---------------------------------------------------------------------------------------------------------
_table(
    "audit",
    _number_key("seq"),
    _number("ts"),
    _words("actor"),
    _words("act"),
    _words("subject"),
    _json("details"),  # before, after, reason: canonical JSON
    _words("previous_hash"),
    _words("hash"),
    Index("audit_subject", "subject", "seq"),
)

# -- charter -------------------------------------------------------------------------------------------------------
_keyed_table(
    "acceptances",
    _key("room_id"),
    _key("user_id"),
    _number("version"),
    _number("ts"),
    _words("via"),
)
_table("policies", _key("name"), _json("value"), _number("position"))

# -- rooms ---------------------------------------------------------------------------------------------------------
_table(
    "rooms",
    _key("room_id"),
    _words("version"),
    _words("creator"),
    _number("created_ts"),
    _flag("is_listed"),  # in the company's room directory
    _number("joined_count"),
    _number("invited_count"),
    Index("rooms_listed", "room_id", **_where("is_listed = 1")),
)
_keyed_table(
    "room_state",  # current state but for m.room.member, which is in `members`
    _key("room_id"),
    _key("type"),
    _key("state_key"),
    _number("position"),
    _words("event_id"),
)
_keyed_table(
    "members",
    _key("room_id"),
    _key("user_id"),
    _words("membership"),
    _number("position"),  # of the member event
    _number("since_position"),  # where this membership began: a change of name or picture leaves it
    _flag("forgotten"),
    _number("read_position"),  # read up to here in the main timeline, by receipt or by having written
    _number("read_seq"),  # events.main_seq there
    Index("members_user", "user_id", "membership"),
    Index("members_room_membership", "room_id", "membership", "position"),
    Index("members_room_since", "room_id", "since_position"),  # who moved since
)
_keyed_table("aliases", _key("alias"), _words("room_id"), _words("creator"), Index("aliases_room", "room_id"))

# -- timeline ------------------------------------------------------------------------------------------------------
_keyed_table(
    "threads",
    _key("root_id"),
    _words("room_id"),
    _number("last_position"),
    _number("seq"),  # notifying events so far
    _number("replies"),
    Column("reply_position", BigInteger, nullable=False, server_default="0"),  # of the newest reply
    Index("threads_room", "room_id", "last_position"),
    Index("threads_replies", "room_id", "reply_position"),
)
_keyed_table(
    "receipts",
    _key("room_id"),
    _key("user_id"),
    _key("receipt_type"),
    _key("thread_id"),  # '' unthreaded, 'main', or the root's event id
    _words("event_id"),
    _number("event_position"),
    _number("seq"),  # of the thread (or main timeline) at that event
    _number("ts"),
    _number("position"),
    Index("receipts_room", "room_id", "position"),
)
_keyed_table(
    "typing",
    _key("room_id"),
    _key("user_id"),
    _number("until_ts"),  # 0 in the row of user_id '', which tells when somebody last stopped
    _number("position"),
    Index("typing_position", "position"),
)

_keyed_table(
    "thread_subscriptions",  # a row stays when somebody unsubscribes: his devices have to hear of it
    _key("user_id"),
    _key("root_id"),
    _words("room_id"),
    _flag("is_subscribed"),
    _flag("is_automatic"),
    _number("ended_position"),  # where the stream stood when he last unsubscribed; 0: never
    _number("position"),
    Index("thread_subscriptions_position", "user_id", "position"),
)

# -- groups --------------------------------------------------------------------------------------------------------
_table(
    "groups",
    _key("room_id"),
    _words("kind"),
    _words("owner"),
    _words("status"),  # draft (no purpose yet), open, archived, closed
    _number("charter_version"),
    _json("charter"),
    _words("charter_event_id", null=True),  # the message with its text, to which people react
    _number("founded_ts"),
    _words("founded_by"),
    _words("review_date", null=True),  # of its charter: YYYY-MM-DD
    Index("groups_kind", "kind"),
    Index("groups_owner", "owner"),
    Index("groups_review", "status", "review_date"),
)
_table(
    "charter_versions",
    _key("room_id"),
    _number_key("version"),
    _json("charter"),
    _words("author"),
    _number("ts"),
)
_table(
    "audience_exceptions",
    _key("exception_id"),
    _words("room_id"),
    _words("person_id"),
    _words("effect"),  # include, exclude
    _words("reason"),
    _words("author"),
    _number("created_ts"),
    _number("until_ts", null=True),
    Index("audience_exceptions_room", "room_id"),
)
_keyed_table("house_chats", _key("user_id"), _words("room_id"))
_table(
    "org_spaces",  # the org chart as spaces, as it was last made; the company's own has the id ''
    _key("department_id"),
    _words("room_id"),  # '' while there is none
    _words("parent_id", null=True),  # in whose space it is linked; None in nobody's
    _number("sort"),
    _words("name"),
)
_keyed_table("told", _key("user_id"), _key("subject"), _number("ts"))  # what the house has told whom already

# -- worker --------------------------------------------------------------------------------------------------------
_table(
    "jobs",
    _key("job_id"),
    _words("kind"),
    _json("payload"),
    _number("run_ts"),
    _number("attempts"),
    Index("jobs_run", "run_ts"),
)

_keyed_table(
    "leases", _key("name"), _words("owner"), _number("until_ts")
)  # what one process may do at a time

# -- e2ee ---------------------------------------------------------------------------------------------------------
_keyed_table(
    "device_keys",  # what each device published of itself
    _key("user_id"),
    _key("device_id"),
    _json("json"),  # with the signatures that its own client gave it
)
_keyed_table(
    "one_time_keys",
    _key("user_id"),
    _key("device_id"),
    _key("algorithm"),
    _key("key_id"),
    _number("position"),  # when it was uploaded: the oldest is handed out first
    _json(
        "json", null=True
    ),  # gone when it was handed out; the row stays a while, so that it never comes back
    _number("claimed_ts", null=True),
    Index(
        "one_time_keys_next",
        "user_id",
        "device_id",
        "algorithm",
        "position",
        "key_id",
        **_where("claimed_ts IS NULL"),
    ),
    Index("one_time_keys_claimed", "claimed_ts", **_where("claimed_ts IS NOT NULL")),
)
_keyed_table(
    "fallback_keys",
    _key("user_id"),
    _key("device_id"),
    _key("algorithm"),
    _words("key_id"),
    _json("json"),
    _flag("is_used"),
)
_keyed_table(
    "key_counts",  # of each device that has keys: what a sync tells it of them
    _key("user_id"),
    _key("device_id"),
    _json("one_time"),  # algorithm -> unclaimed one-time keys
    _json("unused_fallback"),  # algorithms whose fallback key nobody has got yet
    _number("position"),
)
_keyed_table(
    "device_lists",  # when a person's devices or cross-signing keys changed last
    _key("viewer_id"),  # '' for all who share a room with him, else for this one only
    _key("user_id"),
    _number("position"),
    Index("device_lists_position", "viewer_id", "position"),
)
_keyed_table(
    "cross_signing_keys",
    _key("user_id"),
    _key("usage"),  # master, self_signing, user_signing
    _words("public_key"),
    _json("json"),  # as it was uploaded
)
_keyed_table(
    "key_signatures",  # of other people's master keys: seen by who signed only
    _key("signer"),
    _key("user_id"),  # whose key it is
    _key("public_key"),
    _key("key_id"),  # of the key that signed, as ed25519:…
    _words("signature"),
)
_keyed_table(
    "to_device",  # messages that wait for a device
    _key("user_id"),
    _key("device_id"),
    _number_key("seq"),  # the position at which it was sent: their order
    _number(
        "position"
    ),  # from which position of a sync on it is told; later than `seq` if there were too many
    _json("json"),
)
_keyed_table(
    "to_device_txns",
    _key("user_id"),
    _key("device_id"),
    _key("type"),
    _key("txn_id"),
    _number("ts"),
    Index("to_device_txns_ts", "ts"),
)
_keyed_table(
    "dehydrated_devices",
    _key("user_id"),
    _words("device_id"),
    _json("device_data"),
    _words("display_name", null=True),
)
_keyed_table(
    "backups",  # versions of a person's key backup
    _key("user_id"),
    _number_key("version"),
    _words("algorithm"),
    _json("auth_data"),
    _number("etag"),  # counts the changes
    _number("keys"),  # counts the keys
    _flag("is_deleted"),
)
_keyed_table(
    "backup_keys",
    _key("user_id"),
    _number_key("version"),
    _key("room_id"),
    _key("session_id"),
    _number("first_message_index"),
    _number("forwarded_count"),
    _flag("is_verified"),
    _json("session_data"),
)

# -- sync ---------------------------------------------------------------------------------------------------------
_keyed_table(
    "sliding_states",  # what a connection of sliding sync has been told so far, as of one answer
    _key("user_id"),
    _key("device_id"),
    _key("conn_id"),
    _key("state_id"),
    _json("body"),
    _number("ts"),
    Index("sliding_states_ts", "ts"),
)

# -- media --------------------------------------------------------------------------------------------------------
_keyed_table(
    "event_files",  # owned by events: which files of ours an event refers to
    _key("media_id"),
    _number_key("position"),
    _words("room_id"),
    _words("sender"),
    _flag("is_picture"),  # a room's or a member's picture: shown to who isn't in, as in invitations
    _number(
        "dropped_ts", null=True
    ),  # redacted, replaced or purged: the row still tells who could see the file
    _flag("to_check"),  # dropped, and nobody has looked yet whether the file is still needed
    Index("event_files_to_check", "media_id", **_where("to_check = 1")),
    Index("event_files_room", "room_id", "position"),
)
_table(
    "media_blobs",  # what is stored, each content once
    _key("object_key"),  # its name in the store; never used again, so that deleting can't hit a newer one
    _words("sha256"),
    _number("size"),
    _words("kind"),  # media type by its bytes; '' when they tell nothing
    _number("created_ts"),
    Index("media_blobs_sha256", "sha256", unique=True),
)
_table(
    "media",
    _key("media_id"),
    _words("user_id"),  # who uploaded it
    _words("object_key", null=True),  # NULL: announced, not uploaded yet
    _words("content_type", null=True),
    _words("filename", null=True),
    _number("size"),
    _number("created_ts"),
    _number("expires_ts", null=True),  # of what is announced
    _number(
        "check_ts", null=True
    ),  # when to look whether it is still needed; NULL: when a reference is dropped
    _flag("is_held"),  # was a picture of a person or in account data when that was last looked at
    _words("quarantined_by", null=True),
    Index("media_object", "object_key", **_where("object_key IS NOT NULL")),
    Index("media_user", "user_id", "created_ts"),
    Index("media_check", "check_ts", **_where("check_ts IS NOT NULL")),
    Index("media_expires", "expires_ts", **_where("expires_ts IS NOT NULL")),
)
_keyed_table(
    "media_thumbnails",
    _key("object_key"),  # of the picture
    _key("variant"),  # '320x240-scale', '96x96-crop-animated'
    _words("thumbnail_key"),
    _words("content_type"),
    _number("size"),
    Index("media_thumbnails_key", "thumbnail_key", unique=True),
)
_keyed_table(
    "media_doomed",  # names in the store to be deleted: nothing refers to them, or what was to refer never came
    _key("object_key"),
    _number("due_ts"),
    Index("media_doomed_due", "due_ts"),
)
_keyed_table(
    "media_usage", _key("user_id"), _number("bytes"), _number("files")
)  # user_id '': the whole company, blobs
_table(
    "url_previews",
    _key("url_hash"),
    _json("answer"),
    _words("media_id", null=True),
    _number("expires_ts"),
    Index("url_previews_expires", "expires_ts"),
    Index("url_previews_media", "media_id", **_where("media_id IS NOT NULL")),
)

# -- search -------------------------------------------------------------------------------------------------------
_table(
    "search_texts",  # what can be found: each text of a message (its own, and that of each edit), names, topics
    _number_key("position"),  # of the event that said it: the message itself, or an edit
    _words("room_id"),
    _words("sender"),
    _words("type"),
    _number("target"),  # position of the message of which this is a text; its own unless it is an edit
    _number("next"),  # position of the edit that replaced this text, 0 while none has
    _words("text"),  # in the form in which texts and terms are compared
    Index("search_texts_target", "target", "position"),
)
_table(
    "search_state",  # one row: how far the index goes
    Column("id", Integer, primary_key=True, autoincrement=False),
    _number("position"),
    _number("version"),  # of the way in which texts are taken apart: with another one, all is indexed anew
)
# CROSS-DIALECT: the index of words is the engine's own kind of table, so it stands here as statements, and under no
# name in `metadata`. SQLite makes tables of its own beside it, whose names begin with this one's.
ENGINES_OWN = "search_words"
_SEARCH_WORDS = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_words USING fts5("
        "words, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 0')",
    ),
    "postgresql": (
        "CREATE TABLE search_words (position BIGINT NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL)",
        "CREATE INDEX search_words_words ON search_words USING gin (words)",
    ),
}
for _dialect, _statements in _SEARCH_WORDS.items():
    for _statement in _statements:
        event.listen(metadata, "after_create", DDL(_statement).execute_if(dialect=_dialect))

# -- appservices --------------------------------------------------------------------------------------------------
_table(
    "app_services",  # one row for each service that was ever registered
    _key("service_id"),
    _number("position"),  # told everything up to here
    _number("upto", null=True),  # the end of the transaction that is on its way
    _number("txn"),  # the number of the newest transaction
    _number("attempts"),  # that have failed one after the other
)

# -- everyday -----------------------------------------------------------------------------------------------------

_table(
    "delayed_events",  # MSC4140; outcome '' while they wait
    _key("delay_id"),
    _words("user_id"),
    _words("device_id"),
    _words("txn_id", null=True),
    _words("room_id"),
    _words("type"),
    _words("state_key", null=True),
    _json("content"),
    _number("delay_ms"),
    _number("running_since"),
    _number("position"),  # of the stream when it was handed over
    _words("outcome"),
    _words("reason"),
    _number("finalised_ts", null=True),
    _words("event_id", null=True),
    _json("error", null=True),
    Index("delayed_events_user", "user_id", "running_since"),
    Index("delayed_events_ended", "finalised_ts", **_where("outcome <> ''")),
)
_table(
    "reports",  # what people reported; outcome '' until somebody has dealt with it
    _number_key("report_id"),
    _number("ts"),
    _words("reporter"),
    _words("kind"),  # event, room, user
    _words("room_id", null=True),
    _words("event_id", null=True),
    _words("user_id", null=True),  # whom it concerns
    _words("reason"),
    _number("score", null=True),
    _json("context"),  # the event as it was, last, and some before it
    _words("outcome"),
    _words("note"),
    _words("resolved_by", null=True),
    _number("resolved_ts", null=True),
)

# -- administration -----------------------------------------------------------------------------------------------
_keyed_table("registration_nonces", _key("nonce"), _number("created_ts"))
_table(
    "room_closings",
    _key("closing_id"),
    _words("room_id"),
    _words("actor"),
    _words("status"),  # scheduled, complete
    _json("result"),
    _number("created_ts"),
    Index("room_closings_room", "room_id"),
)

# -- presence ------------------------------------------------------------------------------------------------------
_keyed_table(
    "presence",
    _key("user_id"),
    _words("presence"),  # online, unavailable, offline
    _words("status_msg", null=True),
    _number("last_active_ts"),
    _number("position"),
    Index("presence_position", "position"),
)

# -- clauses ----------------------------------------------------------------------------------------------------------
_keyed_table(
    "clause_counts",  # what a clause did, or would have done, on a day since 1970 UTC
    _key("room_id"),
    _key("clause_id"),
    _number_key("day"),
    _key("verdict"),
    _number_key("observed"),
    _number("count"),
)

# -- census -----------------------------------------------------------------------------------------------------------
_keyed_table(
    "reviews",  # one row for each group that was ever asked about or looked at
    _key("room_id"),
    _number("last_ts", null=True),  # when somebody last said that it is needed
    _words("last_by", null=True),
    _words("why"),  # what the question that waits is about: date, idle; '' when none waits
    _number("asked_ts", null=True),  # NULL when no question waits
    _number("due_ts", null=True),  # the answer is due
    _number("warned_ts", null=True),
    _number("archive_ts", null=True),  # without an answer it is archived
    Index("reviews_waiting", "asked_ts", **_where("asked_ts IS NOT NULL")),
)
_keyed_table(
    "review_questions",  # the house's messages that ask: a reaction to one is an answer
    _key("event_id"),
    _words("room_id"),
    _words("user_id"),
    Index("review_questions_room", "room_id"),
    Index("review_questions_user", "user_id"),
)
_keyed_table(
    "activity_days",
    _key("room_id"),
    _number_key("day"),  # days since 1970, UTC
    _number("messages"),
)
_keyed_table(
    "activity_people",
    _key("room_id"),
    _key("user_id"),
    _number("last_ts"),  # of his newest message there
)
_keyed_table("activity_rooms", _key("room_id"), _number("last_ts"))
_table(
    "activity_state",  # one row: how far the log was counted
    Column("id", Integer, primary_key=True, autoincrement=False),
    _number("position"),
)

# -- proposals --------------------------------------------------------------------------------------------------------
_keyed_table(
    "house_questions",  # what the house has asked whom in which message; a reaction answers it
    _key("event_id"),
    _words("user_id"),
    _words("about"),
    _words("subject"),
    _number("ts"),
    Index("house_questions_user", "user_id", "about"),
)
_table(
    "proposals",  # groups that wait for somebody's consent, and what became of them
    _key("proposal_id"),
    _words("founder"),
    _words("kind"),
    _words("name"),
    _json("wish"),
    _number("people"),
    _words("approval"),  # hr, superior
    _words("status"),  # pending, approved, refused, expired
    _number("created_ts"),
    _number("expires_ts"),
    _words("reason"),
    _words("decided_by", null=True),
    _number("decided_ts", null=True),
    _words("room_id", null=True),  # of the group that came of it
    Index("proposals_founder", "founder", "created_ts"),
    Index("proposals_created", "created_ts", "proposal_id"),
)
_keyed_table(
    "proposal_approvers",  # who was asked to decide, in this order
    _key("proposal_id"),
    _key("user_id"),
    _number("asked_ts"),
    Index("proposal_approvers_user", "user_id"),
)
_keyed_table(
    "founding_overrides",  # groups that were founded although there was one like it, and why
    _key("room_id"),
    _words("author"),
    _words("reason"),
    _json("alike"),
    _number("ts"),
)
_table(
    "cascades",  # a leader's group of his direct reports, who are to found theirs
    _key("cascade_id"),
    _words("founder"),
    _json("wish"),
    _number("created_ts"),
)
_keyed_table(
    "cascade_steps",
    _key("cascade_id"),
    _key("person_id"),  # the leader
    _words("asked_by"),  # '' for the founder
    _words("status"),  # asked, founded, declined, refused
    _words("room_id", null=True),
    _number("ts"),
)

# -- merging ----------------------------------------------------------------------------------------------------------
_keyed_table(
    "room_successions",  # rooms that have ended in another one
    _key("room_id"),
    _words("successor_id"),
    _number("position"),  # of the stream when it ended
    _flag("is_shared"),  # who is in the successor may read what was said here
    Index("room_successions_successor", "successor_id"),
)
_table(
    "merges",  # one row for each proposal to merge a group into another
    _key("merge_id"),
    _words("room_id"),
    _words("into_id"),
    _words("audience"),  # union, surviving
    _words("history"),  # shared, own
    _words("reason"),
    _words("status"),  # open, done, declined, expired, void
    _words("proposed_by"),
    _number("proposed_ts"),
    _words("decided_by", null=True),
    _number("decided_ts", null=True),
    _json("plan", null=True),  # as it was carried out
    Index("merges_room", "room_id"),
    Index("merges_into", "into_id"),
)
_keyed_table(
    "merge_signatures",
    _key("merge_id"),
    _key("side"),  # ended, surviving
    _words("owner"),  # whose signature it is
    _words("signer"),  # who gave it: HR or an administrator in his place
    _words("reason"),
    _number("room_version"),  # of the charters that were signed
    _number("into_version"),
    _number("ts"),
)

# -- fairness ---------------------------------------------------------------------------------------------------------
_table(
    "strikes",  # what somebody did against a charter, or what was laid on him by hand, and what came of it
    _number_key("strike_id"),
    _words("room_id"),
    _words("user_id"),
    _words("act"),  # word, slow, mute
    _number("clause"),
    _words("clause_id"),
    _json("reasons"),  # in each language
    _number("every_ms"),  # of slow mode: the time between two messages
    _number("until_ts"),  # when what came of it ends; 0 of a word
    _number("ts"),
    _number("fades_ts"),  # until when it counts for the next one; 0: it doesn't count
    _words("author"),  # who laid it on him; the house by itself
    _words("cause", null=True),  # the one attempt that it came of: sent again, it is the same breach
    Index("strikes_person", "room_id", "user_id", "strike_id"),
    Index("strikes_user", "user_id", "strike_id"),
    Index("strikes_until", "until_ts"),
    Index("strikes_cause", "room_id", "user_id", "cause", unique=True, **_where("cause IS NOT NULL")),
)
_keyed_table(
    "group_mutes",
    _key("room_id"),
    _number("until_ts"),
    _number("ts"),
    _words("author"),
    _words("reason"),
)
_table(
    "appeals",  # outcome '' until somebody has decided
    _number_key("appeal_id"),
    _number("strike_id"),
    _words("room_id"),
    _words("user_id"),
    _words("author"),  # of the strike
    _json("strike"),  # as it was: a reversal deletes it
    _words("words"),
    _number("ts"),
    _words("outcome"),  # upheld, reversed
    _words("reason"),
    _words("decided_by", null=True),
    _number("decided_ts", null=True),
    Index("appeals_strike", "strike_id", unique=True),
    Index("appeals_room", "room_id", "ts"),
)
_keyed_table(
    "nudges",  # what somebody was told to think over; sent again soon, it goes
    _key("room_id"),
    _key("user_id"),
    _key("message"),  # its hash
    _number("ts"),
)
_table(
    "held_messages",  # kept by a charter's verdict; status 'waiting' until it is sent, refused, withdrawn or lapsed
    _number_key("held_id"),
    _words("room_id"),
    _words("user_id"),
    _words("device_id"),
    _words("txn_id", null=True),
    _words("type"),
    _json("content"),
    _json("context"),  # some messages before it, as they were
    _words("verdict"),  # hold, schedule, divert
    _number("clause"),
    _words("clause_id"),
    _json("reasons"),  # in each language
    _words("to_room", null=True),  # where it belongs
    _number("ts"),
    _words("status"),
    _number("stage"),  # how often it was passed on
    _json("asked"),  # who may decide, the newest last
    _number("due_ts"),  # when it is passed on, sent, or given up
    _words("decided_by", null=True),
    _number("decided_ts", null=True),
    _words("reason"),
    _words("event_id", null=True),
    Index("held_messages_txn", "user_id", "device_id", "room_id", "txn_id", **_where("txn_id IS NOT NULL")),
    Index("held_messages_room", "room_id", "held_id"),
    Index("held_messages_user", "user_id", "held_id"),
)
_keyed_table(
    "media_pins",  # files that something keeps which is no event yet
    _key("media_id"),
    _key("holder"),
    Index("media_pins_holder", "holder"),
)

# -- reach ------------------------------------------------------------------------------------------------------------
_table(
    "reach_state",  # the rules of reach and the offices; `version` is drawn anew with each change
    Column("id", Integer, primary_key=True, autoincrement=False),
    _words("version"),
    _json("policy"),
    _json("offices"),
)
_table(
    "external_guests",  # people from outside, ended ones too
    _key("user_id"),
    _words("name"),
    _words("company"),
    _words("sponsor"),
    _number("until_ts"),
    _words("created_by"),
    _number("created_ts"),
    _number("ended_ts", null=True),
    Index("external_guests_sponsor", "sponsor"),
)
_table(
    "contacts",  # who asked to write up the line, the last time for each two people
    _key("contact_id"),
    _words("writer"),
    _words("receiver"),
    _words("asked"),
    _words("event_id"),
    _words("status"),  # open, agreed, declined
    _number("created_ts"),
    _number("decided_ts", null=True),
    Index("contacts_pair", "writer", "receiver", unique=True),
    Index("contacts_event", "event_id"),
    Index("contacts_asked", "asked", "status"),
)
_keyed_table("protected_rooms", _key("room_id"))  # chats with an office, past ones too

# -- keeping ----------------------------------------------------------------------------------------------------------
_table(
    "holds",  # owned by events: who destroys something asks it
    _key("hold_id"),
    _words("room_id", null=True),
    _words("user_id", null=True),
    _number("from_ts", null=True),
    _number("to_ts", null=True),
    _words("reason"),
    _words("placed_by"),
    _number("placed_ts"),
    _number("until_ts", null=True),
    _words("release_asked_by", null=True),
    _number("release_asked_ts", null=True),
    _words("release_reason", null=True),
    _words("released_by", null=True),
    _number("released_ts", null=True),
)
_table(
    "held_events",  # owned by events: originals that are gone elsewhere, kept aside while a hold covers them
    _number_key("position"),
    _words("event_id"),
    _words("room_id"),
    _words("sender"),
    _number("ts"),
    _json("json"),
    _words("why"),  # redaction, retention
    _number("lost_ts"),
)
_table(
    "exports",
    _key("export_id"),
    _words("room_id"),
    _words("actor"),
    _words("reason"),
    _words("status"),  # waiting, done, failed, ended
    _number("done"),
    _number("total"),
    _words("sha256"),  # of its manifest
    _number("created_ts"),
    _number("finished_ts", null=True),
    Index("exports_room", "room_id", "created_ts"),
    Index("exports_status", "status"),
)

# -- api --------------------------------------------------------------------------------------------------------------
_keyed_table(
    "answers",  # to requests that were done, for a day
    _key("user_id"),
    _key("idempotency_key"),
    _words("request_hash"),
    _number("status"),
    _json("body", null=True),  # absent: not one to be kept
    _number("ts"),
    Index("answers_ts", "ts"),
)

# -- adverts ----------------------------------------------------------------------------------------------------------
_keyed_table(
    "echoes",  # what was like an advert: where and when, by keys that much the same texts have in common
    _number_key("band"),
    _number_key("day"),  # since 1970 UTC
    _key("room_id"),
    _words("fingerprint"),  # sixteen numbers, how like it is; '' of a picture
    Index("echoes_day", "day"),
)
_keyed_table(
    "media_codes",  # pictures that hold QR codes
    _key("object_key"),
    _json("codes"),  # their texts
)

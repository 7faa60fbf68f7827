"""The stream and its log, what is drawn from it, and what the house keeps for itself."""

from __future__ import annotations

from sqlalchemy import DDL, BigInteger, Column, Index, Integer, event

from fangyuan.db.schema.columns import (
    flag,
    json,
    key,
    keyed_table,
    metadata,
    number,
    number_key,
    table,
    where,
    words,
)

# -- db ------------------------------------------------------------------------------------------------------------
table("stream", Column("id", Integer, primary_key=True, autoincrement=False), number("position"))

# -- events: the log -----------------------------------------------------------------------------------------------
table(
    "events",
    number_key("position"),
    words("event_id"),
    words("room_id"),
    words("type"),
    words("state_key", null=True),
    words("sender"),
    number("ts"),
    json("json"),  # the event as clients get it, without `unsigned`
    json(
        "unsigned", null=True
    ),  # the part of `unsigned` that is the same for every reader: prev_content, redacted_because
    words("device_id", null=True),  # with txn_id: who sent it under which transaction id
    words("txn_id", null=True),
    words("relates_to", null=True),
    words("rel_type", null=True),
    words(
        "thread_root", null=True
    ),  # the thread that it belongs to, by itself or through the event it relates to
    flag("notifies"),  # whether the spec's default push rules notify of it in a group
    number("main_seq"),  # notifying events of the room's main timeline, up to and with this one
    number("thread_seq"),  # notifying events of its thread, up to and with this one; 0 outside threads
    words("redacted_by", null=True),
    flag("has_relations"),  # something relates to it: only then is there anything to look up
    Index("events_event_id", "event_id", unique=True),
    Index("events_room", "room_id", "position"),
    Index("events_time", "room_id", "ts"),
    Index("events_state", "room_id", "type", "state_key", "position", **where("state_key IS NOT NULL")),
    Index("events_txn", "sender", "txn_id", "device_id", "room_id", **where("txn_id IS NOT NULL")),
    Index("events_relations", "relates_to", "position", **where("relates_to IS NOT NULL")),
    Index("events_thread", "thread_root", "position", **where("thread_root IS NOT NULL")),
)
keyed_table(
    "mentions",  # whom an event names; user_id '@room' is everybody, '@look' whoever stands in its text
    key("user_id"),
    key("room_id"),
    number_key("position"),
    words("thread_root", null=True),
)

# -- timeline ------------------------------------------------------------------------------------------------------
keyed_table(
    "threads",
    key("root_id"),
    words("room_id"),
    number("last_position"),
    number("seq"),  # notifying events so far
    number("replies"),
    Column("reply_position", BigInteger, nullable=False, server_default="0"),  # of the newest reply
    Index("threads_room", "room_id", "last_position"),
    Index("threads_replies", "room_id", "reply_position"),
)
keyed_table(
    "receipts",
    key("room_id"),
    key("user_id"),
    key("receipt_type"),
    key("thread_id"),  # '' unthreaded, 'main', or the root's event id
    words("event_id"),
    number("event_position"),
    number("seq"),  # of the thread (or main timeline) at that event
    number("ts"),
    number("position"),
    Index("receipts_room", "room_id", "position"),
)
keyed_table(
    "typing",
    key("room_id"),
    key("user_id"),
    number("until_ts"),  # 0 in the row of user_id '', which tells when somebody last stopped
    number("position"),
    Index("typing_position", "position"),
)

keyed_table(
    "thread_subscriptions",  # a row stays when somebody unsubscribes: his devices have to hear of it
    key("user_id"),
    key("root_id"),
    words("room_id"),
    flag("is_subscribed"),
    flag("is_automatic"),
    number("ended_position"),  # where the stream stood when he last unsubscribed; 0: never
    number("position"),
    Index("thread_subscriptions_position", "user_id", "position"),
)

# -- sync ---------------------------------------------------------------------------------------------------------
keyed_table(
    "sliding_states",  # what a connection of sliding sync has been told so far, as of one answer
    key("user_id"),
    key("device_id"),
    key("conn_id"),
    key("state_id"),
    json("body"),
    number("ts"),
    Index("sliding_states_ts", "ts"),
)

# -- worker --------------------------------------------------------------------------------------------------------
table(
    "jobs",
    key("job_id"),
    words("kind"),
    json("payload"),
    number("run_ts"),
    number("attempts"),
    Index("jobs_run", "run_ts"),
)

keyed_table("leases", key("name"), words("owner"), number("until_ts"))  # what one process may do at a time

# -- api --------------------------------------------------------------------------------------------------------------
keyed_table(
    "answers",  # to requests that were done, for a day
    key("user_id"),
    key("idempotency_key"),
    words("request_hash"),
    number("status"),
    json("body", null=True),  # absent: not one to be kept
    number("ts"),
    Index("answers_ts", "ts"),
)

# -- search -------------------------------------------------------------------------------------------------------
table(
    "search_texts",  # what can be found: each text of a message (its own, and that of each edit), names, topics
    number_key("position"),  # of the event that said it: the message itself, or an edit
    words("room_id"),
    words("sender"),
    words("type"),
    number("target"),  # position of the message of which this is a text; its own unless it is an edit
    number("next"),  # position of the edit that replaced this text, 0 while none has
    words("text"),  # in the form in which texts and terms are compared
    Index("search_texts_target", "target", "position"),
)
table(
    "search_state",  # one row: how far the index goes
    Column("id", Integer, primary_key=True, autoincrement=False),
    number("position"),
    number("version"),  # of the way in which texts are taken apart: with another one, all is indexed anew
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

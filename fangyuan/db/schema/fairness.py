"""What is held, struck and appealed; who may reach whom; the proof of it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from fangyuan.db.schema.columns import json, key, keyed_table, number, number_key, table, where, words

# -- fairness ---------------------------------------------------------------------------------------------------------
table(
    "strikes",  # what somebody did against a charter, or what was laid on him by hand, and what came of it
    number_key("strike_id"),
    words("room_id"),
    words("user_id"),
    words("act"),  # word, slow, mute
    number("clause"),
    words("clause_id"),
    json("reasons"),  # in each language
    number("every_ms"),  # of slow mode: the time between two messages
    number("until_ts"),  # when what came of it ends; 0 of a word
    number("ts"),
    number("fades_ts"),  # until when it counts for the next one; 0: it doesn't count
    words("author"),  # who laid it on him; the house by itself
    words("cause", null=True),  # the one attempt that it came of: sent again, it is the same breach
    Index("strikes_person", "room_id", "user_id", "strike_id"),
    Index("strikes_user", "user_id", "strike_id"),
    Index("strikes_until", "until_ts"),
    Index("strikes_cause", "room_id", "user_id", "cause", unique=True, **where("cause IS NOT NULL")),
)
keyed_table(
    "group_mutes",
    key("room_id"),
    number("until_ts"),
    number("ts"),
    words("author"),
    words("reason"),
)
table(
    "appeals",  # outcome '' until somebody has decided
    number_key("appeal_id"),
    number("strike_id"),
    words("room_id"),
    words("user_id"),
    words("author"),  # of the strike
    json("strike"),  # as it was: a reversal deletes it
    words("words"),
    number("ts"),
    words("outcome"),  # upheld, reversed
    words("reason"),
    words("decided_by", null=True),
    number("decided_ts", null=True),
    Index("appeals_strike", "strike_id", unique=True),
    Index("appeals_room", "room_id", "ts"),
)
keyed_table(
    "nudges",  # what somebody was told to think over; sent again soon, it goes
    key("room_id"),
    key("user_id"),
    key("message"),  # its hash
    number("ts"),
)
table(
    "held_messages",  # kept by a charter's verdict; status 'waiting' until it is sent, refused, withdrawn or lapsed
    number_key("held_id"),
    words("room_id"),
    words("user_id"),
    words("device_id"),
    words("txn_id", null=True),
    words("type"),
    json("content"),
    json("context"),  # some messages before it, as they were
    words("verdict"),  # hold, schedule, divert
    number("clause"),
    words("clause_id"),
    json("reasons"),  # in each language
    words("to_room", null=True),  # where it belongs
    number("ts"),
    words("status"),
    number("stage"),  # how often it was passed on
    json("asked"),  # who may decide, the newest last
    number("due_ts"),  # when it is passed on, sent, or given up
    words("decided_by", null=True),
    number("decided_ts", null=True),
    words("reason"),
    words("event_id", null=True),
    Index("held_messages_txn", "user_id", "device_id", "room_id", "txn_id", **where("txn_id IS NOT NULL")),
    Index("held_messages_room", "room_id", "held_id"),
    Index("held_messages_user", "user_id", "held_id"),
)
keyed_table(
    "media_pins",  # files that something keeps which is no event yet
    key("media_id"),
    key("holder"),
    Index("media_pins_holder", "holder"),
)

# -- reach ------------------------------------------------------------------------------------------------------------
table(
    "reach_state",  # the rules of reach and the offices; `version` is drawn anew with each change
    Column("id", Integer, primary_key=True, autoincrement=False),
    words("version"),
    json("policy"),
    json("offices"),
)
table(
    "external_guests",  # people from outside, ended ones too
    key("user_id"),
    words("name"),
    words("company"),
    words("sponsor"),
    number("until_ts"),
    words("created_by"),
    number("created_ts"),
    number("ended_ts", null=True),
    Index("external_guests_sponsor", "sponsor"),
)
table(
    "contacts",  # who asked to write up the line, the last time for each two people
    key("contact_id"),
    words("writer"),
    words("receiver"),
    words("asked"),
    words("status"),  # open, agreed, declined
    number("created_ts"),
    number("decided_ts", null=True),
    Index("contacts_pair", "writer", "receiver", unique=True),
    Index("contacts_asked", "asked", "status"),
)
keyed_table("protected_rooms", key("room_id"))  # chats with an office, past ones too

# -- audit ---------------------------------------------------------------------------------------------------------
table(
    "audit",
    number_key("seq"),
    number("ts"),
    words("actor"),
    words("act"),
    words("subject"),
    json("details"),  # before, after, reason: canonical JSON
    words("previous_hash"),
    words("hash"),
    Index("audit_subject", "subject", "seq"),
)

# -- adverts ----------------------------------------------------------------------------------------------------------
keyed_table(
    "echoes",  # what was like an advert: where and when, by keys that much the same texts have in common
    number_key("band"),
    number_key("day"),  # since 1970 UTC
    key("room_id"),
    words("fingerprint"),  # sixteen numbers, how like it is; '' of a picture
    Index("echoes_day", "day"),
)
keyed_table(
    "media_codes",  # pictures that hold QR codes
    key("object_key"),
    json("codes"),  # their texts
)

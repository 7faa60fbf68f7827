"""Keys of devices, key backups, messages to devices."""

from __future__ import annotations

from sqlalchemy import Index

from fangyuan.db.schema.columns import flag, json, key, keyed_table, number, number_key, where, words

# -- e2ee ---------------------------------------------------------------------------------------------------------
keyed_table(
    "device_keys",  # what each device published of itself
    key("user_id"),
    key("device_id"),
    json("json"),  # with the signatures that its own client gave it
)
keyed_table(
    "one_time_keys",
    key("user_id"),
    key("device_id"),
    key("algorithm"),
    key("key_id"),
    number("position"),  # when it was uploaded: the oldest is handed out first
    json(
        "json", null=True
    ),  # gone when it was handed out; the row stays a while, so that it never comes back
    number("claimed_ts", null=True),
    Index(
        "one_time_keys_next",
        "user_id",
        "device_id",
        "algorithm",
        "position",
        "key_id",
        **where("claimed_ts IS NULL"),
    ),
    Index("one_time_keys_claimed", "claimed_ts", **where("claimed_ts IS NOT NULL")),
)
keyed_table(
    "fallback_keys",
    key("user_id"),
    key("device_id"),
    key("algorithm"),
    words("key_id"),
    json("json"),
    flag("is_used"),
)
keyed_table(
    "key_counts",  # of each device that has keys: what a sync tells it of them
    key("user_id"),
    key("device_id"),
    json("one_time"),  # algorithm -> unclaimed one-time keys
    json("unused_fallback"),  # algorithms whose fallback key nobody has got yet
    number("position"),
)
keyed_table(
    "device_lists",  # when a person's devices or cross-signing keys changed last
    key("viewer_id"),  # '' for all who share a room with him, else for this one only
    key("user_id"),
    number("position"),
    Index("device_lists_position", "viewer_id", "position"),
)
keyed_table(
    "cross_signing_keys",
    key("user_id"),
    key("usage"),  # master, self_signing, user_signing
    words("public_key"),
    json("json"),  # as it was uploaded
)
keyed_table(
    "key_signatures",  # of other people's master keys: seen by who signed only
    key("signer"),
    key("user_id"),  # whose key it is
    key("public_key"),
    key("key_id"),  # of the key that signed, as ed25519:…
    words("signature"),
)
keyed_table(
    "to_device",  # messages that wait for a device
    key("user_id"),
    key("device_id"),
    number_key("seq"),  # the position at which it was sent: their order
    number(
        "position"
    ),  # from which position of a sync on it is told; later than `seq` if there were too many
    json("json"),
)
keyed_table(
    "to_device_txns",
    key("user_id"),
    key("device_id"),
    key("type"),
    key("txn_id"),
    number("ts"),
    Index("to_device_txns_ts", "ts"),
)
keyed_table(
    "dehydrated_devices",
    key("user_id"),
    words("device_id"),
    json("device_data"),
    words("display_name", null=True),
)
keyed_table(
    "backups",  # versions of a person's key backup
    key("user_id"),
    number_key("version"),
    words("algorithm"),
    json("auth_data"),
    number("etag"),  # counts the changes
    number("keys"),  # counts the keys
    flag("is_deleted"),
)
keyed_table(
    "backup_keys",
    key("user_id"),
    number_key("version"),
    key("room_id"),
    key("session_id"),
    number("first_message_index"),
    number("forwarded_count"),
    flag("is_verified"),
    json("session_data"),
)

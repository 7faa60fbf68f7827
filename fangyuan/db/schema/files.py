"""Files, retention, holds and exports."""

from __future__ import annotations

from sqlalchemy import Index

from fangyuan.db.schema.columns import flag, json, key, keyed_table, number, number_key, table, where, words

# -- media --------------------------------------------------------------------------------------------------------
keyed_table(
    "event_files",  # owned by events: which files of ours an event refers to
    key("media_id"),
    number_key("position"),
    words("room_id"),
    words("sender"),
    flag("is_picture"),  # a room's or a member's picture: shown to who isn't in, as in invitations
    number(
        "dropped_ts", null=True
    ),  # redacted, replaced or purged: the row still tells who could see the file
    flag("to_check"),  # dropped, and nobody has looked yet whether the file is still needed
    Index("event_files_to_check", "media_id", **where("to_check = 1")),
    Index("event_files_room", "room_id", "position"),
)
table(
    "media_blobs",  # what is stored, each content once
    key("object_key"),  # its name in the store; never used again, so that deleting can't hit a newer one
    words("sha256"),
    number("size"),
    words("kind"),  # media type by its bytes; '' when they tell nothing
    number("created_ts"),
    Index("media_blobs_sha256", "sha256", unique=True),
)
table(
    "media",
    key("media_id"),
    words("user_id"),  # who uploaded it
    words("object_key", null=True),  # NULL: announced, not uploaded yet
    words("content_type", null=True),
    words("filename", null=True),
    number("size"),
    number("created_ts"),
    number("expires_ts", null=True),  # of what is announced
    number(
        "check_ts", null=True
    ),  # when to look whether it is still needed; NULL: when a reference is dropped
    flag("is_held"),  # was a picture of a person or in account data when that was last looked at
    words("quarantined_by", null=True),
    Index("media_object", "object_key", **where("object_key IS NOT NULL")),
    Index("media_user", "user_id", "created_ts"),
    Index("media_check", "check_ts", **where("check_ts IS NOT NULL")),
    Index("media_expires", "expires_ts", **where("expires_ts IS NOT NULL")),
)
keyed_table(
    "media_thumbnails",
    key("object_key"),  # of the picture
    key("variant"),  # '320x240-scale', '96x96-crop-animated'
    words("thumbnail_key"),
    words("content_type"),
    number("size"),
    Index("media_thumbnails_key", "thumbnail_key", unique=True),
)
keyed_table(
    "media_doomed",  # names in the store to be deleted: nothing refers to them, or what was to refer never came
    key("object_key"),
    number("due_ts"),
    Index("media_doomed_due", "due_ts"),
)
keyed_table(
    "media_usage", key("user_id"), number("bytes"), number("files")
)  # user_id '': the whole company, blobs
table(
    "url_previews",
    key("url_hash"),
    json("answer"),
    words("media_id", null=True),
    number("expires_ts"),
    Index("url_previews_expires", "expires_ts"),
    Index("url_previews_media", "media_id", **where("media_id IS NOT NULL")),
)

# -- keeping ----------------------------------------------------------------------------------------------------------
table(
    "holds",  # owned by events: who destroys something asks it
    key("hold_id"),
    words("room_id", null=True),
    words("user_id", null=True),
    number("from_ts", null=True),
    number("to_ts", null=True),
    words("reason"),
    words("placed_by"),
    number("placed_ts"),
    number("until_ts", null=True),
    words("release_asked_by", null=True),
    number("release_asked_ts", null=True),
    words("release_reason", null=True),
    words("released_by", null=True),
    number("released_ts", null=True),
)
table(
    "held_events",  # owned by events: originals that are gone elsewhere, kept aside while a hold covers them
    number_key("position"),
    words("event_id"),
    words("room_id"),
    words("sender"),
    number("ts"),
    json("json"),
    words("why"),  # redaction, retention
    number("lost_ts"),
)
table(
    "exports",
    key("export_id"),
    words("room_id"),
    words("actor"),
    words("reason"),
    words("status"),  # waiting, done, failed, ended
    number("done"),
    number("total"),
    words("sha256"),  # of its manifest
    number("created_ts"),
    number("finished_ts", null=True),
    Index("exports_room", "room_id", "created_ts"),
    Index("exports_status", "status"),
)

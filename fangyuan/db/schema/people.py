"""Accounts, the org chart, and how people are reached."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from fangyuan.db.schema.columns import flag, json, key, keyed_table, number, number_key, table, where, words

# -- identity ------------------------------------------------------------------------------------------------------
table(
    "accounts",
    key("user_id"),
    words("kind"),  # person, house, bot, guest
    words("password_hash", null=True),
    words("displayname", null=True),
    words("avatar_url", null=True),
    words("locale", null=True),
    flag("is_admin"),
    number("deactivated_ts", null=True),
    number("created_ts"),
    number("locked_ts", null=True),  # may do nothing but log out
    number("suspended_ts", null=True),  # may read and tidy up
    Index("accounts_kind", "kind"),  # the few that are no people
    Index("accounts_avatar", "avatar_url", **where("avatar_url IS NOT NULL")),
)
# Whose words are read only by those who were there when they were said.
keyed_table("erasures", key("user_id"), number("erased_ts"))
keyed_table(
    "devices",
    key("user_id"),
    key("device_id"),
    words("display_name", null=True),
    number("last_seen_ts", null=True),
    words("last_seen_ip", null=True),
    number("created_ts"),
)
table(
    "sessions",
    key("session_id"),
    words("user_id"),
    words("device_id"),
    words("token_hash"),
    number("expires_ts", null=True),
    words("refresh_hash", null=True),
    number("refresh_expires_ts", null=True),
    words("next_session_id", null=True),  # set when its refresh token was used; it dies when the next one is
    number("created_ts"),
    Index("sessions_token", "token_hash", unique=True),
    Index("sessions_refresh", "refresh_hash", unique=True, **where("refresh_hash IS NOT NULL")),
    Index("sessions_user", "user_id", "device_id"),
)
table(
    "uia_sessions",
    key("session_id"),
    words("operation"),
    words("user_id", null=True),
    words("completed"),
    number("created_ts"),
)
table(
    "registration_tokens",
    key("token"),
    number("uses_allowed", null=True),
    number("used"),
    number("expires_ts", null=True),
    number("created_ts"),
)
keyed_table(
    "account_data",
    key("user_id"),
    key("room_id"),  # '' for global
    key("type"),
    json("content"),
    number("position"),
    Index("account_data_position", "user_id", "position"),
)
keyed_table("profile_fields", key("user_id"), key("name"), json("value"))
keyed_table("filters", key("user_id"), key("filter_id"), json("definition"))

table(
    "proofs",  # short-lived tokens by which a person proves who he is
    key("token_hash"),
    words("purpose"),  # openid, login
    words("user_id"),
    number("expires_ts"),
    Index("proofs_expires", "expires_ts"),
)

# -- directory -----------------------------------------------------------------------------------------------------
table(
    "departments",
    key("department_id"),
    words("parent_id", null=True),
    words("name"),
    words("path"),  # names from the top, joined by '/': unique
    words("leader_id", null=True),
    number("sort"),
    Index("departments_path", "path", unique=True),
)
table("ranks", number_key("level"), words("name"))  # 1 is the top
table(
    "people",
    key("person_id"),  # the account name: the localpart of the user id
    words("employee_no", null=True),
    words("name"),
    words("department_id"),
    number("rank_level", null=True),
    words("title", null=True),
    words("phone", null=True),
    words("email", null=True),
    words("manager_id", null=True),
    words("status"),  # active, suspended, left
    number("changed_ts"),
    Index("people_department", "department_id"),
    Index("people_manager", "manager_id"),
)
table(
    "directory_version",  # one row, changed with each change of the directory
    Column("id", Integer, primary_key=True, autoincrement=False),
    words("version"),
)
keyed_table("person_roles", key("person_id"), key("role"), number("granted_ts"))

# -- administration -----------------------------------------------------------------------------------------------
keyed_table("registration_nonces", key("nonce"), number("created_ts"))
table(
    "room_closings",
    key("closing_id"),
    words("room_id"),
    words("actor"),
    words("status"),  # scheduled, complete
    json("result"),
    number("created_ts"),
    Index("room_closings_room", "room_id"),
)

# -- presence ------------------------------------------------------------------------------------------------------
keyed_table(
    "presence",
    key("user_id"),
    words("presence"),  # online, unavailable, offline
    words("status_msg", null=True),
    number("last_active_ts"),
    number("position"),
    Index("presence_position", "position"),
)

# -- appservices --------------------------------------------------------------------------------------------------
table(
    "app_services",  # one row for each service that was ever registered
    key("service_id"),
    number("position"),  # told everything up to here
    number("upto", null=True),  # the end of the transaction that is on its way
    number("txn"),  # the number of the newest transaction
    number("attempts"),  # that have failed one after the other
)

# -- everyday -----------------------------------------------------------------------------------------------------

table(
    "delayed_events",  # MSC4140; outcome '' while they wait
    key("delay_id"),
    words("user_id"),
    words("device_id"),
    words("txn_id", null=True),
    words("room_id"),
    words("type"),
    words("state_key", null=True),
    json("content"),
    number("delay_ms"),
    number("running_since"),
    number("position"),  # of the stream when it was handed over
    words("outcome"),
    words("reason"),
    number("finalised_ts", null=True),
    words("event_id", null=True),
    json("error", null=True),
    Index("delayed_events_user", "user_id", "running_since"),
    Index("delayed_events_ended", "finalised_ts", **where("outcome <> ''")),
)
table(
    "reports",  # what people reported; outcome '' until somebody has dealt with it
    number_key("report_id"),
    number("ts"),
    words("reporter"),
    words("kind"),  # event, room, user
    words("room_id", null=True),
    words("event_id", null=True),
    words("user_id", null=True),  # whom it concerns
    words("reason"),
    number("score", null=True),
    json("context"),  # the event as it was, last, and some before it
    words("outcome"),
    words("note"),
    words("resolved_by", null=True),
    number("resolved_ts", null=True),
)

# -- push ----------------------------------------------------------------------------------------------------------
table(
    "push_rules",  # one row for each user who changed something: what he changed of the default rules
    key("user_id"),
    json("ruleset"),
    number("position"),
)
table(
    "pushers",
    key("pusher_id"),
    words("user_id"),
    words("app_id"),
    words("pushkey"),
    words("kind"),
    words("device_id"),  # whose session set it: without that device it is dead
    words("app_display_name"),
    words("device_display_name"),
    words("lang"),
    words("profile_tag", null=True),
    json("data"),
    number("created_ts"),
    number("changed_ts"),  # when its pushkey or data were set last
    number("position"),  # all that was to be pushed up to here has been
    number("badge"),  # the unread count that it was told last
    number("attempts"),  # that have failed one after the other
    number("retry_ts", null=True),  # not before then
    Index("pushers_key", "app_id", "pushkey", "user_id", unique=True),
    Index("pushers_user", "user_id"),
)
table("push_progress", Column("id", Integer, primary_key=True, autoincrement=False), number("position"))
table(
    "push_keys",  # one row: the key by which push services know this server (VAPID)
    Column("id", Integer, primary_key=True, autoincrement=False),
    json("private_key"),
    json("public_key"),
)

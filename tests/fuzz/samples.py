"""What clients really send, for each route that wants something: the start of what is then bent out of shape.

`$name` stands for something that is there: `$roomId` for one of the town's rooms.
"""

from __future__ import annotations

from typing import Any

AUTH = {
    "type": "m.login.password",
    "identifier": {"type": "m.id.user", "user": "he"},
    "password": "$password",
}
KEY: Any = {
    "user_id": "$me",
    "device_id": "$myDevice",
    "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
    "keys": {"curve25519:$myDevice": "A" * 43, "ed25519:$myDevice": "B" * 43},
    "signatures": {"$me": {"ed25519:$myDevice": "C" * 86}},
}
ONE_TIME = {"signed_curve25519:AAAAHQ": {"key": "D" * 43, "signatures": {"$me": {"ed25519:X": "E" * 86}}}}
CROSS: Any = {"user_id": "$me", "usage": ["master"], "keys": {"ed25519:" + "F" * 43: "F" * 43}}
SESSION: Any = {
    "first_message_index": 1,
    "forwarded_count": 0,
    "is_verified": False,
    "session_data": {"ephemeral": "x"},
}
BACKUP: Any = {
    "algorithm": "m.megolm_backup.v1.curve25519-aes-sha2",
    "auth_data": {"public_key": "x", "signatures": {}},
}
RULE: Any = {
    "actions": ["notify", {"set_tweak": "sound", "value": "default"}],
    "conditions": [
        {"kind": "event_match", "key": "content.body", "pattern": "a*"},
        {"kind": "room_member_count", "is": "<5"},
    ],
    "pattern": "cake*",
}
FILTER: Any = {
    "event_fields": ["type", "content.body", "unsigned\\.x"],
    "presence": {"types": ["m.presence"], "not_senders": ["$userId"]},
    "room": {
        "rooms": ["$roomId"],
        "include_leave": True,
        "state": {"lazy_load_members": True, "types": ["m.room.*"]},
        "timeline": {
            "limit": 3,
            "contains_url": False,
            "not_types": ["x.*"],
            "unread_thread_notifications": True,
        },
        "ephemeral": {"types": ["m.receipt"]},
    },
}
SLIDING: Any = {
    "conn_id": "main",
    "lists": {
        "all": {
            "ranges": [[0, 5]],
            "timeline_limit": 3,
            "required_state": [["m.room.create", ""], ["m.room.member", "$LAZY"], ["*", "*"]],
            "filters": {
                "is_dm": False,
                "spaces": ["$roomId"],
                "room_types": [None],
                "not_room_types": ["m.space"],
            },
        }
    },
    "room_subscriptions": {
        "$roomId": {"timeline_limit": 2, "required_state": {"include": [{"type": "m.room.name"}]}}
    },
    "extensions": {
        "e2ee": {"enabled": True},
        "to_device": {"enabled": True, "limit": 5, "since": "0"},
        "account_data": {"enabled": True, "lists": ["*"], "rooms": ["*"]},
        "receipts": {"enabled": True},
        "typing": {"enabled": True},
        "io.element.msc4308.thread_subscriptions": {"enabled": True, "limit": 2},
    },
}
MESSAGES: list[Any] = [
    {"msgtype": "m.text", "body": "你好 hello", "m.mentions": {"user_ids": ["$userId"], "room": True}},
    {
        "msgtype": "m.image",
        "body": "x",
        "url": "mxc://test.local/$mediaId",
        "info": {"w": 1, "thumbnail_url": "mxc://test.local/$mediaId"},
    },
    {
        "msgtype": "m.text",
        "body": "* x",
        "m.new_content": {"body": "x", "msgtype": "m.text"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$eventId"},
    },
    {
        "body": "x",
        "m.relates_to": {
            "rel_type": "m.thread",
            "event_id": "$eventId",
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": "$eventId"},
        },
    },
    {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$eventId", "key": "👍"}},
    {"m.poll": {"kind": "m.disclosed", "question": {"m.text": [{"body": "?"}]}, "answers": [{"m.id": "1"}]}},
    {
        "algorithm": "m.megolm.v1.aes-sha2",
        "ciphertext": "x",
        "session_id": "s",
        "device_id": "d",
        "sender_key": "k",
    },
    {"redacts": "$eventId", "reason": "x"},
]
STATE: list[Any] = [
    {"name": "新名字"},
    {"topic": "new topic"},
    {"membership": "join", "displayname": "x"},
    {"membership": "invite", "reason": "x"},
    {"join_rule": "restricted", "allow": [{"type": "m.room_membership", "room_id": "$roomId"}]},
    {"history_visibility": "joined"},
    {"guest_access": "forbidden"},
    {"users": {"$userId": 50}, "events": {"m.room.name": 50}, "ban": 50, "notifications": {"room": 20}},
    {"alias": "$roomAlias", "alt_aliases": ["$roomAlias"]},
    {"pinned": ["$eventId"]},
    {"via": ["test.local"], "order": "a", "suggested": True},
    {"algorithm": "m.megolm.v1.aes-sha2", "rotation_period_ms": 604800000},
    {"url": "mxc://test.local/$mediaId"},
    {"body": "x", "replacement_room": "$roomId"},
]
ROOM: Any = {
    "name": "x",
    "topic": "a topic",
    "preset": "private_chat",
    "visibility": "private",
    "invite": ["$userId"],
    "creation_content": {"m.federate": False, "type": "m.space"},
    "initial_state": [
        {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
    ],
    "power_level_content_override": {"users": {"$me": 100}, "events_default": 0},
    "room_version": "11",
    "is_direct": False,
}
PUSHER: Any = {
    "app_id": "com.example",
    "pushkey": "x",
    "kind": "http",
    "app_display_name": "App",
    "device_display_name": "Phone",
    "lang": "en",
    "data": {"url": "https://push.example/_matrix/push/v1/notify", "format": "event_id_only"},
    "append": True,
}
SEARCH: Any = {
    "search_categories": {
        "room_events": {
            "search_term": "你好",
            "keys": ["content.body"],
            "filter": {"limit": 5, "rooms": ["$roomId"]},
            "order_by": "recent",
            "event_context": {"before_limit": 1, "after_limit": 1, "include_profile": True},
            "groupings": {"group_by": [{"key": "room_id"}]},
            "include_state": True,
        }
    }
}
EXCEPTION = {"person_id": "li", "effect": "admit", "reason": "借调", "until_ts": 1_800_000_000_000}
GROUP: Any = {
    "kind": "project",
    "name": "x",
    "purpose": "A purpose.",
    "owner": "he",
    "audience": {"include": [{"type": "people", "people": ["he", "li"]}], "exclude": []},
}
USER: Any = {
    "password": "$password",
    "displayname": "x",
    "avatar_url": "mxc://test.local/x",
    "admin": False,
    "deactivated": False,
    "locked": False,
    "user_type": None,
    "threepids": [],
}
NOTICE: Any = {"user_id": "$userId", "content": {"msgtype": "m.text", "body": "x"}}
REASON = {"reason": "x"}
TARGET = {"user_id": "$userId", "reason": "x"}

# (method, end of the path) -> bodies. The first entry whose end fits is taken.
BODIES: list[tuple[str, str, list[Any]]] = [
    ("POST", "/account/password", [{"new_password": "$password", "logout_devices": False, "auth": AUTH}]),
    ("POST", "/account/deactivate", [{"auth": AUTH, "erase": True}]),
    (
        "POST",
        "/register",
        [
            {
                "username": "new",
                "password": "$password",
                "auth": {"type": "m.login.dummy"},
                "refresh_token": True,
            }
        ],
    ),
    ("PUT", "/account_data/{type}", [{"a": 1}, {"ignored_users": {"$userId": {}}}, {"$userId": ["$roomId"]}]),
    ("PUT", "/tags/{tag}", [{"order": 0.5}]),
    ("PUT", "/v1/suspend/{userId}", [{"suspend": False}]),
    ("PUT", "/lock/{userId}", [{"locked": False}, {"locked": True}]),
    ("PUT", "/suspend/{userId}", [{"suspended": False}]),
    (
        "PUT",
        "/dehydrated_device",
        [
            {
                "device_id": "DEHYDRATED",
                "device_data": {"algorithm": "x"},
                "device_keys": {**KEY, "device_id": "DEHYDRATED"},
                "one_time_keys": ONE_TIME,
            }
        ],
    ),
    ("POST", "/dehydrated_device/{device_id}/events", [{"next_batch": "0"}]),
    ("PUT", "/delayed_event/{eventType}/{txnId}", [{"delay": 1000, "content": {"body": "x"}}]),
    ("POST", "/delayed_events/{delayId}", [{"action": "restart"}]),
    ("PUT", "/devices/{deviceId}", [{"display_name": "x"}]),
    ("DELETE", "/devices/{deviceId}", [{"auth": AUTH}]),
    ("POST", "/delete_devices", [{"devices": ["$deviceId"], "auth": AUTH}]),
    ("POST", "/filter", [FILTER]),
    ("POST", "/keys/upload", [{"device_keys": KEY, "one_time_keys": ONE_TIME, "fallback_keys": ONE_TIME}]),
    ("POST", "/keys/query", [{"device_keys": {"$userId": [], "$me": ["$myDevice"]}, "timeout": 10}]),
    ("POST", "/keys/claim", [{"one_time_keys": {"$userId": {"$deviceId": "signed_curve25519"}}}]),
    (
        "POST",
        "/keys/device_signing/upload",
        [{"master_key": CROSS, "self_signing_key": {**CROSS, "usage": ["self_signing"]}, "auth": AUTH}],
    ),
    ("POST", "/keys/signatures/upload", [{"$me": {"$myDevice": KEY}}]),
    (
        "POST",
        "/login",
        [AUTH | {"device_id": "X", "refresh_token": True}, {"type": "m.login.token", "token": "x"}],
    ),
    ("POST", "/login/get_token", [{"auth": AUTH}]),
    ("POST", "/refresh", [{"refresh_token": "fyr_x"}]),
    ("POST", "/receipt/{receiptType}/{eventId}", [{"thread_id": "main"}, {"thread_id": "$eventId"}, {}]),
    (
        "POST",
        "/read_markers",
        [{"m.fully_read": "$eventId", "m.read": "$eventId", "m.read.private": "$eventId"}],
    ),
    ("PUT", "/typing/{userId}", [{"typing": True, "timeout": 1000}, {"typing": False}]),
    ("POST", "/report/{eventId}", [{"reason": "x", "score": -50}]),
    ("POST", "/report", [REASON]),
    ("PUT", "/room_keys/version/{version}", [BACKUP | {"version": "$version"}]),
    ("POST", "/room_keys/version", [BACKUP]),
    ("PUT", "/room_keys/keys/{roomId}/{sessionId}", [SESSION]),
    ("PUT", "/room_keys/keys/{roomId}", [{"sessions": {"s": SESSION}}]),
    ("PUT", "/room_keys/keys", [{"rooms": {"$roomId": {"sessions": {"s/1": SESSION}}}}]),
    ("POST", "/createRoom", [ROOM]),
    ("PUT", "/state/{eventType}", STATE),
    ("PUT", "/state/{eventType}/{stateKey}", STATE),
    ("PUT", "/send/{eventType}/{txnId}", MESSAGES),
    ("POST", "/send/{eventType}", MESSAGES),
    ("PUT", "/redact/{eventId}/{txnId}", [REASON]),
    ("PUT", "/presence/{userId}/status", [{"presence": "online", "status_msg": "x"}]),
    (
        "PUT",
        "/profile/{userId}/{keyName}",
        [
            {"displayname": "x"},
            {"avatar_url": "mxc://test.local/$mediaId"},
            {"m.tz": "Asia/Shanghai"},
            {"x": {"a": 1}},
        ],
    ),
    ("PUT", "/enabled", [{"enabled": True}]),
    ("PUT", "/actions", [{"actions": ["notify"]}]),
    ("PUT", "/pushrules/global/{kind}/{ruleId}", [RULE]),
    ("POST", "/pushers/set", [PUSHER, PUSHER | {"kind": None}]),
    (
        "POST",
        "/publicRooms",
        [{"limit": 5, "since": "0", "filter": {"generic_search_term": "o", "room_types": [None]}}],
    ),
    ("PUT", "/directory/room/{roomAlias}", [{"room_id": "$roomId"}]),
    ("PUT", "/directory/list/room/{roomId}", [{"visibility": "public"}]),
    ("POST", "/search", [SEARCH, {"search_term": "何", "limit": 5}]),
    ("POST", "/sync", [SLIDING]),
    ("PUT", "/subscription", [{"automatic": "$eventId"}, {}]),
    ("POST", "/v1/register", [{"nonce": "x", "username": "x", "password": "$password", "mac": "0" * 40}]),
    (
        "POST",
        "/registration_tokens/new",
        [{"token": "welcome", "uses_allowed": 1, "expiry_time": 1_900_000_000_000}],
    ),
    ("PUT", "/registration_tokens/{token}", [{"uses_allowed": 1, "expiry_time": None}]),
    ("PUT", "/v2/users/{userId}", [USER]),
    ("PUT", "/users/{userId}/admin", [{"admin": True}]),
    ("POST", "/reset_password/{userId}", [{"new_password": "$password", "logout_devices": False}]),
    ("POST", "/v1/deactivate/{userId}", [{"erase": True}]),
    ("POST", "/users/{userId}/login", [{"valid_until_ms": 1_900_000_000_000}]),
    ("DELETE", "/rooms/{roomId}", [{"purge": True, "block": True}]),
    ("POST", "/v1/join/{roomIdOrAlias}", [{"user_id": "$userId"}]),
    ("POST", "/send_server_notice", [NOTICE]),
    ("PUT", "/send_server_notice/{txnId}", [NOTICE]),
    (
        "PUT",
        "/sendToDevice/{eventType}/{txnId}",
        [{"messages": {"$userId": {"*": {"a": 1}, "$deviceId": {"b": 2}}}}],
    ),
    ("POST", "/upgrade", [{"new_version": "11", "additional_creators": ["$userId"]}]),
    ("PUT", "/people/{personId}", [{"name": "何", "title": "x", "reason": "x"}]),
    ("POST", "/strikes/{strikeId}/appeal", [{"reason": "误会"}]),
    ("POST", "/appeals/{appealId}/decision", [{"outcome": "reversed", "reason": "误会"}]),
    (
        "POST",
        "/groups/{roomId}/restraints",
        [{"user": "li", "act": "mute", "minutes": 5, "reason": "x", "every_seconds": 60}],
    ),
    ("POST", "/held/{heldId}/decision", [{"outcome": "approved", "reason": "x"}]),
    ("PUT", "/policies/fairness", [{"policy": {"most_held": 1000, "pass_on_minutes": 5}}]),
    (
        "POST",
        "/reports/{reportId}/resolution",
        [{"outcome": "acted", "note": "x", "redact": True, "strike": True, "mute_minutes": 5}],
    ),
    ("POST", "/v1/groups", [GROUP]),
    ("POST", "/groups", [GROUP]),
    (
        "PUT",
        "/charter",
        [
            {
                "purpose": "另一个",
                "clauses": [{"type": "hours", "from": "09:00", "to": "18:00"}],
                "label": "confidential",
            }
        ],
    ),
    ("POST", "/exceptions", [EXCEPTION]),
    ("POST", "/review", [{"needed": True, "note": "x"}]),
    ("POST", "/owner", [{"owner": "$userId", "reason": "x"}]),
    ("POST", "/archive", [REASON]),
    ("POST", "/restore", [REASON]),
    ("POST", "/close", [REASON]),
    ("POST", "/moves", [{"event_id": "$eventId", "to": "$roomId", "reason": "x"}, {"event_id": "$eventId"}]),
    ("POST", "/merge", [{"into": "$roomId", "reason": "x", "audience": "union", "history": "own"}]),
    ("POST", "/signature", [{"answer": "yes", "side": "ended", "reason": "x"}, {"answer": "no"}]),
    ("POST", "/imports", [b"\xe5\xa7\x93\xe5\x90\x8d,\xe8\xb4\xa6\xe5\x8f\xb7\n\xe4\xbd\x95,he\n"]),
    ("POST", "/imports/apply", [b"\xe5\xa7\x93\xe5\x90\x8d,\xe8\xb4\xa6\xe5\x8f\xb7\n\xe4\xbd\x95,he\n"]),
    ("PUT", "/policies/looks", [{"days": 7}]),
    ("PUT", "/policies/creation", [{"kinds": {"project": {"who": "everybody"}}}]),
    ("POST", "/resolution", [{"outcome": "dismissed", "note": "x"}, {"resolution": "dismissed"}]),
    ("POST", "/join", [REASON]),
    ("POST", "/leave", [REASON]),
    ("POST", "/join/{roomIdOrAlias}", [REASON]),
    ("POST", "/knock/{roomIdOrAlias}", [REASON]),
    *(("POST", f"/{verb}", [TARGET]) for verb in ("invite", "kick", "ban", "unban")),
]

# End of the path -> queries.
QUERIES: list[tuple[str, list[dict[str, str]]]] = [
    ("/register/available", [{"username": "somebody"}]),
    ("/validity", [{"token": "x"}]),
    ("/keys/changes", [{"from": "0", "to": "999999"}]),
    (
        "/thumbnail/{serverName}/{mediaId}",
        [{"width": "32", "height": "32", "method": "crop", "animated": "true"}],
    ),
    (
        "/messages",
        [{"dir": "b", "limit": "3"}, {"dir": "f", "from": "0", "filter": '{"lazy_load_members":true}'}],
    ),
    ("/timestamp_to_event", [{"ts": "0", "dir": "f"}]),
    ("/context/{eventId}", [{"limit": "4", "filter": '{"types":["m.room.*"]}'}]),
    ("/mutual_rooms", [{"user_id": "$userId"}]),
    ("/thread_subscriptions", [{"dir": "b", "limit": "2"}]),
    ("/room_keys/keys", [{"version": "$version"}]),
    ("/room_keys/keys/{roomId}", [{"version": "$version"}]),
    ("/room_keys/keys/{roomId}/{sessionId}", [{"version": "$version"}]),
    ("/username_available", [{"username": "somebody"}]),
    (
        "/sync",
        [
            {"since": "1", "full_state": "true"},
            {"filter": "$filterId"},
            {"filter": '{"room":{"timeline":{"limit":1}}}'},
        ],
    ),
    ("/events", [{"room_id": "$roomId", "from": "1"}, {"room_id": "$roomId", "dir": "b", "limit": "2"}]),
    ("/hierarchy", [{"limit": "2", "max_depth": "1", "suggested_only": "false"}]),
    ("/openid/userinfo", [{"access_token": "x"}]),
    ("/v2/users", [{"name": "h", "order_by": "displayname", "dir": "b", "guests": "false", "limit": "2"}]),
    ("/v1/rooms", [{"search_term": "o", "order_by": "joined_members", "limit": "2"}]),
    ("/relations/{eventId}", [{"dir": "f", "limit": "2", "recurse": "true"}]),
    ("/threads", [{"include": "participated", "limit": "2"}]),
    ("/notifications", [{"limit": "2", "only": "highlight"}]),
    ("/publicRooms", [{"limit": "2", "since": "0", "server": "test.local"}]),
    ("/members", [{"at": "5", "not_membership": "leave"}]),
    ("/merges", [{"limit": "2", "from": "5.x"}]),
    ("/audit", [{"limit": "2", "dir": "f", "act": "refusal"}]),
]

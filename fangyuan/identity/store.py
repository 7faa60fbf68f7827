"""All SQL of accounts, devices, sessions and interactive authentication."""

from __future__ import annotations

from collections.abc import Iterable

from fangyuan.db import SQL, Row, Tx
from fangyuan.identity.model import Account, AccountQuery, Device, RegistrationToken, Session

# -- accounts ------------------------------------------------------------------------------------------------

_ACCOUNT = (
    "user_id, kind, password_hash, displayname, avatar_url, locale, is_admin, deactivated_ts, created_ts,"
    " locked_ts, suspended_ts"
)
_FIND_ACCOUNT = SQL(f"SELECT {_ACCOUNT} FROM accounts WHERE user_id = :user_id")
_LIST_ACCOUNTS = SQL(f"SELECT {_ACCOUNT} FROM accounts WHERE user_id IN :*user_ids ORDER BY user_id")
_LIST_ALL_ACCOUNTS = SQL(f"SELECT {_ACCOUNT} FROM accounts ORDER BY user_id")
_ADD_ACCOUNT = SQL(
    f"INSERT INTO accounts ({_ACCOUNT}) VALUES (:user_id, :kind, :password_hash, :displayname, :avatar_url,"
    " :locale, :is_admin, :deactivated_ts, :created_ts, :locked_ts, :suspended_ts)"
)
_SET_PASSWORD = SQL("UPDATE accounts SET password_hash = :password_hash WHERE user_id = :user_id")
_SET_KIND = SQL("UPDATE accounts SET kind = :kind WHERE user_id = :user_id")
_SET_DISPLAYNAME = SQL("UPDATE accounts SET displayname = :value WHERE user_id = :user_id")
_SET_AVATAR_URL = SQL("UPDATE accounts SET avatar_url = :value WHERE user_id = :user_id")
_SET_LOCALE = SQL("UPDATE accounts SET locale = :locale WHERE user_id = :user_id")
_SET_ADMIN = SQL("UPDATE accounts SET is_admin = :is_admin WHERE user_id = :user_id")
_SET_DEACTIVATED = SQL("UPDATE accounts SET deactivated_ts = :ts WHERE user_id = :user_id")
_SET_LOCKED = SQL("UPDATE accounts SET locked_ts = :ts WHERE user_id = :user_id")
_SET_SUSPENDED = SQL("UPDATE accounts SET suspended_ts = :ts WHERE user_id = :user_id")
_ADD_ERASURE = SQL(
    "INSERT INTO erasures (user_id, erased_ts) VALUES (:user_id, :ts) ON CONFLICT (user_id) DO NOTHING"
)
_DROP_ERASURE = SQL("DELETE FROM erasures WHERE user_id = :user_id")
_LIST_ERASED = SQL("SELECT user_id FROM erasures")
_IS_PICTURE = SQL("SELECT 1 FROM accounts WHERE avatar_url = :url LIMIT 1")
_NAMED_TEXT = (
    f"SELECT {_ACCOUNT} FROM accounts WHERE deactivated_ts IS NULL AND kind IN ('person', 'bot') AND ("
    "instr(lower(displayname), :low) > 0 OR instr(displayname, :typed) > 0 "
    "OR instr(substr(user_id, 2, instr(user_id, ':') - 2), :low) > 0) "
    "ORDER BY CASE WHEN lower(displayname) = :low OR user_id = :whole THEN 0 "
    "WHEN instr(lower(displayname), :low) = 1 OR instr(user_id, :beginning) = 1 THEN 1 ELSE 2 END, user_id "
    "LIMIT :most"
)
# CROSS-DIALECT: the place of a text in another one has two names. Both engines lower ASCII letters only here.
_NAMED = SQL.either(sqlite=_NAMED_TEXT, postgres=_NAMED_TEXT.replace("instr(", "strpos("))
_ADMINS = SQL("SELECT user_id FROM accounts WHERE is_admin = 1 AND deactivated_ts IS NULL ORDER BY user_id")
_HOUSE = SQL("SELECT user_id FROM accounts WHERE kind = 'house' ORDER BY created_ts, user_id LIMIT 1")


def _account(row: Row) -> Account:
    values = [*row]
    values[6] = bool(values[6])
    return Account(*values)


def find_account(tx: Tx, user_id: str) -> Account | None:
    row = tx.one(_FIND_ACCOUNT, user_id=user_id)
    return _account(row) if row else None


def add_erasure(tx: Tx, user_id: str, ts: int) -> None:
    tx.run(_ADD_ERASURE, user_id=user_id, ts=ts)


def drop_erasure(tx: Tx, user_id: str) -> None:
    tx.run(_DROP_ERASURE, user_id=user_id)


def list_erased(tx: Tx) -> frozenset[str]:
    """Who had his words erased; few, and mostly nobody."""
    return frozenset(row[0] for row in tx.all(_LIST_ERASED))


def list_accounts(tx: Tx, user_ids: list[str]) -> list[Account]:
    return [_account(row) for row in tx.all(_LIST_ACCOUNTS, user_ids=user_ids)]


def is_picture(tx: Tx, url: str) -> bool:
    """Whether this is somebody's picture now."""
    return tx.one(_IS_PICTURE, url=url) is not None


def list_named(tx: Tx, word: str, whole: str, most: int) -> list[Account]:
    """Open accounts of people and bots whose name or localpart holds the word, exact ones and beginnings first.

    `whole` is the user id that the word would be the localpart of.
    """
    low = word.lower()
    found = tx.all(_NAMED, low=low, typed=word, whole=whole, beginning=f"@{low}", most=most)
    return [_account(row) for row in found]


def find_house(tx: Tx) -> str | None:
    """The user id of the house's own account."""
    return tx.value(_HOUSE)


def list_admins(tx: Tx) -> list[str]:
    """The user ids of the server's administrators."""
    return [row[0] for row in tx.all(_ADMINS)]


def list_all_accounts(tx: Tx) -> list[Account]:
    return [_account(row) for row in tx.all(_LIST_ALL_ACCOUNTS)]


def add_accounts(tx: Tx, accounts: list[Account]) -> None:
    tx.many(
        _ADD_ACCOUNT,
        [
            {
                "user_id": account.user_id,
                "kind": account.kind,
                "password_hash": account.password_hash,
                "displayname": account.displayname,
                "avatar_url": account.avatar_url,
                "locale": account.locale,
                "is_admin": int(account.is_admin),
                "deactivated_ts": account.deactivated_ts,
                "created_ts": account.created_ts,
                "locked_ts": account.locked_ts,
                "suspended_ts": account.suspended_ts,
            }
            for account in accounts
        ],
    )


def set_password(tx: Tx, user_id: str, password_hash: str | None) -> None:
    tx.run(_SET_PASSWORD, user_id=user_id, password_hash=password_hash)


def set_kind(tx: Tx, user_id: str, kind: str) -> None:
    tx.run(_SET_KIND, user_id=user_id, kind=kind)


def set_profile(tx: Tx, user_id: str, field: str, value: str | None) -> None:
    tx.run(_SET_DISPLAYNAME if field == "displayname" else _SET_AVATAR_URL, user_id=user_id, value=value)


def set_locked(tx: Tx, user_id: str, ts: int | None) -> None:
    tx.run(_SET_LOCKED, user_id=user_id, ts=ts)


def set_suspended(tx: Tx, user_id: str, ts: int | None) -> None:
    tx.run(_SET_SUSPENDED, user_id=user_id, ts=ts)


def set_locale(tx: Tx, user_id: str, locale: str | None) -> None:
    tx.run(_SET_LOCALE, user_id=user_id, locale=locale)


def set_admin(tx: Tx, user_id: str, *, is_admin: bool) -> None:
    tx.run(_SET_ADMIN, user_id=user_id, is_admin=int(is_admin))


def set_deactivated(tx: Tx, user_id: str, ts: int | None) -> None:
    tx.run(_SET_DEACTIVATED, user_id=user_id, ts=ts)


# What a list of accounts can be ordered by. What is missing comes first, on both databases.
ACCOUNT_ORDERS = {
    "user_id": "user_id",
    "kind": "kind",
    "is_admin": "is_admin",
    "is_deactivated": "CASE WHEN deactivated_ts IS NULL THEN 0 ELSE 1 END",
    "is_locked": "CASE WHEN locked_ts IS NULL THEN 0 ELSE 1 END",
    "displayname": "COALESCE(displayname, '')",
    "avatar_url": "COALESCE(avatar_url, '')",
    "created_ts": "created_ts",
    "last_seen_ts": "COALESCE(seen_ts, 0)",
}
_MATCHING = (
    "(:deactivated = 1 OR deactivated_ts IS NULL) AND (:guests = 1 OR kind <> 'guest')"
    " AND (:is_admin < 0 OR is_admin = :is_admin)"
    " AND (LOWER(user_id) LIKE :user_id ESCAPE '!')"
    " AND (LOWER(user_id) LIKE :localpart ESCAPE '!' OR LOWER(COALESCE(displayname, '')) LIKE :name ESCAPE '!')"
)
_COUNT_MATCHING = SQL(f"SELECT COUNT(*) FROM accounts WHERE {_MATCHING}")
_PAGES = {
    (order, backwards): SQL(
        f"SELECT {_ACCOUNT}, seen_ts FROM accounts LEFT JOIN (SELECT user_id AS seen_id, MAX(last_seen_ts) AS seen_ts"
        f" FROM devices GROUP BY user_id) AS seen ON seen_id = user_id WHERE {_MATCHING}"
        f" ORDER BY {column}{' DESC' if backwards else ''}, user_id LIMIT :most OFFSET :start"
    )
    for order, column in ACCOUNT_ORDERS.items()
    for backwards in (False, True)
}
_COUNT_ADMINS = SQL("SELECT COUNT(*) FROM accounts WHERE is_admin = 1 AND deactivated_ts IS NULL")


def list_matching(tx: Tx, query: AccountQuery) -> tuple[list[tuple[Account, int | None]], int]:
    """A page of accounts, each with when it was last seen (ms UTC), and how many match in all."""
    params: dict[str, object] = {
        "deactivated": int(query.deactivated),
        "guests": int(query.guests),
        "is_admin": -1 if query.is_admin is None else int(query.is_admin),
        "user_id": f"%{like(query.user_id.lower())}%",
        "localpart": f"@%{like(query.name.lower())}%:%",
        "name": f"%{like(query.name.lower())}%",
    }
    total: int = tx.value(_COUNT_MATCHING, **params)
    rows = tx.all(_PAGES[query.order, query.backwards], **params, most=query.most, start=query.start)
    return [(_account(row[:-1]), row[-1]) for row in rows], total


def like(text: str) -> str:
    """`text` as LIKE … ESCAPE '!' finds it literally."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def count_admins(tx: Tx) -> int:
    """How many open accounts may administer the server."""
    return tx.value(_COUNT_ADMINS)


# -- devices -------------------------------------------------------------------------------------------------

_DEVICE = "user_id, device_id, display_name, last_seen_ts, last_seen_ip, created_ts"
_LIST_DEVICES = SQL(f"SELECT {_DEVICE} FROM devices WHERE user_id = :user_id ORDER BY created_ts, device_id")
_DEVICE_NAMES = SQL(
    "SELECT user_id, device_id, display_name FROM devices WHERE user_id IN :*user_ids ORDER BY user_id, device_id"
)
_FIND_DEVICE = SQL(f"SELECT {_DEVICE} FROM devices WHERE user_id = :user_id AND device_id = :device_id")
_ADD_DEVICE = SQL(
    "INSERT INTO devices (user_id, device_id, display_name, created_ts)"
    " VALUES (:user_id, :device_id, :display_name, :ts) ON CONFLICT (user_id, device_id) DO NOTHING"
)
_RENAME_DEVICE = SQL(
    "UPDATE devices SET display_name = :display_name WHERE user_id = :user_id AND device_id = :device_id"
)
_NOTE_SEEN = SQL(
    "UPDATE devices SET last_seen_ts = :ts, last_seen_ip = :ip"
    " WHERE user_id = :user_id AND device_id = :device_id"
)
_COUNT_DEVICES = SQL("SELECT COUNT(*) FROM devices WHERE user_id IN :*user_ids")
_DROP_DEVICES = SQL("DELETE FROM devices WHERE user_id = :user_id AND device_id IN :*device_ids")


def list_devices(tx: Tx, user_id: str) -> list[Device]:
    return [Device(*row) for row in tx.all(_LIST_DEVICES, user_id=user_id)]


def list_device_names(tx: Tx, user_ids: list[str]) -> dict[tuple[str, str], str | None]:
    """(user id, device id) -> what it is called."""
    return {(row[0], row[1]): row[2] for row in tx.all(_DEVICE_NAMES, user_ids=user_ids)}


def find_device(tx: Tx, user_id: str, device_id: str) -> Device | None:
    row = tx.one(_FIND_DEVICE, user_id=user_id, device_id=device_id)
    return Device(*row) if row else None


def count_devices(tx: Tx, user_ids: list[str]) -> int:
    """How many devices these users have together."""
    return tx.value(_COUNT_DEVICES, user_ids=user_ids)


def add_device(tx: Tx, user_id: str, device_id: str, display_name: str | None, ts: int) -> bool:
    """False when it was there already."""
    return tx.run(_ADD_DEVICE, user_id=user_id, device_id=device_id, display_name=display_name, ts=ts) > 0


def rename_device(tx: Tx, user_id: str, device_id: str, display_name: str | None) -> None:
    tx.run(_RENAME_DEVICE, user_id=user_id, device_id=device_id, display_name=display_name)


def note_seen(tx: Tx, user_id: str, device_id: str, ts: int, ip: str) -> None:
    tx.run(_NOTE_SEEN, user_id=user_id, device_id=device_id, ts=ts, ip=ip)


def drop_devices(tx: Tx, user_id: str, device_ids: list[str]) -> bool:
    """Whether there were any."""
    return tx.run(_DROP_DEVICES, user_id=user_id, device_ids=device_ids) > 0


# -- sessions ------------------------------------------------------------------------------------------------

# The session that it replaces, while it has not been used, is found by the index on user and device.
_FIND_SESSION = SQL(
    "SELECT s.session_id, s.user_id, s.device_id, a.kind, a.is_admin, a.locale, s.expires_ts,"
    " a.locked_ts, a.suspended_ts,"
    " (SELECT p.session_id FROM sessions p WHERE p.user_id = s.user_id AND p.device_id = s.device_id"
    "   AND p.next_session_id = s.session_id)"
    " FROM sessions s JOIN accounts a ON a.user_id = s.user_id"
    " WHERE s.token_hash = :token_hash AND a.deactivated_ts IS NULL"
)
_FIND_REFRESH = SQL(
    "SELECT session_id, user_id, device_id, refresh_expires_ts, next_session_id FROM sessions"
    " WHERE refresh_hash = :refresh_hash"
)
_ADD_SESSION = SQL(
    "INSERT INTO sessions (session_id, user_id, device_id, token_hash, expires_ts, refresh_hash,"
    " refresh_expires_ts, created_ts) VALUES (:session_id, :user_id, :device_id, :token_hash, :expires_ts,"
    " :refresh_hash, :refresh_expires_ts, :ts)"
)
_SET_NEXT = SQL("UPDATE sessions SET next_session_id = :next_session_id WHERE session_id = :session_id")
_DROP_SESSION = SQL("DELETE FROM sessions WHERE session_id = :session_id")
_DROP_PREDECESSORS = SQL(
    "DELETE FROM sessions"
    " WHERE user_id = :user_id AND device_id = :device_id AND next_session_id = :session_id"
)
_DROP_SESSIONS = SQL("DELETE FROM sessions WHERE user_id = :user_id AND device_id IN :*device_ids")
_DROP_EXPIRED = SQL(
    "DELETE FROM sessions WHERE refresh_expires_ts IS NOT NULL AND refresh_expires_ts < :before"
    " AND (expires_ts IS NULL OR expires_ts < :before)"
)


def find_session(tx: Tx, token_hash: str) -> Session | None:
    row = tx.one(_FIND_SESSION, token_hash=token_hash)
    if row is None:
        return None
    session_id, user_id, device_id, kind, is_admin, locale, expires_ts, locked_ts, suspended_ts, replaces = (
        row
    )
    return Session(
        session_id,
        user_id,
        device_id,
        kind,
        bool(is_admin),
        locale,
        expires_ts,
        replaces,
        locked_ts is not None,
        suspended_ts is not None,
    )


def find_refresh(tx: Tx, refresh_hash: str) -> Row | None:
    """(session, user, device, when its refresh token expires, the session that it gave already or None)."""
    return tx.one(_FIND_REFRESH, refresh_hash=refresh_hash)


def add_session(
    tx: Tx, session: Session, *, token_hash: str, refresh_hash: str | None, refresh_expires_ts: int | None
) -> None:
    tx.run(
        _ADD_SESSION,
        session_id=session.session_id,
        user_id=session.user_id,
        device_id=session.device_id,
        token_hash=token_hash,
        expires_ts=session.expires_ts,
        refresh_hash=refresh_hash,
        refresh_expires_ts=refresh_expires_ts,
        ts=tx.now_ms,
    )


def set_next(tx: Tx, session_id: str, next_session_id: str) -> None:
    tx.run(_SET_NEXT, session_id=session_id, next_session_id=next_session_id)


def drop_session(tx: Tx, session_id: str) -> None:
    tx.run(_DROP_SESSION, session_id=session_id)


def drop_predecessors(tx: Tx, user_id: str, device_id: str, session_id: str) -> int:
    return tx.run(_DROP_PREDECESSORS, user_id=user_id, device_id=device_id, session_id=session_id)


def drop_sessions(tx: Tx, user_id: str, device_ids: list[str]) -> None:
    tx.run(_DROP_SESSIONS, user_id=user_id, device_ids=device_ids)


def drop_expired_sessions(tx: Tx, before: int) -> int:
    return tx.run(_DROP_EXPIRED, before=before)


# -- interactive authentication ------------------------------------------------------------------------------

_FIND_UIA = SQL(
    "SELECT operation, user_id, completed, created_ts FROM uia_sessions WHERE session_id = :session_id"
)
_PUT_UIA = SQL(
    "INSERT INTO uia_sessions (session_id, operation, user_id, completed, created_ts)"
    " VALUES (:session_id, :operation, :user_id, :completed, :ts)"
    " ON CONFLICT (session_id) DO UPDATE SET completed = excluded.completed"
)
_DROP_UIA = SQL("DELETE FROM uia_sessions WHERE session_id = :session_id")
_DROP_OLD_UIA = SQL("DELETE FROM uia_sessions WHERE created_ts < :before")


def find_uia(tx: Tx, session_id: str) -> Row | None:
    """(operation, user or None, stages passed as JSON, created)."""
    return tx.one(_FIND_UIA, session_id=session_id)


def put_uia(tx: Tx, session_id: str, operation: str, user_id: str | None, completed: str) -> None:
    tx.run(
        _PUT_UIA,
        session_id=session_id,
        operation=operation,
        user_id=user_id,
        completed=completed,
        ts=tx.now_ms,
    )


def drop_uia(tx: Tx, session_id: str) -> None:
    tx.run(_DROP_UIA, session_id=session_id)


def drop_old_uia(tx: Tx, before: int) -> int:
    return tx.run(_DROP_OLD_UIA, before=before)


# -- proofs --------------------------------------------------------------------------------------------------

_ADD_PROOF = SQL(
    "INSERT INTO proofs (token_hash, purpose, user_id, expires_ts)"
    " VALUES (:token_hash, :purpose, :user_id, :expires_ts)"
)
_FIND_PROOF = SQL(
    "SELECT user_id, expires_ts FROM proofs WHERE token_hash = :token_hash AND purpose = :purpose"
)
_DROP_PROOF = SQL("DELETE FROM proofs WHERE token_hash = :token_hash")
_DROP_OLD_PROOFS = SQL("DELETE FROM proofs WHERE expires_ts <= :before")


def add_proof(tx: Tx, token_hash: str, purpose: str, user_id: str, expires_ts: int) -> None:
    tx.run(_ADD_PROOF, token_hash=token_hash, purpose=purpose, user_id=user_id, expires_ts=expires_ts)


def find_proof(tx: Tx, token_hash: str, purpose: str) -> Row | None:
    """(user, when it expires)."""
    return tx.one(_FIND_PROOF, token_hash=token_hash, purpose=purpose)


def drop_proof(tx: Tx, token_hash: str) -> None:
    tx.run(_DROP_PROOF, token_hash=token_hash)


def drop_old_proofs(tx: Tx, before: int) -> int:
    return tx.run(_DROP_OLD_PROOFS, before=before)


# -- profile fields ------------------------------------------------------------------------------------------

_LIST_FIELDS = SQL("SELECT name, value FROM profile_fields WHERE user_id = :user_id ORDER BY name")
_SET_FIELD = SQL(
    "INSERT INTO profile_fields (user_id, name, value) VALUES (:user_id, :name, :value)"
    " ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value"
)
_DROP_FIELD = SQL("DELETE FROM profile_fields WHERE user_id = :user_id AND name = :name")
_DROP_FIELDS = SQL("DELETE FROM profile_fields WHERE user_id = :user_id")


def list_fields(tx: Tx, user_id: str) -> list[tuple[str, bytes]]:
    """(name, JSON) of the user's profile beyond name and picture."""
    return [(row[0], row[1]) for row in tx.all(_LIST_FIELDS, user_id=user_id)]


def set_field(tx: Tx, user_id: str, name: str, value: bytes) -> None:
    tx.run(_SET_FIELD, user_id=user_id, name=name, value=value)


def drop_field(tx: Tx, user_id: str, name: str) -> None:
    tx.run(_DROP_FIELD, user_id=user_id, name=name)


def drop_fields(tx: Tx, user_id: str) -> None:
    tx.run(_DROP_FIELDS, user_id=user_id)


# -- registration tokens -------------------------------------------------------------------------------------

_TOKEN = "token, uses_allowed, used, expires_ts, created_ts"  # noqa: S105 - column names
_FIND_TOKEN = SQL(f"SELECT {_TOKEN} FROM registration_tokens WHERE token = :token")
_LIST_TOKENS = SQL(f"SELECT {_TOKEN} FROM registration_tokens ORDER BY created_ts, token")
_ADD_TOKEN = SQL(
    f"INSERT INTO registration_tokens ({_TOKEN}) VALUES (:token, :uses_allowed, 0, :expires_ts, :ts)"
)
_USE_TOKEN = SQL("UPDATE registration_tokens SET used = used + 1 WHERE token = :token")
_CHANGE_TOKEN = SQL(
    "UPDATE registration_tokens SET uses_allowed = :uses_allowed, expires_ts = :expires_ts WHERE token = :token"
)
_DROP_TOKEN = SQL("DELETE FROM registration_tokens WHERE token = :token")


def find_registration_token(tx: Tx, token: str) -> RegistrationToken | None:
    row = tx.one(_FIND_TOKEN, token=token)
    return RegistrationToken(*row) if row else None


def list_registration_tokens(tx: Tx) -> list[RegistrationToken]:
    return [RegistrationToken(*row) for row in tx.all(_LIST_TOKENS)]


def add_registration_token(tx: Tx, token: str, uses_allowed: int | None, expires_ts: int | None) -> None:
    tx.run(_ADD_TOKEN, token=token, uses_allowed=uses_allowed, expires_ts=expires_ts, ts=tx.now_ms)


def change_registration_token(tx: Tx, token: str, uses_allowed: int | None, expires_ts: int | None) -> None:
    tx.run(_CHANGE_TOKEN, token=token, uses_allowed=uses_allowed, expires_ts=expires_ts)


def use_registration_token(tx: Tx, token: str) -> None:
    tx.run(_USE_TOKEN, token=token)


def drop_registration_token(tx: Tx, token: str) -> bool:
    return tx.run(_DROP_TOKEN, token=token) > 0


# -- account data and filters --------------------------------------------------------------------------------

_PUT_DATA = SQL(
    "INSERT INTO account_data (user_id, room_id, type, content, position)"
    " VALUES (:user_id, :room_id, :type, :content, :position)"
    " ON CONFLICT (user_id, room_id, type)"
    " DO UPDATE SET content = excluded.content, position = excluded.position"
)
_FIND_DATA = SQL(
    "SELECT content FROM account_data WHERE user_id = :user_id AND room_id = :room_id AND type = :type"
)
_LIST_DATA = SQL(
    "SELECT room_id, type, content, position FROM account_data"
    " WHERE user_id = :user_id AND position > :since AND position <= :upto ORDER BY position"
)
_LIST_ROOM_MARKS = SQL(
    "SELECT user_id, type, content FROM account_data WHERE user_id IN :*user_ids"
    " AND ((room_id = :room_id AND type = 'm.tag') OR (room_id = '' AND type = 'm.direct'))"
)
_DATA_POSITION = SQL(
    "SELECT position FROM account_data WHERE user_id = :user_id AND room_id = '' AND type = :type"
)
_LIST_DATA_OF_TYPES = SQL(
    "SELECT room_id, type, content FROM account_data WHERE user_id = :user_id AND type IN :*types"
)
_LIST_DATA_OF_ROOMS = SQL(
    "SELECT room_id, type, content FROM account_data WHERE user_id = :user_id AND room_id IN :*room_ids"
    " AND position <= :upto ORDER BY position"
)
_DROP_DATA = SQL("DELETE FROM account_data WHERE user_id = :user_id")
_DROP_FILTERS = SQL("DELETE FROM filters WHERE user_id = :user_id")
_ADD_FILTER = SQL(
    "INSERT INTO filters (user_id, filter_id, definition) VALUES (:user_id, :filter_id, :definition)"
    " ON CONFLICT (user_id, filter_id) DO NOTHING"
)
_COUNT_FILTERS = SQL("SELECT COUNT(*) FROM filters WHERE user_id = :user_id")
_FIND_FILTER = SQL("SELECT definition FROM filters WHERE user_id = :user_id AND filter_id = :filter_id")


def put_account_data(tx: Tx, user_id: str, room_id: str, type: str, content: bytes, position: int) -> None:
    tx.run(_PUT_DATA, user_id=user_id, room_id=room_id, type=type, content=content, position=position)


def find_account_data(tx: Tx, user_id: str, room_id: str, type: str) -> bytes | None:
    """The content's JSON."""
    return tx.value(_FIND_DATA, user_id=user_id, room_id=room_id, type=type)


def list_account_data(tx: Tx, user_id: str, since: int, upto: int) -> list[tuple[str, str, bytes, int]]:
    """What changed after `since`, up to and with `upto`: (room or '', type, JSON, position), oldest first."""
    return [
        (row[0], row[1], row[2], row[3])
        for row in tx.all(_LIST_DATA, user_id=user_id, since=since, upto=upto)
    ]


def account_data_position(tx: Tx, user_id: str, type: str) -> int:
    """Where the stream stood when the user set this last for his whole account; 0 when he never did."""
    return tx.value(_DATA_POSITION, user_id=user_id, type=type) or 0


def list_account_data_of_types(tx: Tx, user_id: str, types: Iterable[str]) -> list[tuple[str, str, bytes]]:
    """(room or '', type, JSON) of these types, of the whole account and of all rooms."""
    rows = tx.all(_LIST_DATA_OF_TYPES, user_id=user_id, types=list(types))
    return [(row[0], row[1], row[2]) for row in rows]


def list_room_account_data(
    tx: Tx, user_id: str, room_ids: Iterable[str], upto: int
) -> list[tuple[str, str, bytes]]:
    """(room, type, JSON) of everything that the user keeps of these rooms, oldest first."""
    rows = tx.all(_LIST_DATA_OF_ROOMS, user_id=user_id, room_ids=list(room_ids), upto=upto)
    return [(row[0], row[1], row[2]) for row in rows]


def is_in_account_data(tx: Tx, user_id: str, words: str) -> bool:
    """Whether these bytes stand anywhere in what the user's clients keep here."""
    wanted = words.encode()
    return any(wanted in row[2] for row in tx.all(_LIST_DATA, user_id=user_id, since=-1, upto=2**62))


def list_room_marks(tx: Tx, user_ids: list[str], room_id: str) -> list[tuple[str, str, bytes]]:
    """(user, type, JSON) of these users' tags of the room and lists of direct chats."""
    return [(row[0], row[1], row[2]) for row in tx.all(_LIST_ROOM_MARKS, user_ids=user_ids, room_id=room_id)]


def drop_all_data(tx: Tx, user_id: str) -> None:
    """Nothing is left of what the user's clients kept here."""
    tx.run(_DROP_DATA, user_id=user_id)
    tx.run(_DROP_FILTERS, user_id=user_id)


def add_filter(tx: Tx, user_id: str, filter_id: str, definition: bytes) -> None:
    tx.run(_ADD_FILTER, user_id=user_id, filter_id=filter_id, definition=definition)


def count_filters(tx: Tx, user_id: str) -> int:
    """How many the user keeps."""
    return tx.value(_COUNT_FILTERS, user_id=user_id)


def find_filter(tx: Tx, user_id: str, filter_id: str) -> bytes | None:
    """The filter's canonical JSON."""
    return tx.value(_FIND_FILTER, user_id=user_id, filter_id=filter_id)

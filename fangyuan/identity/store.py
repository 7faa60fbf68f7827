"""All SQL of accounts."""

from __future__ import annotations

from fangyuan.db import SQL, Row, Tx
from fangyuan.identity.model import Account, AccountQuery

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

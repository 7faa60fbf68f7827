"""The SQL of acceptances and policies."""

from __future__ import annotations

from fangyuan.db import SQL, Tx

_FIND_ACCEPTED = SQL("SELECT version FROM acceptances WHERE room_id = :room_id AND user_id = :user_id")
_ACCEPTED_BY = SQL("SELECT room_id, version FROM acceptances WHERE user_id = :user_id")
_ACCEPT = SQL(
    "INSERT INTO acceptances (room_id, user_id, version, ts, via) "
    "VALUES (:room_id, :user_id, :version, :ts, :via) ON CONFLICT (room_id, user_id) "
    "DO UPDATE SET version = excluded.version, ts = excluded.ts, via = excluded.via"
)
_ACCEPTANCES = SQL(
    "SELECT user_id, version, ts, via FROM acceptances WHERE room_id = :room_id ORDER BY ts, user_id"
)
_COPY_ACCEPTANCES = SQL(
    "INSERT INTO acceptances (room_id, user_id, version, ts, via) "
    "SELECT :new_id, user_id, version, ts, via FROM acceptances WHERE room_id = :room_id"
)
_FIND_POLICY = SQL("SELECT value FROM policies WHERE name = :name")
_SET_POLICY = SQL(
    "INSERT INTO policies (name, value, position) VALUES (:name, :value, :position) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value, position = excluded.position"
)
_LIST_POLICIES = SQL("SELECT name, value FROM policies WHERE name >= :first AND name < :last ORDER BY name")
_DROP_POLICY = SQL("DELETE FROM policies WHERE name = :name")

_COUNT = SQL(
    "INSERT INTO clause_counts (room_id, clause_id, day, verdict, observed, count) "
    "VALUES (:room_id, :clause_id, :day, :verdict, :observed, 1) "
    "ON CONFLICT (room_id, clause_id, day, verdict, observed) DO UPDATE SET count = clause_counts.count + 1"
)
_COUNTS = SQL(
    "SELECT clause_id, verdict, observed, day, count FROM clause_counts WHERE room_id = :room_id AND day >= :since "
    "ORDER BY clause_id, verdict, observed, day"
)

_FIND_ECHOES = SQL(
    "SELECT fingerprint, room_id, day FROM echoes WHERE band IN :*bands AND day >= :since "
    "ORDER BY day DESC LIMIT :most"
)
_ADD_ECHO = SQL(
    "INSERT INTO echoes (band, day, room_id, fingerprint) VALUES (:band, :day, :room_id, :fingerprint) "
    "ON CONFLICT (band, day, room_id) DO NOTHING"
)
_DROP_ECHOES = SQL("DELETE FROM echoes WHERE day < :before")


def accepted_version(tx: Tx, room_id: str, user_id: str) -> int:
    """The version that the person accepted last; 0 for none."""
    return tx.value(_FIND_ACCEPTED, room_id=room_id, user_id=user_id) or 0


def list_accepted(tx: Tx, user_id: str) -> dict[str, int]:
    """Room id to the version that the person accepted there last."""
    return {row[0]: row[1] for row in tx.all(_ACCEPTED_BY, user_id=user_id)}


def set_accepted(tx: Tx, room_id: str, user_id: str, version: int, via: str) -> None:
    tx.run(_ACCEPT, room_id=room_id, user_id=user_id, version=version, ts=tx.now_ms, via=via)


def copy_acceptances(tx: Tx, room_id: str, new_id: str) -> None:
    """Who accepted the charter in the one room has accepted it in the other, which is new."""
    tx.run(_COPY_ACCEPTANCES, room_id=room_id, new_id=new_id)


def list_acceptances(tx: Tx, room_id: str) -> list[tuple[str, int, int, str]]:
    """(user id, version, when in ms, how) of everybody who accepted, oldest first."""
    return [(row[0], row[1], row[2], row[3]) for row in tx.all(_ACCEPTANCES, room_id=room_id)]


def find_policy(tx: Tx, name: str) -> bytes | None:
    value = tx.value(_FIND_POLICY, name=name)
    return None if value is None else bytes(value)


def set_policy(tx: Tx, name: str, value: bytes, position: int) -> None:
    tx.run(_SET_POLICY, name=name, value=value, position=position)


def list_policies(tx: Tx, prefix: str) -> tuple[tuple[str, bytes], ...]:
    """(name, value) of the policies whose names begin so."""
    rows = tx.all(_LIST_POLICIES, first=prefix, last=prefix + "\U0010ffff")
    return tuple((row[0], bytes(row[1])) for row in rows)


def drop_policy(tx: Tx, name: str) -> None:
    tx.run(_DROP_POLICY, name=name)


def count(tx: Tx, room_id: str, clause_id: str, day: int, verdict: str, *, observed: bool) -> None:
    tx.run(_COUNT, room_id=room_id, clause_id=clause_id, day=day, verdict=verdict, observed=int(observed))


def list_counts(tx: Tx, room_id: str, since: int) -> list[tuple[str, str, bool, int, int]]:
    """(clause id, verdict, whether it only observed, day, how often), from the day `since` on."""
    return [
        (row[0], row[1], bool(row[2]), row[3], row[4])
        for row in tx.all(_COUNTS, room_id=room_id, since=since)
    ]


def find_echoes(tx: Tx, bands: tuple[int, ...], since: int, most: int) -> list[tuple[str, str, int]]:
    """(fingerprint, room, day) of what has a band in common, the newest first."""
    return [
        (row[0], row[1], row[2]) for row in tx.all(_FIND_ECHOES, bands=list(bands), since=since, most=most)
    ]


def add_echo(tx: Tx, bands: tuple[int, ...], day: int, room_id: str, fingerprint: str) -> None:
    tx.many(
        _ADD_ECHO,
        [{"band": band, "day": day, "room_id": room_id, "fingerprint": fingerprint} for band in bands],
    )


def drop_echoes(tx: Tx, before: int) -> None:
    tx.run(_DROP_ECHOES, before=before)

"""All SQL of reach."""

from __future__ import annotations

from collections.abc import Collection

from fangyuan.db import SQL, Tx
from fangyuan.reach.model import RULES, Contact, Guest

_STATE = SQL("SELECT version, policy, offices FROM reach_state WHERE id = 1")
_VERSION = SQL("SELECT version FROM reach_state WHERE id = 1")
_SET_STATE = SQL(
    "INSERT INTO reach_state (id, version, policy, offices) VALUES (1, :version, :policy, :offices) "
    "ON CONFLICT (id) DO UPDATE SET version = excluded.version, policy = excluded.policy, "
    "offices = excluded.offices"
)
_GUEST = "user_id, name, company, sponsor, until_ts, created_by, created_ts, ended_ts"
_PUT_GUEST = SQL(
    f"INSERT INTO external_guests ({_GUEST}) VALUES (:user_id, :name, :company, :sponsor, :until_ts, :created_by, "
    ":created_ts, :ended_ts) ON CONFLICT (user_id) DO UPDATE SET sponsor = excluded.sponsor, "
    "until_ts = excluded.until_ts, ended_ts = excluded.ended_ts"
)
_ANY_GUEST = SQL("SELECT 1 FROM external_guests LIMIT 1")
_FIND_GUEST = SQL(f"SELECT {_GUEST} FROM external_guests WHERE user_id = :user_id")
_GUESTS = SQL(
    f"SELECT {_GUEST} FROM external_guests WHERE user_id > :after AND (sponsor = :sponsor OR :sponsor = '') "
    "ORDER BY user_id LIMIT :most"
)
_GUESTS_OF = SQL(
    f"SELECT {_GUEST} FROM external_guests WHERE sponsor IN :*sponsors AND ended_ts IS NULL ORDER BY user_id"
)
_CONTACT = "contact_id, writer, receiver, asked, status, created_ts, decided_ts"
_PUT_CONTACT = SQL(
    f"INSERT INTO contacts ({_CONTACT}) VALUES (:contact_id, :writer, :receiver, :asked, :status, "
    ":created_ts, :decided_ts) ON CONFLICT (writer, receiver) DO UPDATE SET contact_id = excluded.contact_id, "
    "asked = excluded.asked, status = excluded.status, "
    "created_ts = excluded.created_ts, decided_ts = excluded.decided_ts"
)
_FIND_CONTACT = SQL(f"SELECT {_CONTACT} FROM contacts WHERE writer = :writer AND receiver = :receiver")
_GET_CONTACT = SQL(f"SELECT {_CONTACT} FROM contacts WHERE contact_id = :contact_id")
_CONTACTS_FOR = SQL(
    f"SELECT {_CONTACT} FROM contacts WHERE asked = :asked AND status = 'open' AND contact_id > :after "
    "ORDER BY contact_id LIMIT :most"
)
_PROTECT = SQL("INSERT INTO protected_rooms (room_id) VALUES (:room_id) ON CONFLICT (room_id) DO NOTHING")
_IS_PROTECTED = SQL("SELECT 1 FROM protected_rooms WHERE room_id = :room_id")
_PROTECTED = SQL("SELECT room_id FROM protected_rooms WHERE room_id IN :*room_ids")


def version(tx: Tx) -> str:
    """Of policy and offices, as this transaction sees them; '' before the first change."""
    return tx.value(_VERSION) or ""


def find_state(tx: Tx) -> tuple[str, bytes, bytes] | None:
    """(version, policy, offices)."""
    row = tx.one(_STATE)
    return None if row is None else (row[0], bytes(row[1]), bytes(row[2]))


def set_state(tx: Tx, version: str, policy: bytes, offices: bytes) -> None:
    tx.run(_SET_STATE, version=version, policy=policy, offices=offices)


# -- outsiders -------------------------------------------------------------------------------------------------------


def put_guest(tx: Tx, guest: Guest) -> None:
    tx.run(_PUT_GUEST, **{name: getattr(guest, name) for name in guest.__struct_fields__})
    tx.note(RULES)


def has_guests(tx: Tx) -> bool:
    """Whether there is, or ever was, anybody from outside."""
    return tx.one(_ANY_GUEST) is not None


def find_guest(tx: Tx, user_id: str) -> Guest | None:
    row = tx.one(_FIND_GUEST, user_id=user_id)
    return Guest(*row) if row else None


def list_guests(tx: Tx, after: str, most: int, sponsor: str = "") -> list[Guest]:
    """A page by user id, ended ones too; with `sponsor` only those whom he answers for."""
    return [Guest(*row) for row in tx.all(_GUESTS, after=after, most=most, sponsor=sponsor)]


def list_guests_of(tx: Tx, sponsors: Collection[str]) -> list[Guest]:
    """Those who are here and for whom one of these people answers."""
    return [Guest(*row) for row in tx.all(_GUESTS_OF, sponsors=sorted(sponsors))] if sponsors else []


# -- who asks to write up the line -----------------------------------------------------------------------------------


def put_contact(tx: Tx, contact: Contact) -> None:
    """A new one, or in place of that of the same two people."""
    tx.run(_PUT_CONTACT, **{name: getattr(contact, name) for name in contact.__struct_fields__})


def find_contact(tx: Tx, writer: str, receiver: str) -> Contact | None:
    row = tx.one(_FIND_CONTACT, writer=writer, receiver=receiver)
    return Contact(*row) if row else None


def find_contact_by_id(tx: Tx, contact_id: str) -> Contact | None:
    row = tx.one(_GET_CONTACT, contact_id=contact_id)
    return Contact(*row) if row else None


def list_contacts(tx: Tx, asked: str, after: str, most: int) -> list[Contact]:
    """The open ones that this person decides."""
    return [Contact(*row) for row in tx.all(_CONTACTS_FOR, asked=asked, after=after, most=most)]


# -- chats with offices ----------------------------------------------------------------------------------------------


def protect(tx: Tx, room_id: str) -> None:
    tx.run(_PROTECT, room_id=room_id)


def is_protected(tx: Tx, room_id: str) -> bool:
    return tx.one(_IS_PROTECTED, room_id=room_id) is not None


def list_protected(tx: Tx, room_ids: Collection[str]) -> set[str]:
    """Those of the rooms that are chats with an office."""
    return {row[0] for row in tx.all(_PROTECTED, room_ids=sorted(room_ids))} if room_ids else set()

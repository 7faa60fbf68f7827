"""What the log holds, and how a row's hash is made."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Any, Literal

import msgspec

from fangyuan.kernel import json
from fangyuan.kernel.text import Language, text

FIRST_HASH = "0" * 64


class Act(StrEnum):
    """Every kind of governing act. Its words stand in `locales/<language>/audit.toml` under `act`."""

    GROUP_FOUNDED = "group.founded"
    GROUP_COMPLETED = "group.completed"  # a draft got its purpose
    GROUP_CLOSED = "group.closed"
    GROUP_ARCHIVED = "group.archived"
    GROUP_RESTORED = "group.restored"
    GROUP_LOOKED_INTO = "group.looked_into"  # by somebody who isn't in it
    LOG_READ = "log.read"
    OWNER_CHANGED = "owner.changed"
    REVIEW_ASKED = "review.asked"
    REVIEW_WARNED = "review.warned"
    REVIEW_KEPT = "review.kept"
    CHARTER_CHANGED = "charter.changed"
    CHARTER_ACCEPTED = "charter.accepted"
    MEMBERSHIP_BY_RULE = "membership.by_rule"
    EXCEPTION_GRANTED = "exception.granted"
    EXCEPTION_REVOKED = "exception.revoked"
    EXCEPTION_EXPIRED = "exception.expired"
    PROPOSAL_FILED = "proposal.filed"  # a group waits for somebody's consent
    PROPOSAL_APPROVED = "proposal.approved"
    PROPOSAL_REFUSED = "proposal.refused"
    PROPOSAL_EXPIRED = "proposal.expired"
    FOUNDING_OVERRIDDEN = "founding.overridden"  # although there was a group like it
    CASCADE_STARTED = "cascade.started"
    REFUSAL = "refusal"
    MESSAGE_REMOVED = "message.removed"  # somebody else's, by the power to do so
    POLICY_CHANGED = "policy.changed"
    DIRECTORY_IMPORTED = "directory.imported"
    DIRECTORY_CHANGED = "directory.changed"
    PERSON_JOINED = "person.joined"
    PERSON_MOVED = "person.moved"
    PERSON_CHANGED = "person.changed"
    PERSON_SUSPENDED = "person.suspended"
    PERSON_RETURNED = "person.returned"
    PERSON_LEFT = "person.left"
    ROLE_GRANTED = "role.granted"
    ROLE_REVOKED = "role.revoked"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_DEACTIVATED = "account.deactivated"
    ACCOUNT_REACTIVATED = "account.reactivated"
    ACCOUNT_LOCKED = "account.locked"
    ACCOUNT_UNLOCKED = "account.unlocked"
    ACCOUNT_SUSPENDED = "account.suspended"
    ACCOUNT_UNSUSPENDED = "account.unsuspended"
    ROOM_UPGRADED = "room.upgraded"
    REPORT_RESOLVED = "report.resolved"
    ADMIN_GRANTED = "admin.granted"
    ADMIN_REVOKED = "admin.revoked"
    PASSWORD_RESET = "password.reset"  # noqa: S105 - the name of an act
    CODE_ISSUED = "code.issued"
    TOKEN_ISSUED = "token.issued"  # noqa: S105 - the name of an act
    TOKEN_CHANGED = "token.changed"  # noqa: S105 - the name of an act
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - the name of an act
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_ENTERED = "account.entered"
    DEVICE_CHANGED = "device.changed"
    DEVICE_REMOVED = "device.removed"
    MEMBER_ADDED = "member.added"
    ROOM_CLOSED = "room.closed"
    NOTICE_SENT = "notice.sent"
    RETENTION_APPLIED = "retention.applied"
    HOLD_PLACED = "hold.placed"
    HOLD_RELEASE_ASKED = "hold.release_asked"
    HOLD_RELEASED = "hold.released"
    HOLD_READ = "hold.read"
    GROUP_EXPORTED = "group.exported"
    EXPORT_REFUSED = "export.refused"
    FORWARD_REFUSED = "forward.refused"
    MEDIA_DELETED = "media.deleted"
    MEDIA_QUARANTINED = "media.quarantined"
    MEDIA_RELEASED = "media.released"
    MERGE_PROPOSED = "merge.proposed"
    MERGE_SIGNED = "merge.signed"
    MERGE_ENDED = "merge.ended"  # declined, expired, or one of the groups went meanwhile
    GROUP_MERGED = "group.merged"
    GROUP_ABSORBED = "group.absorbed"
    MESSAGES_MOVED = "messages.moved"
    MESSAGE_DIVERTED = "message.diverted"
    CONTACT_ASKED = "contact.asked"
    CONTACT_DECIDED = "contact.decided"
    GUARD_ENDED = "guard.ended"
    GUEST_WELCOMED = "guest.welcomed"
    GUEST_CHANGED = "guest.changed"
    GUEST_ENDED = "guest.ended"
    STRIKE_GIVEN = "strike.given"
    RESTRAINT_LAID = "restraint.laid"  # slow mode or a mute, by hand or by a clause
    RESTRAINT_LIFTED = "restraint.lifted"
    GROUP_MUTED = "group.muted"
    GROUP_UNMUTED = "group.unmuted"
    APPEAL_FILED = "appeal.filed"
    APPEAL_DECIDED = "appeal.decided"
    HELD_DECIDED = "held.decided"
    HELD_PASSED_ON = "held.passed_on"


class Entry(msgspec.Struct, frozen=True):
    """One row. `ts` is milliseconds UTC; `details` is canonical JSON with `before`, `after` and `reason`."""

    seq: int
    ts: int
    actor: str
    act: str
    subject: str
    details: bytes
    previous_hash: str
    hash: str


Flaw = Literal["", "changed", "missing", "unexpected", "link", "expected"]


class Verified(msgspec.Struct, frozen=True):
    """What the check found. `head_seq` and `head_hash` are the newest row's, worth noting down elsewhere.

    `why` is empty when all is well; `changed`: the row isn't what was written; `missing`: no row of that
    number; `unexpected`: a number that can't be there; `link`: the row doesn't follow the one before it;
    `expected`: the hash noted down earlier is nowhere in the chain, so rows were cut off or rewritten.
    """

    ok: bool
    rows: int
    first_bad_seq: int | None
    why: Flaw
    head_seq: int
    head_hash: str

    def say(self, language: Language) -> str:
        """The finding as a sentence."""
        why = self.why or ("ok" if self.rows else "empty")
        key = f"audit.verified.{why}"
        return text(key, language, rows=self.rows, seq=self.first_bad_seq, head=self.head_hash)


def details_of(before: Any, after: Any, reason: str) -> bytes:
    """The details as canonical JSON; parts that say nothing are left out."""
    parts = {"before": before, "after": after, "reason": reason or None}
    return json.canonical({name: value for name, value in parts.items() if value is not None})


def hash_of(entry: Entry) -> str:
    """SHA-256 over everything in the row but its hash, each part with its length before it (`5:hello`).

    Lengths make the encoding unambiguous: no other row, however cut, gives the same bytes. TypeError when a
    value isn't of the type that we write, which only tampering can cause.
    """
    parts: list[object] = [
        entry.previous_hash,
        entry.seq,
        entry.ts,
        entry.actor,
        entry.act,
        entry.subject,
        entry.details,
    ]
    digest = hashlib.sha256()
    for part, kind in zip(parts, (str, int, int, str, str, str, bytes), strict=True):
        if type(part) is not kind:
            raise TypeError(f"{part!r:.80} is not {kind.__name__}")
        data = part if isinstance(part, bytes) else str(part).encode()
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


def describe(act: str, language: Language) -> str:
    """The act in words."""
    return text(f"audit.act.{act}", language)


def to_json(entry: Entry) -> dict[str, Any]:
    """The row as our API and the export show it; `details` byte for byte, so that a copy can be checked."""
    return {
        "seq": entry.seq,
        "ts": entry.ts,
        "actor": entry.actor,
        "act": entry.act,
        "subject": entry.subject,
        "details": msgspec.Raw(entry.details),
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }

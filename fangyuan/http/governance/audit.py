"""The audit log: reading it, and checking its chain."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import audit, directory
from fangyuan.db import Tx
from fangyuan.http.governance import pages
from fangyuan.http.governance.rights import is_admin
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden, InvalidParam
from fangyuan.kernel.text import Language

_MAY = "administrators and auditors"


class Entry(msgspec.Struct):
    """One row; `ts` is milliseconds UTC, `act_text` says the act in the reader's language.

    `details` may hold `before`, `after` and `reason`. The hash is SHA-256 over `previous_hash`, `seq`, `ts`,
    `actor`, `act`, `subject` and `details` as they stand here, each as its length, a colon and its bytes.
    """

    seq: int
    ts: int
    actor: str
    act: str
    act_text: str
    subject: str
    details: msgspec.Raw
    previous_hash: str
    hash: str


class Page(msgspec.Struct, omit_defaults=True):
    """A page of the log. `next` goes into `from` for the page after it; absent when this was the last."""

    entries: list[Entry]
    next: str | None = None


class Checked(msgspec.Struct):
    """What the check found; `text` says it in words."""

    ok: bool
    rows: int
    first_bad_seq: int | None
    why: audit.Flaw
    head_seq: int
    head_hash: str
    text: str


def list_entries(tx: Tx, req: Request) -> Page:
    _check_may_read(tx, req)
    limit = pages.limit(req)
    wanted = {name: req.arg(name) or "" for name in ("subject", "actor", "act")}
    direction = req.arg("dir") or "b"
    if direction == "b":
        found = audit.list_latest(tx, pages.before(req), limit, **wanted)
    elif direction == "f":
        found = audit.list_entries(tx, pages.after(req), limit, **wanted)
    else:
        raise InvalidParam("dir is b or f")
    entries = [_shown(entry, req.language) for entry in found]
    return Page(entries, pages.following(found, limit, lambda entry: entry.seq))


def verify(tx: Tx, req: Request) -> Checked:
    _check_may_read(tx, req)
    found = audit.verify(tx, expect=req.arg("expect") or "")
    return Checked(**msgspec.structs.asdict(found), text=found.say(req.language))


def _check_may_read(tx: Tx, req: Request) -> None:
    org = directory.org(tx)
    if not is_admin(org, req) and not org.acts_as(req.actor, directory.AUDITOR):
        raise Forbidden("Only administrators and auditors read the audit log", key="audit.readers_only")


def _shown(entry: audit.Entry, language: Language) -> Entry:
    fields: dict[str, Any] = msgspec.structs.asdict(entry) | {"details": msgspec.Raw(entry.details)}
    return Entry(**fields, act_text=audit.describe(entry.act, language))


ROUTES = [
    Route(
        "GET",
        "/audit",
        read=list_entries,
        answer=Page,
        summary="Rows of the audit log, newest first / 审计日志，最新的在前",
        may=_MAY,
        query={
            **pages.PAGED,
            "dir": "`b` from the newest back (the default), `f` from the oldest on",
            "subject": "Only acts upon this: a room, a user, a department",
            "actor": "Only acts of this user",
            "act": "Only this act, such as `refusal`",
        },
    ),
    Route(
        "GET",
        "/audit/verify",
        read=verify,
        answer=Checked,
        summary="Checks the chain of the audit log / 核对审计链",
        may=_MAY,
        query={"expect": "The hash of a head that was noted down earlier; it must still be in the chain"},
    ),
]

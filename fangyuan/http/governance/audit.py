"""The audit log: reading it, and checking its chain."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import msgspec

from fangyuan import audit, directory
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.http.governance import pages
from fangyuan.http.governance.rights import may_audit
from fangyuan.http.request import Request, StreamedResponse
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden, InvalidParam
from fangyuan.kernel.text import Language

_AT_ONCE = 500
_LOG = "audit"
_DAY_MS, _MOST_A_DAY = 86_400_000, 1_000
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


async def list_entries(req: Request) -> Page:
    page = await req.app.db.read(lambda tx: _page(tx, req))
    await _file_reading(req)
    return page


def _page(tx: Tx, req: Request) -> Page:
    _check_may_read(tx, req)
    limit = pages.limit(req)
    wanted = _filters(req)
    direction = req.arg("dir") or "b"
    if direction == "b":
        found = audit.list_latest(tx, pages.before(req), limit, **wanted)
    elif direction == "f":
        found = audit.list_entries(tx, pages.after(req), limit, **wanted)
    else:
        raise InvalidParam("dir is b or f")
    entries = [_shown(entry, req.language) for entry in found]
    return Page(entries, pages.following(found, limit, lambda entry: entry.seq))


async def export(req: Request) -> StreamedResponse:
    """The rows there are now, page by page as fast as they are taken: the log only grows."""

    def begin(tx: Tx) -> int:
        _check_may_read(tx, req)
        return audit.head(tx)[0]

    last, wanted = await req.app.db.read(begin), _filters(req)
    await _file_reading(req)

    async def lines() -> AsyncGenerator[bytes]:
        seq = 0
        while seq < last:
            found = await req.app.db.read(lambda tx, at=seq: audit.list_entries(tx, at, _AT_ONCE, **wanted))
            seq = found[-1].seq if found else last
            if part := b"".join(audit.line_of(entry) for entry in found if entry.seq <= last):
                yield part

    name = "attachment; filename=audit.jsonl"
    return StreamedResponse(lines(), None, content_type="application/jsonl", content_disposition=name)


async def _file_reading(req: Request) -> None:
    """Who reads the log stands in it, once a day for what he looked for; looking for just these rows is not filed."""
    wanted = {name: value for name, value in _filters(req).items() if value}
    if wanted.get("act") == Act.LOG_READ:
        return

    def is_new(tx: Tx) -> bool:
        today = tx.now_ms - tx.now_ms % _DAY_MS
        mine = audit.Filters(subject=_LOG, actor=req.actor.user_id, act=Act.LOG_READ, since=today)
        filed = audit.list_latest(tx, 2**62, _MOST_A_DAY, **mine)
        return not any(json.decode(entry.details).get("after", {}) == wanted for entry in filed)

    def file(tx: Tx) -> None:
        if is_new(tx):
            audit.record(tx, req.actor.user_id, Act.LOG_READ, _LOG, after=wanted)

    if await req.app.db.read(is_new):
        await req.app.db.write(file)


def _filters(req: Request) -> audit.Filters:
    return audit.Filters(
        subject=req.arg("subject") or "",
        actor=req.arg("actor") or "",
        act=req.arg("act") or "",
        since=req.int_arg("since", 0),
        until=req.int_arg("until", 0),
    )


def verify(tx: Tx, req: Request) -> Checked:
    _check_may_read(tx, req)
    found = audit.verify(tx, expect=req.arg("expect") or "")
    return Checked(**msgspec.structs.asdict(found), text=found.say(req.language))


def _check_may_read(tx: Tx, req: Request) -> None:
    if not may_audit(directory.org(tx), req):
        raise Forbidden("Only administrators and auditors read the audit log", key="audit.readers_only")


def _shown(entry: audit.Entry, language: Language) -> Entry:
    fields: dict[str, Any] = msgspec.structs.asdict(entry) | {"details": msgspec.Raw(entry.details)}
    return Entry(**fields, act_text=audit.describe(entry.act, language))


_WHICH = {
    "subject": "Only acts upon this: a room, a user, a department",
    "actor": "Only acts of this user",
    "act": "Only this act, such as `refusal`",
    "since": "Only rows of this time or later, in ms UTC",
    "until": "Only rows before this time, in ms UTC",
}
ROUTES = [
    Route(
        "GET",
        "/audit",
        direct=list_entries,
        answer=Page,
        summary="Rows of the audit log, newest first / 审计日志，最新的在前",
        may=_MAY,
        query={
            **pages.PAGED,
            "dir": "`b` from the newest back (the default), `f` from the oldest on",
            **_WHICH,
        },
    ),
    Route(
        "GET",
        "/audit/export",
        direct=export,
        answer=bytes,
        summary="The log as JSON lines, oldest first / 以 JSON 行导出审计日志",
        may=_MAY,
        query=_WHICH,
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

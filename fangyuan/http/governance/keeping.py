"""Retention, legal holds, exports of groups, labels; who removed what, and the history of pinned notices."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import msgspec

from fangyuan import charter, groups, keeping, rooms
from fangyuan.db import Tx
from fangyuan.events import Hold
from fangyuan.http import looking
from fangyuan.http.governance import pages
from fangyuan.http.request import Request, StreamedResponse
from fangyuan.http.routes import Route
from fangyuan.keeping import Export, HoldWish, Notice, Removal
from fangyuan.kernel.errors import Conflict

_CHUNK = 262_144
_GUARDS = "Auditors, administrators / 审计员、管理员"
_EXPORTERS = "As the label says: owner, deputies, HR, administrators / 按密级：群主、副群主、人事、管理员"


class RetentionRule(msgspec.Struct):
    """`min_days`, `max_days` and `kinds` (days by kind), as data."""

    policy: dict[str, Any]


class GroupRetention(msgspec.Struct):
    """For how many days the group keeps messages and files; null: without end."""

    days: int | None


class Labels(msgspec.Struct):
    """What each label allows."""

    labels: dict[str, Any]


class HoldList(msgspec.Struct, omit_defaults=True):
    """A page, by id. `next` goes into `from` for the page after it."""

    holds: list[Hold]
    next: str | None = None


class Release(msgspec.Struct):
    reason: str = ""


class Original(msgspec.Struct):
    """An event as it was. `why` it is gone elsewhere: redaction or retention, at `lost_ts` (ms UTC)."""

    event: msgspec.Raw
    why: str
    lost_ts: int


class Originals(msgspec.Struct, omit_defaults=True):
    events: list[Original]
    next: str | None = None


class ExportWish(msgspec.Struct):
    """The members are told who exports, and this reason."""

    reason: str = ""


class ExportList(msgspec.Struct, omit_defaults=True):
    """A page, the newest first. `next` goes into `from` for the page after it."""

    exports: list[Export]
    next: str | None = None


class RemovalList(msgspec.Struct, omit_defaults=True):
    """Messages that somebody else than their author removed, the newest first."""

    removals: list[Removal]
    next: str | None = None


class NoticeList(msgspec.Struct, omit_defaults=True):
    """What was pinned when, and by whom, the newest first; what is pinned now has no `until_ts`."""

    notices: list[Notice]
    next: str | None = None


def get_rule(tx: Tx, req: Request) -> RetentionRule:
    return RetentionRule(charter.retention_policy(tx).to_json())


def put_rule(tx: Tx, req: Request) -> RetentionRule:
    return RetentionRule(keeping.set_policy(tx, req.actor, req.decode(RetentionRule).policy).to_json())


def get_retention(tx: Tx, req: Request) -> GroupRetention:
    group = groups.get_visible(tx, req.actor, req.path["roomId"])
    rooms.get(tx, group.room_id)
    return GroupRetention(keeping.days_kept(tx, group))


def list_labels(tx: Tx, req: Request) -> Labels:
    return Labels({name: powers.to_json() for name, powers in charter.labels().items()})


# -- holds -----------------------------------------------------------------------------------------------------------


def place_hold(tx: Tx, req: Request) -> Hold:
    return keeping.place(tx, req.actor, req.decode(HoldWish))


def list_holds(tx: Tx, req: Request) -> HoldList:
    limit = pages.limit(req)
    found = keeping.list_holds(tx, req.actor, pages.after_name(req), limit)
    return HoldList(found, pages.following(found, limit, lambda one: one.hold_id))


def get_hold(tx: Tx, req: Request) -> Hold:
    return keeping.get_hold(tx, req.actor, req.path["holdId"])


def release_hold(tx: Tx, req: Request) -> Hold:
    return keeping.ask_release(tx, req.actor, req.path["holdId"], req.decode(Release).reason)


def read_held(tx: Tx, req: Request) -> Originals:
    limit = pages.limit(req)
    found = keeping.read_held(tx, req.actor, req.path["holdId"], pages.after(req), limit)
    shown = [Original(msgspec.Raw(one.json), one.why, one.lost_ts) for one in found]
    return Originals(shown, pages.following(found, limit, lambda one: one.position))


# -- exports ---------------------------------------------------------------------------------------------------------


def ask_export(tx: Tx, req: Request) -> Export:
    return keeping.ask_export(tx, req.actor, req.path["roomId"], req.decode(ExportWish).reason)


def list_exports(tx: Tx, req: Request) -> ExportList:
    limit = pages.limit(req)
    before = pages.before(req)
    found = keeping.list_exports(tx, req.actor, req.path["roomId"], before, limit)
    return ExportList(found, pages.following(found, limit, lambda one: one.created_ts))


def get_export(tx: Tx, req: Request) -> Export:
    return keeping.get_export(tx, req.actor, req.path["exportId"])


async def download_export(req: Request) -> StreamedResponse:
    """The finished file, piece by piece."""
    export = await req.app.db.read(lambda tx: keeping.get_export(tx, req.actor, req.path["exportId"]))
    path = req.app.content.exporter.path(export)
    if export.status != "done" or not path.exists():
        raise Conflict("The export is not ready", key="keeping.export_not_ready")
    await looking.file(req, [export.room_id], "export")
    name = f"attachment; filename={export.export_id}.zip"
    return StreamedResponse(
        _read(path), path.stat().st_size, content_type="application/zip", content_disposition=name
    )


async def _read(path: Path) -> AsyncGenerator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


# -- traces ----------------------------------------------------------------------------------------------------------


def list_removals(tx: Tx, req: Request) -> RemovalList:
    limit = pages.limit(req)
    before = pages.before(req)
    found = keeping.list_removals(tx, req.actor, req.path["roomId"], before, limit)
    return RemovalList(found, pages.following(found, limit, lambda one: one.seq))


def list_notices(tx: Tx, req: Request) -> NoticeList:
    found, following = pages.cut(keeping.list_notices(tx, req.actor, req.path["roomId"]), req)
    return NoticeList(found, following)


ROUTES = [
    Route(
        "GET",
        "/policies/retention",
        read=get_rule,
        answer=RetentionRule,
        summary="How long groups keep messages and files / 消息和文件的保留期限",
        may="everybody",
    ),
    Route(
        "PUT",
        "/policies/retention",
        write=put_rule,
        body=RetentionRule,
        answer=RetentionRule,
        summary="Change how long groups keep messages and files / 修改保留期限",
        may="HR, administrators",
    ),
    Route(
        "GET",
        "/groups/{roomId}/retention",
        read=get_retention,
        answer=GroupRetention,
        summary="How long this group keeps messages and files / 本群的保留期限",
        may="members, who governs or audits the group",
    ),
    Route(
        "GET",
        "/labels",
        read=list_labels,
        answer=Labels,
        summary="What each label allows / 各密级的规定",
        may="everybody",
    ),
    Route(
        "POST",
        "/holds",
        write=place_hold,
        body=HoldWish,
        answer=Hold,
        summary="Place a legal hold / 设立依法保全",
        may=_GUARDS,
    ),
    Route(
        "GET",
        "/holds",
        read=list_holds,
        answer=HoldList,
        summary="Legal holds of all times / 全部依法保全",
        may=_GUARDS,
        query=pages.PAGED,
    ),
    Route(
        "GET",
        "/holds/{holdId}",
        read=get_hold,
        answer=Hold,
        summary="A legal hold / 一项依法保全",
        may=_GUARDS,
    ),
    Route(
        "POST",
        "/holds/{holdId}/release",
        write=release_hold,
        body=Release,
        answer=Hold,
        summary="Sign the release of a hold; the second person's signature ends it / 签署解除保全，两人签署后生效",
        may=_GUARDS,
    ),
    Route(
        "POST",
        "/holds/{holdId}/events",
        write=read_held,
        answer=Originals,
        summary="Originals that are gone elsewhere; the look is filed / 查看保全的原件，查看行为入审计",
        may="administrators",
        query=pages.PAGED,
    ),
    Route(
        "POST",
        "/groups/{roomId}/exports",
        write=ask_export,
        body=ExportWish,
        answer=Export,
        summary="Export the whole group; its members are told / 导出整个群，并告知成员",
        may=_EXPORTERS,
    ),
    Route(
        "GET",
        "/groups/{roomId}/exports",
        read=list_exports,
        answer=ExportList,
        summary="Exports of the group / 本群的导出记录",
        may=_EXPORTERS,
        query=pages.PAGED,
    ),
    Route(
        "GET",
        "/exports/{exportId}",
        read=get_export,
        answer=Export,
        summary="How far an export is / 导出进度",
        may=_EXPORTERS,
    ),
    Route(
        "GET",
        "/exports/{exportId}/file",
        direct=download_export,
        answer=bytes,
        summary="The finished export, for a week / 下载导出文件，保留一周",
        may=_EXPORTERS,
    ),
    Route(
        "GET",
        "/groups/{roomId}/removals",
        read=list_removals,
        answer=RemovalList,
        summary="Who removed whose messages, and why / 消息移除记录",
        may="members, who governs or audits the group",
        query=pages.PAGED,
    ),
    Route(
        "GET",
        "/groups/{roomId}/notices",
        read=list_notices,
        answer=NoticeList,
        summary="Pinned notices and their history / 群公告及其历史",
        may="members",
        query=pages.PAGED,
    ),
]

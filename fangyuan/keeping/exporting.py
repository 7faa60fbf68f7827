"""Taking a whole group out as one file: who may, and what is left of it in the group's records.

The file itself is made by the edge, which alone reaches the contents of files (`http.content.exporter`). Change kind
`export` (data: its id): somebody waits for one.
"""

from __future__ import annotations

from fangyuan import audit, charter, directory, groups, identity, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.groups import Group
from fangyuan.identity.model import Session
from fangyuan.keeping import store
from fangyuan.keeping.store import Export
from fangyuan.kernel.errors import Forbidden, NotFound
from fangyuan.kernel.text import bilingual

__all__ = [
    "Export",
    "ask_export",
    "check_may_export",
    "finish_export",
    "get_export",
    "list_ended",
    "list_exports",
    "list_unfinished",
    "record_export",
    "set_progress",
]

_KEPT_MS = 7 * 86_400_000  # a finished file


def check_may_export(tx: Tx, actor: Session | None, room_id: str) -> Group:
    """The group, if its label lets this actor take it out; None is who sits at the machine.

    Forbidden otherwise; what the label refuses is in the audit log all the same.
    """
    group = groups.get(tx, room_id)
    rooms.get(tx, room_id)
    powers = charter.powers_of(group.charter.label if group.charter is not None else "internal")
    by = actor.user_id if actor is not None else "cli"
    standings = _standings(tx, actor, group)
    if not standings:
        raise Forbidden(
            "Only the owner, HR and administrators export a group", key="keeping.export_not_yours"
        )
    if not standings & set(powers.export):
        refused = Forbidden("The label of this group allows no export", key="keeping.export_by_label")
        refused.afterwards = lambda tx: _file_refusal(tx, by, group)
        raise refused
    return group


def _file_refusal(tx: Tx, by: str, group: Group) -> None:
    label = group.charter.label if group.charter is not None else "internal"
    audit.record(tx, by, Act.EXPORT_REFUSED, group.room_id, after={"label": label})


def _standings(tx: Tx, actor: Session | None, group: Group) -> set[str]:
    """As what the actor may ask for an export. An auditor reads the log, not messages."""
    if actor is None:
        return {"admin"}
    org = directory.org(tx)
    found = {"owner"} if actor.user_id in group.owners else set[str]()
    found |= {"admin"} if actor.is_admin or org.acts_as(actor, directory.ADMIN) else set()
    return found | ({"hr"} if org.acts_as(actor, directory.HR) else set())


def ask_export(tx: Tx, actor: Session, room_id: str, reason: str) -> Export:
    """An export that is made soon; members see who asked for it, and why."""
    check_may_export(tx, actor, room_id)
    export = Export(
        export_id=tx.ids.opaque(),
        room_id=room_id,
        actor=actor.user_id,
        reason=reason[:500],
        status="waiting",
        done=0,
        total=0,
        sha256="",
        created_ts=tx.now_ms,
    )
    store.add(tx, export)
    tx.note("export", data=export.export_id, position=tx.position)
    _tell_members(tx, actor.user_id, room_id, reason)
    return export


def _tell_members(tx: Tx, by: str, room_id: str, reason: str) -> None:
    account = identity.find_account(tx, by)
    name = account.displayname or by if account is not None else by
    groups.post(
        tx, rooms.get(tx, room_id), bilingual("keeping.exported", who=name, reason=reason.strip() or "-")
    )


def record_export(tx: Tx, by: str, room_id: str, manifest: str, messages: int, reason: str) -> None:
    """The audit row: by the hash of its manifest a file can be told to be this one."""
    after = {"manifest_sha256": manifest, "messages": messages}
    audit.record(tx, by, Act.GROUP_EXPORTED, room_id, after=after, reason=reason)


def get_export(tx: Tx, actor: Session, export_id: str) -> Export:
    """An export, for who may still take this group out; M_NOT_FOUND when there is none."""
    export = store.find(tx, export_id)
    if export is None:
        raise NotFound("No such export", key="keeping.no_such_export")
    check_may_export(tx, actor, export.room_id)
    return export


def list_exports(tx: Tx, actor: Session, room_id: str, before: int, most: int) -> list[Export]:
    """A group's exports from before a time (ms UTC), the newest first."""
    check_may_export(tx, actor, room_id)
    return store.list_of_room(tx, room_id, before, most)


def list_unfinished(tx: Tx) -> list[Export]:
    """Exports that somebody waits for, also those that a crash cut off."""
    return store.list_of_status(tx, "waiting")


def set_progress(tx: Tx, export_id: str, done: int, total: int) -> None:
    store.set_progress(tx, export_id, done, total)


def finish_export(tx: Tx, export: Export, *, manifest: str, messages: int) -> None:
    """The file is there; or, without a manifest, it could not be made."""
    store.finish(tx, export.export_id, "done" if manifest else "failed", manifest)
    if manifest:
        record_export(tx, export.actor, export.room_id, manifest, messages, export.reason)


def list_ended(tx: Tx) -> list[Export]:
    """Ends what was finished a week ago; gives all whose files are to be deleted."""
    store.end_old(tx, tx.now_ms - _KEPT_MS)
    return store.list_of_status(tx, "ended")

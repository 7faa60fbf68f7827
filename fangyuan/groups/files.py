"""Files that come later than the message that shows them: the charter is asked again when they are here."""

from __future__ import annotations

from fangyuan import charter, events, rooms
from fangyuan.db import Tx
from fangyuan.groups.refusals import filing
from fangyuan.identity.model import Session

_MOST_REFS = 1_000


def check_late_file(tx: Tx, actor: Session, media_id: str, kind: str, size: int) -> None:
    """Raises charter.Refused when a group whose messages show this id takes no files of this media type or size."""
    for ref in events.list_file_refs(tx, media_id, _MOST_REFS):
        if ref.dropped_ts is not None or ref.is_picture:
            continue
        rules = rooms.get(tx, ref.room_id).rules
        if rules is None or not rules.needs_files:
            continue
        verdict = charter.decide_file(rules, kind, size)
        if not verdict.allowed:
            with filing(actor, ref.room_id):
                charter.refuse(verdict, ref.room_id)

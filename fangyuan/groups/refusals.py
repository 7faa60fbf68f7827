"""What remains of a charter's refusal: an audit row, and a word from the house to who was refused."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from fangyuan import audit, charter, rooms, timeline
from fangyuan.audit import Act
from fangyuan.charter import Verdict
from fangyuan.db import Tx
from fangyuan.groups.house import tell, tell_once
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import FangyuanError
from fangyuan.rooms import Room


@contextmanager
def filing(actor: Session, room_id: str, *, telling: bool = True) -> Generator[None]:
    """A charter's refusal inside is filed, and told unless clients show it by themselves; it goes on as an error."""
    try:
        yield
    except charter.Refused as refused:
        verdict = refused.verdict
        refused.afterwards = lambda tx: _file(tx, actor, room_id, verdict, telling=telling)
        raise


def _file(tx: Tx, actor: Session, room_id: str, verdict: Verdict, *, telling: bool) -> None:
    """The person is told once for each clause of each version, not for each try."""
    audit.record(tx, actor.user_id, Act.REFUSAL, room_id, after=verdict.to_json())
    charter.count_verdict(tx, room_id, verdict)
    room = rooms.find(tx, room_id)
    if room is None or not telling:  # a room whose making was refused never was
        return
    version = room.content(rooms.CHARTER_TYPE).get("version", 0)
    name = room.content("m.room.name").get("name") or room_id
    subject = f"refusal {room_id} {version} {verdict.clause_id}"
    words = {"group": name, "reason_zh": verdict.say("zh-CN"), "reason_en": verdict.say("en")}
    tell_once(tx, actor.user_id, subject, "groups.refused", **words)


def check_words(tx: Tx, room: Room, actor: Session, type: str, words: str | None) -> None:
    """What people write beside messages (a reason, a name) may not hold what the charter keeps out of messages."""
    if words and room.rules is not None:
        with filing(actor, room.room_id, telling=False):
            timeline.check_charter(tx, room, actor, type, {"body": words, "m.mentions": {}}, "")


def tell_why(error: FangyuanError, user_id: str, key: str) -> None:
    """What stood against it is told privately although the request fails: few clients show why a reaction did."""
    words = {"reason_zh": error.say("zh-CN"), "reason_en": error.say("en")}

    def afterwards(tx: Tx) -> None:
        tell(tx, user_id, key, **words)

    error.afterwards = afterwards

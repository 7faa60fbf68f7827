"""The house asks somebody privately, and he answers with a ✅ or a ❌ on its message, in any client."""

from __future__ import annotations

from msgspec import Struct

from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.groups import store
from fangyuan.groups.house import tell
from fangyuan.identity.model import Session
from fangyuan.kernel import json

_YES, _NO = ("✅", "✔", "☑"), ("❌", "✖", "❎")


class Answer(Struct, frozen=True):
    """What somebody said to a question: `about` is its sort, `subject` the id of what it was asked of."""

    about: str
    subject: str
    is_yes: bool


def ask(tx: Tx, user_id: str, about: str, subject: str, key: str, **params: object) -> None:
    """A private word that can be answered with a reaction; the text of `key` says so."""
    event = tell(tx, user_id, key, **params)
    if event is not None:
        store.add_question(tx, event.event_id, user_id, about, subject)


def find_answer(tx: Tx, actor: Session, event: Event) -> Answer | None:
    """What the actor answers with this event, if it is a ✅ or a ❌ on a question that the house asked him."""
    if event.type != "m.reaction" or actor.app_service:
        return None
    relation = json.as_object(event.content().get("m.relates_to"))
    is_yes, event_id = sign_of(relation.get("key")), relation.get("event_id")
    if is_yes is None or not isinstance(event_id, str):
        return None
    asked = store.find_question(tx, event_id, actor.user_id)
    return Answer(*asked, is_yes=is_yes) if asked is not None else None


def sign_of(key: object) -> bool | None:
    """Whether a reaction says yes (✅) or no (❌), in colour or not; None for any other."""
    said = key.rstrip("\ufe0e\ufe0f") if isinstance(key, str) else ""
    return said in _YES if said in (*_YES, *_NO) else None

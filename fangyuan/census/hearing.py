"""Answers from any client: ✅ or ❌ on the house's question, `!keep` or `!archive` to the house or in the group."""

from __future__ import annotations

from fangyuan import groups, rooms
from fangyuan.census import deciding, store
from fangyuan.census.review import ABOUT, answer, name_of
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.groups import Said
from fangyuan.identity.model import Session

_COMMANDS = {"keep": True, "archive": False}  # whether the group is needed
_REACTIONS = {"yes": True, "no": False}


def hear(tx: Tx, actor: Session, event: Event) -> None:
    """Takes a message that was just sent for what it may be: an answer to a question of the house."""
    if event.state_key is not None or actor.app_service or event.type not in ("m.reaction", "m.room.message"):
        return
    said = groups.read_answer(event.type, event.content())
    if said is None:
        return
    question = groups.find_question(tx, actor.user_id, said)
    if question is not None and question.about != ABOUT:
        deciding.follow(tx, actor, question, said)
    elif question is not None:
        _hear_of_review(tx, actor, question.subject, said)
    elif said.verb in _COMMANDS:
        _hear_command(tx, actor, event.room_id, said)


def _hear_of_review(tx: Tx, actor: Session, room_id: str, said: Said) -> None:
    needed = (_COMMANDS | _REACTIONS).get(said.verb)
    if needed is not None:
        _answer_question(tx, actor, room_id, said.words, needed=needed)


def _hear_command(tx: Tx, actor: Session, room_id: str, said: Said) -> None:
    """In the group that is meant, or to the house: about the only question that waits."""
    needed = _COMMANDS[said.verb]
    group = groups.find_governed_by(tx, actor, room_id)
    if group is not None:
        _answer(tx, actor, group.room_id, said.words, needed=needed)
    elif groups.is_chat_with(tx, room_id, actor.user_id):
        waiting = store.list_still_waiting(tx, groups.list_subjects(tx, actor.user_id, ABOUT))
        if len(waiting) == 1:
            _answer_question(tx, actor, waiting[0], said.words, needed=needed)
        elif waiting:
            names = [name_of(tx, groups.get(tx, one)) for one in waiting]
            groups.tell(tx, actor.user_id, "census.which", count=len(names), groups="\n".join(names))
        else:
            groups.tell(tx, actor.user_id, "census.nothing_waits")


def _answer_question(tx: Tx, actor: Session, room_id: str, note: str, *, needed: bool) -> None:
    """The answer to a question of the house, which somebody else may have answered first."""
    if store.get_review(tx, room_id).asked_ts is not None:
        _answer(tx, actor, room_id, note, needed=needed)
    else:
        groups.tell(tx, actor.user_id, "census.nothing_waits")


def _answer(tx: Tx, actor: Session, room_id: str, note: str, *, needed: bool) -> None:
    """The message was sent and stays sent, so what is wrong with the answer is no error but a word of the house."""
    group = groups.get(tx, room_id)
    if group.status == "open" and groups.may_govern(tx, actor, group):
        answer(tx, actor, room_id, note[: rooms.MAX_REASON], needed=needed)
    else:
        groups.tell(tx, actor.user_id, "census.nothing_waits")

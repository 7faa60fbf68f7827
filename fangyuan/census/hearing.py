"""Answers from any client: ✅ or ❌ on the house's question, `!keep` or `!archive` to the house or in the group."""

from __future__ import annotations

from fangyuan import groups, rooms
from fangyuan.census import deciding, store
from fangyuan.census.review import answer, name_of
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject

_COMMANDS = {"!keep": True, "!保留": True, "!archive": False, "!归档": False}
_LONGEST = 4_000  # a command with its note; longer messages are none


def hear(tx: Tx, actor: Session, event: Event) -> None:
    """Takes a message that was just sent for what it may be: an answer to a question of the house."""
    if event.state_key is not None or actor.app_service:
        return
    asked = groups.find_answer(tx, actor, event)
    if asked is not None:
        deciding.follow(tx, actor, asked)
    elif event.type == "m.reaction":
        _hear_sign(tx, actor, event.content())
    elif event.type == "m.room.message":
        _hear_command(tx, actor, event)


def _hear_sign(tx: Tx, actor: Session, content: JsonObject) -> None:
    relation = json.as_object(content.get("m.relates_to"))
    needed = groups.sign_of(relation.get("key"))
    target = json.as_str(relation.get("event_id"))
    room_id = store.find_question(tx, target, actor.user_id) if needed is not None and target else None
    if room_id is not None and needed is not None:
        _answer_question(tx, actor, room_id, "", needed=needed)


def _hear_command(tx: Tx, actor: Session, event: Event) -> None:
    content = event.content()
    said = _command(content)
    if said is None:
        return
    needed, note = said
    group = groups.find_governed_by(tx, actor, event.room_id)
    if group is not None:
        _answer(tx, actor, group.room_id, note, needed=needed)
    elif groups.is_chat_with(tx, event.room_id, actor.user_id):
        _answer_in_chat(tx, actor, content, note, needed=needed)


def _command(content: JsonObject) -> tuple[bool, str] | None:
    """(whether it is needed, the note) of a message that is a command; `！` is as good as `!`."""
    body = json.as_str(content.get("body")) or ""
    relation = json.as_object(content.get("m.relates_to"))
    if content.get("msgtype") != "m.text" or len(body) > _LONGEST or relation.get("rel_type") == "m.replace":
        return None
    if body.startswith(
        "> "
    ):  # COMPAT: quotes in front of replies, which clients left off in 2024; until 2028
        body = body.partition("\n\n")[2]
    word, _, note = body.strip().replace("！", "!", 1).partition(" ")
    needed = _COMMANDS.get(word.strip().lower())
    return None if needed is None else (needed, note)


def _answer_in_chat(tx: Tx, actor: Session, content: JsonObject, note: str, *, needed: bool) -> None:
    """Said to the house: about the question that it replies to, else about the only one that waits."""
    relation = json.as_object(content.get("m.relates_to"))
    target = json.as_str(json.as_object(relation.get("m.in_reply_to")).get("event_id"))
    found = store.find_question(tx, target, actor.user_id) if target else None
    waiting = [found] if found is not None else store.list_waiting_for(tx, actor.user_id)
    if len(waiting) == 1:
        _answer_question(tx, actor, waiting[0], note, needed=needed)
    elif waiting:
        names = [name_of(tx, groups.get(tx, room_id)) for room_id in waiting]
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

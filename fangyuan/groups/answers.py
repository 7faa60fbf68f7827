"""What people's answers to the house's questions do: decide, appeal, withdraw, sign. How they are given: `asking`.

What goes wrong is said in the chat: the answer itself has been sent already.
"""

from __future__ import annotations

from collections.abc import Callable

from fangyuan import db
from fangyuan.db import Tx
from fangyuan.groups import appeals, asking, contacts, holding, offering
from fangyuan.groups.house import is_chat_with, tell
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import FangyuanError
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import text

REPORT_ANSWERED = "moderation.answered"

Answer = Callable[[Tx, Session, str, str], object]  # the question's subject, the words behind the verb


def _decide_held(outcome: str) -> Answer:
    return lambda tx, actor, held_id, words: holding.decide(tx, actor, int(held_id), outcome, words)


def _decide_appeal(outcome: str) -> Answer:
    def decide(tx: Tx, actor: Session, appeal_id: str, words: str) -> object:
        reason = words or text("fairness.ticked", "zh-CN")
        return appeals.decide(tx, actor, int(appeal_id), outcome, reason)

    return decide


def _decide_contact(*, agrees: bool) -> Answer:
    return lambda tx, actor, contact_id, _: contacts.answer(tx, actor, contact_id, agrees=agrees)


def _about_report(verb: str) -> Answer:
    """Reports lie above groups: what is answered to them is the worker's to hand on."""

    def hand_on(tx: Tx, actor: Session, report_id: str, words: str) -> object:
        told = {"actor": actor.user_id, "report_id": int(report_id), "verb": verb, "words": words}
        return db.schedule(tx, REPORT_ANSWERED, told, tx.now_ms)

    return hand_on


_ANSWERS: dict[tuple[str, str], Answer] = {
    ("strike", "appeal"): lambda tx, actor, strike_id, words: appeals.appeal(
        tx, actor, int(strike_id), words
    ),
    ("appeal", "yes"): _decide_appeal("reversed"),
    ("appeal", "reverse"): _decide_appeal("reversed"),
    ("appeal", "no"): _decide_appeal("upheld"),
    ("appeal", "uphold"): _decide_appeal("upheld"),
    ("held", "yes"): _decide_held("approved"),
    ("held", "no"): _decide_held("refused"),
    ("mine", "no"): lambda tx, actor, held_id, _: holding.withdraw(tx, actor, int(held_id)),
    ("mine", "withdraw"): lambda tx, actor, held_id, _: holding.withdraw(tx, actor, int(held_id)),
    ("mine", "yes"): lambda tx, actor, held_id, _: offering.divert(tx, actor, int(held_id)),
    (contacts.ABOUT, "yes"): _decide_contact(agrees=True),
    (contacts.ABOUT, "no"): _decide_contact(agrees=False),
    **{
        ("report", verb): _about_report(verb)
        for verb in ("show", "yes", "no", "dismiss", "acted", "remove", "strike", "mute")
    },
}
_ABOUT, _HEEDED = {about for about, _ in _ANSWERS}, {verb for _, verb in _ANSWERS}
# Answered elsewhere, with a yes or a no, too: whoever says so alone after one of them means no older one of ours.
_ELSEWHERE = ("merge", "proposal", "cascade", "review")
# Whoever appeals hears of it by the appeal itself, who deals with a report or lets somebody write by that.
_SAYS_ITSELF = ("strike", "report", contacts.ABOUT)


def heed(tx: Tx, actor: Session, room_id: str, type: str, content: JsonObject) -> None:
    """Does what a person answers to the house, if this is an answer and it was said in his chat with it.

    Without a message that he names, the newest question that such an answer can mean; if it isn't ours, none.
    """
    said = asking.read_answer(type, content)
    if said is None or said.verb not in _HEEDED or actor.app_service:
        return
    if not is_chat_with(tx, room_id, actor.user_id):
        return
    if said.on is not None:
        question = asking.find_question(tx, actor.user_id, said)
    else:
        able = [about for about, verb in _ANSWERS if verb == said.verb]
        able += _ELSEWHERE if said.verb in ("yes", "no") else ()
        question = asking.find_newest_question(tx, actor.user_id, able)
    if said.on is not None and question is not None and question.about not in _ABOUT:
        return  # it was not asked here
    answer = _ANSWERS.get((question.about, said.verb)) if question is not None else None
    if question is None or answer is None:
        if type == "m.room.message":
            tell(tx, actor.user_id, "fairness.no_such_command")
        return
    try:
        answer(tx, actor, question.subject, said.words)
    except FangyuanError as error:  # every verb checks before it writes
        if error.afterwards is not None:
            error.afterwards(tx)
        why = {"why_zh": error.say("zh-CN"), "why_en": error.say("en")}
        tell(tx, actor.user_id, "fairness.failed", **why)
        return
    if question.about not in _SAYS_ITSELF:
        tell(tx, actor.user_id, "fairness.done", number=question.subject)

"""What a reviewer answers to the house's word about a report, in any client: handed on by the worker."""

from __future__ import annotations

import re
from typing import Any

from fangyuan import groups, identity
from fangyuan.db import Tx
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import FangyuanError
from fangyuan.kernel.text import choose_language, text
from fangyuan.moderation.actions import resolve
from fangyuan.moderation.listing import get
from fangyuan.moderation.model import NO_MEASURES, Measures

_MINUTES = re.compile(r"(\d{1,6})\s*(.*)", re.DOTALL)
_MEASURES = {"remove": Measures(redact=True), "strike": Measures(strike=True)}


def answered(tx: Tx, payload: dict[str, Any]) -> None:
    """The worker's function for `groups.REPORT_ANSWERED`. What goes wrong is said in the reviewer's chat."""
    account = identity.find_account(tx, payload["actor"])
    if account is None or not account.is_active:
        return
    actor, report_id = account.as_actor(), payload["report_id"]
    try:
        _do(tx, actor, report_id, payload["verb"], payload["words"])
    except FangyuanError as error:  # resolve checks before it writes
        why = {"why_zh": error.say("zh-CN"), "why_en": error.say("en")}
        groups.tell(tx, actor.user_id, "fairness.failed", **why)


def _do(tx: Tx, actor: Session, report_id: int, verb: str, words: str) -> None:
    if verb == "show":
        _show(tx, actor, report_id)
        return
    measures, note = _MEASURES.get(verb, NO_MEASURES), words
    if verb == "mute":
        found = _MINUTES.match(words)
        minutes, note = (int(found[1]), found[2]) if found else (0, words)
        measures = Measures(mute_minutes=minutes or -1)  # none given: it is refused with the words for that
    resolve(tx, actor, report_id, "dismissed" if verb in ("no", "dismiss") else "acted", note, measures)
    groups.tell(tx, actor.user_id, "moderation.answered", number=report_id)


def _show(tx: Tx, actor: Session, report_id: int) -> None:
    """The report with what was kept of it, in the reviewer's chat: only who asks sees it there."""
    report = get(tx, actor, report_id)
    kept = [json.as_object(one) for one in json.as_list(json.decode(report.context))]
    lines = [groups.line_of(tx, one) for one in kept] or [report.reason or "-"]
    name = groups.name_of(tx, report.room_id) if report.room_id is not None else report.subject
    words = {"number": report_id, "group": name, "lines": "\n".join(lines)}
    said = text("moderation.shown", choose_language(actor.locale), **words)
    groups.show(tx, actor.user_id, {"msgtype": "m.text", "body": said, "m.mentions": {}})

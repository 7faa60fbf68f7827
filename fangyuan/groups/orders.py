"""What who governs a group orders in it by a message, in any client: `!mute @li 10 why`, `!unmute @li`, `!muteall 30`.

The message is sent like any other, so that everybody sees who ordered what. What goes wrong is told privately.
"""

from __future__ import annotations

import re

from fangyuan import rooms
from fangyuan.db import Tx
from fangyuan.groups import restraints, store
from fangyuan.groups.asking import without_quote
from fangyuan.groups.house import tell
from fangyuan.groups.register import may_govern
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import FangyuanError, InvalidParam
from fangyuan.kernel.json import JsonObject

_WORDS = {
    "mute": "mute",
    "禁言": "mute",
    "unmute": "unmute",
    "解除禁言": "unmute",
    "muteall": "muteall",
    "全员禁言": "muteall",
    "unmuteall": "unmuteall",
    "解除全员禁言": "unmuteall",
}
_MINUTES = re.compile(r"(?:^|\s)(\d{1,6})(?:\s|$)")
_USER = re.compile(r"@[^\s:]+(?::[^\s]+)?")


def obey(tx: Tx, actor: Session, room_id: str, type: str, content: JsonObject) -> None:
    """Does what the message orders, if it orders something and its sender governs this group."""
    if type != "m.room.message" or "m.new_content" in content or actor.app_service:
        return
    body = without_quote(json.as_str(content.get("body")) or "")
    if not body.startswith(("!", "！")):
        return
    word, _, rest = body[1:].partition(" ")
    verb = _WORDS.get(word.casefold())
    group = store.find(tx, room_id) if verb is not None and rooms.get(tx, room_id).is_governed else None
    if verb is None or group is None or not may_govern(tx, actor, group):
        return
    try:
        _do(tx, actor, room_id, verb, rest.strip(), content)
    except FangyuanError as error:  # every verb checks before it writes
        why = {"why_zh": error.say("zh-CN"), "why_en": error.say("en")}
        tell(tx, actor.user_id, "fairness.failed", **why)


def _do(tx: Tx, actor: Session, room_id: str, verb: str, rest: str, content: JsonObject) -> None:
    found = _MINUTES.search(rest)
    minutes, reason = (int(found[1]), rest[found.end() :].strip()) if found else (0, rest)
    if verb == "unmuteall":
        restraints.lift_group(tx, actor, room_id)
    elif verb == "muteall":
        restraints.mute_group(tx, actor, room_id, minutes, reason)
    else:
        user_id = _whom(tx, rest, content)
        if verb == "unmute":
            restraints.lift(tx, actor, room_id, user_id)
        else:
            restraints.restrain(tx, actor, room_id, user_id, "mute", minutes, reason)


def _whom(tx: Tx, rest: str, content: JsonObject) -> str:
    """The person whom the message mentions, or writes as `@name`."""
    mentioned = json.as_list(json.as_object(content.get("m.mentions")).get("user_ids"))
    for one in mentioned:
        if isinstance(one, str):
            return one
    found = _USER.search(rest)
    if found is None:
        raise InvalidParam("Nobody is named", key="fairness.mute_usage")
    return found[0] if ":" in found[0] else tx.ids.user_id(found[0][1:])

"""/groups/{roomId}/mention-cost: what @room would cost, to be shown before it is sent."""

from __future__ import annotations

import msgspec

from fangyuan import groups
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.text import LANGUAGES, text


class MentionCostView(msgspec.Struct):
    """People who are called, minutes of them together, the share of them (0 to 1) who are off work; and in words."""

    people: int
    minutes: int
    off_hours_share: float
    text: dict[str, str]


def get_cost(tx: Tx, req: Request) -> MentionCostView:
    group = groups.get_visible(tx, req.actor, req.path["roomId"])
    named = req.int_arg("people", 0) if req.arg("people") is not None else None
    cost = groups.mention_cost(tx, group, req.actor.user_id, named)
    key = "groups.mention_cost_off" if cost.off_hours_share else "groups.mention_cost"
    words = {
        language: text(key, language, people=cost.people, minutes=cost.minutes) for language in LANGUAGES
    }
    return MentionCostView(cost.people, cost.minutes, cost.off_hours_share, {**words})


ROUTES = [
    Route(
        "GET",
        "/groups/{roomId}/mention-cost",
        read=get_cost,
        answer=MentionCostView,
        summary="What calling everybody would cost / @所有人 要打断多少人",
        may="members of the group and who is invited, HR, auditors, administrators",
        query={"people": "how many are named, if not everybody"},
    )
]

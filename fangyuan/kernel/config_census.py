"""The settings of the register of groups, with their manual."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class Census(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    notice_days: Annotated[
        int,
        Meta(
            ge=1,
            le=365,
            title="复审日期前多少天询问群主“本群是否还需要”；闲置群被询问后，也有这么多天可以答复。",
            description="Days before a group's review date at which its owner is asked whether it is still needed; "
            "also how long there is to answer for an idle group.",
        ),
    ] = 14
    grace_days: Annotated[
        int,
        Meta(
            ge=1,
            le=365,
            title="到期未答复时先警告，警告后多少天自动归档。",
            description="A question unanswered when it is due brings a warning; so many days after it the group is "
            "archived.",
        ),
    ] = 14
    idle_days: Annotated[
        int,
        Meta(
            ge=0,
            le=3650,
            title="多少天没有消息算闲置；闲置群会标出，并询问群主是否还需要。0 表示不按闲置询问。",
            description="Days without a message after which a group counts as idle: it is marked, and its owner is "
            "asked whether it is still needed. 0: never.",
        ),
    ] = 90

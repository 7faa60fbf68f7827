"""Should this group exist? Asked before it is founded: nothing is written."""

from __future__ import annotations

from msgspec import Struct

from fangyuan import directory, groups
from fangyuan.census import attention, overlap
from fangyuan.census.advice import Advice, Hours, advise
from fangyuan.census.attention import Attention
from fangyuan.census.overlap import Similar
from fangyuan.charter import Approval, Charter
from fangyuan.db import Tx
from fangyuan.identity.model import Session
from fangyuan.kernel.json import JsonObject


class Assessment(Struct, frozen=True):
    """What the company knows of a group that isn't there yet. `similar`: those of which the asker may hear."""

    charter: Charter
    people: int
    approval: Approval
    advice: Advice
    attention: Attention
    similar: tuple[Similar, ...]


def assess(tx: Tx, actor: Session, wish: JsonObject, hours: Hours | None = None) -> Assessment:
    """Looks at purpose, audience, kind, size and hours. Errors as in founding: what is missing, who may not."""
    planned = groups.plan(tx, actor, wish)
    parsed = planned.charter
    people = groups.people_of(tx, parsed, [])
    heard = overlap.told(overlap.find_similar(tx, actor, parsed.name, parsed.purpose, lambda: people))
    cost = attention.expect(tx, parsed.kind, len(people))
    advice = advise(directory.org(tx), parsed, people, heard, cost, hours)
    return Assessment(parsed, len(people), planned.approval, advice, cost, tuple(heard))

"""Whether two people quarrel: hostile messages of both, by turns, within minutes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from fangyuan.wording.insults import is_shouted, score_insult

WINDOW_MS = 300_000
"""Within which a quarrel happens."""
INSULT = 80
"""A score from which a message is an insult."""
_ENOUGH, _SHARE = 2.0, 0.5  # how much hostility both together, and each of them, has to show
_TURNS = 3  # messages by turns


class Said(NamedTuple):
    """A message as a quarrel sees it: when (ms), whose, how hostile (`hostility`)."""

    ts: int
    sender: str
    hostility: float


def hostility(text: str) -> float:
    """1 for an insult, 0.5 for what is nearly one and shouted, 0 for the rest."""
    score = score_insult(text).score
    if score >= INSULT:
        return 1.0
    return 0.5 if score >= INSULT // 2 and is_shouted(text) else 0.0


def quarrels_with(said: Iterable[Said]) -> str | None:
    """With whom the sender of the last message quarrels in it; `said` in the order of time.

    Who is insulted and doesn't pay back doesn't quarrel; what others say in between changes nothing.
    """
    *before, last = said
    if not last.hostility:
        return None
    recent = [one for one in before if one.ts >= last.ts - WINDOW_MS]
    for other in dict.fromkeys(one.sender for one in reversed(recent) if one.hostility):
        if other != last.sender and _is_quarrel([*recent, last], last.sender, other):
            return other
    return None


def _is_quarrel(said: list[Said], one: str, other: str) -> bool:
    of_both = [message for message in said if message.sender in (one, other)]
    shares = [sum(message.hostility for message in of_both if message.sender == who) for who in (one, other)]
    turns = 1 + sum(a.sender != b.sender for a, b in pairwise(of_both))
    return (
        min(shares) >= _SHARE
        and sum(shares) >= _ENOUGH
        and max(one.hostility for one in of_both) >= 1
        and turns >= _TURNS
    )

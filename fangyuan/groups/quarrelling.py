"""Two who quarrel: both slowed down, both told privately, somebody named to mediate, who is told as well."""

from __future__ import annotations

from fangyuan import directory, fairness
from fangyuan.charter import Verdict
from fangyuan.db import Tx
from fangyuan.fairness import Grounds
from fangyuan.groups.asking import ask
from fangyuan.groups.house import house, profile_of, tell
from fangyuan.groups.model import Group
from fangyuan.groups.register import get, name_of
from fangyuan.kernel import json

_SECOND_MS, _MINUTE_MS = 1_000, 60_000


def part(tx: Tx, room_id: str, user_id: str, verdict: Verdict) -> None:
    """What becomes of a quarrel, by the verdict on its last message, which was `user_id`'s. Nothing if it goes on."""
    group, params = get(tx, room_id), verdict.params
    every_seconds, minutes, other = params["every_seconds"], params["minutes"], params["other"]
    assert isinstance(every_seconds, int)
    assert isinstance(minutes, int)
    assert isinstance(other, str)
    pair = (user_id, other)
    if all(_is_slowed(tx, room_id, one, verdict) for one in pair):
        return
    mediator = _mediator(tx, group, pair)
    grounds = Grounds({**verdict.reasons()}, verdict.number, verdict.clause_id)
    until_ts = tx.now_ms + minutes * _MINUTE_MS
    words = {"group": name_of(tx, room_id), "number": verdict.number, "mediator": _name(tx, mediator)}
    for one, with_whom in (pair, pair[::-1]):
        laid = fairness.slow(tx, room_id, one, every_seconds, until_ts, grounds, house(tx).user_id)
        ask(
            tx,
            one,
            "strike",
            str(laid.strike_id),
            "fairness.quarrel" if mediator is not None else "fairness.quarrel_alone",
            other=_name(tx, with_whom),
            every_seconds=every_seconds,
            minutes=minutes,
            **words,
        )
    if mediator is not None:
        names = {"one": _name(tx, pair[0]), "other": _name(tx, pair[1])}
        tell(tx, mediator, "fairness.quarrel_mediate", minutes=minutes, **names, **words)


def _is_slowed(tx: Tx, room_id: str, user_id: str, verdict: Verdict) -> bool:
    standing = fairness.standing(tx, room_id, user_id)
    return standing is not None and standing.slow is not None and standing.slow.clause_id == verdict.clause_id


def _mediator(tx: Tx, group: Group, pair: tuple[str, str]) -> str | None:
    """The owner, a deputy when he is one of the two, else HR; None when nobody is left."""
    org = directory.org(tx)
    hr = sorted(org.user_id(one.person_id) for one in org.people.values() if directory.HR in one.roles)
    for user_id in (*group.owners, *hr):
        person = org.find_person(user_id)
        if user_id not in pair and (person is None or person.is_active):
            return user_id
    return None


def _name(tx: Tx, user_id: str | None) -> str:
    return json.as_str(profile_of(tx, user_id).get("displayname")) or user_id if user_id is not None else ""

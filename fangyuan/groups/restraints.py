"""Holding people back in a group: by the ladder after a breach, by hand, the whole group for a time; telling them."""

from __future__ import annotations

from fangyuan import charter, directory, fairness, rooms
from fangyuan.charter import Verdict
from fangyuan.db import Tx
from fangyuan.fairness import Grounds, GroupMute, Strike, said_left
from fangyuan.groups.asking import ask
from fangyuan.groups.house import house, post, tell
from fangyuan.groups.model import Group
from fangyuan.groups.register import get, get_governed, name_of
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound
from fangyuan.kernel.text import LANGUAGES, bilingual, both

ACTS = ("mute", "slow")
MINUTE_MS = 60_000
_USUAL_EVERY_S = 60


# -- by the ladder ---------------------------------------------------------------------------------------------------


def breach(tx: Tx, room_id: str, user_id: str, verdict: Verdict, cause: str | None) -> None:
    """A refusal that counts: the next rung of the kind's ladder, and a word. The same attempt is one breach.

    Who is muted climbs no further: nobody would have heard him.
    """
    standing = fairness.standing(tx, room_id, user_id)
    if standing is not None and standing.mute is not None:
        return
    reasons = {language: verdict.say(language) for language in LANGUAGES}
    grounds = Grounds(reasons, verdict.number, verdict.clause_id, cause)
    _strike(tx, get(tx, room_id), user_id, grounds, house(tx).user_id, "strike")


def strike_by_hand(tx: Tx, actor: Session, room_id: str, user_id: str, reason: str) -> None:
    """Who dealt with a report found a breach: a strike like any other. The caller has checked who he is."""
    group = get(tx, room_id)
    if user_id == house(tx).user_id:
        raise Forbidden("Not this person", key="fairness.not_restrainable")
    said = fairness.check_reason(reason)
    grounds = Grounds(dict.fromkeys(LANGUAGES, said) if said else {**both("fairness.no_reason")})
    _strike(tx, group, user_id, grounds, actor.user_id, "reviewed")


def _strike(tx: Tx, group: Group, user_id: str, grounds: Grounds, author: str, words: str) -> None:
    kind = charter.find_kind(group.kind)
    ladder = kind.ladder if kind is not None else charter.USUAL_LADDER
    given = fairness.strike(tx, group.room_id, user_id, grounds, ladder, author)
    if given is not None:
        strike, count = given
        fades = lasting(ladder.fades_ms, "fade")
        _say(tx, strike, f"fairness.{words}_{strike.act}", count=count, **fades)


def _say(tx: Tx, strike: Strike, key: str, **more: object) -> None:
    words = {
        "group": name_of(tx, strike.room_id),
        "reason_zh": strike.reasons["zh-CN"],
        "reason_en": strike.reasons["en"],
        **lasting(strike.until_ts - tx.now_ms, "left"),
        **lasting(strike.every_ms, "every"),
    }
    ask(tx, strike.user_id, "strike", str(strike.strike_id), key, **words, **more)


def lasting(ms: int, name: str) -> dict[str, str]:
    """A time as the parameters of a text in both languages."""
    return {f"{name}_zh": said_left(ms, "zh-CN"), f"{name}_en": said_left(ms, "en")}


# -- by hand ---------------------------------------------------------------------------------------------------------


def restrain(
    tx: Tx,
    actor: Session,
    room_id: str,
    user_id: str,
    act: str,
    minutes: int,
    reason: str,
    *,
    every_seconds: int = _USUAL_EVERY_S,
) -> Strike:
    """Who governs the group mutes a member or slows him down for so many minutes; he is told, and may appeal.

    M_FORBIDDEN about the owner unless HR asks, about a deputy unless the owner or HR does.
    """
    group = get_governed(tx, actor, room_id)
    if act not in ACTS:
        raise InvalidParam(f"act is one of {', '.join(ACTS)}", extra={"field": "act"})
    if rooms.membership(tx, rooms.get(tx, room_id), user_id) != "join":
        raise NotFound("Not a member", key="fairness.not_a_member")
    _check_restrainable(tx, actor, group, user_id)
    grounds = Grounds({**both("fairness.no_reason")} if not reason else dict.fromkeys(LANGUAGES, reason))
    fairness.check_reason(reason)
    until_ts = tx.now_ms + minutes * MINUTE_MS
    if act == "mute":
        laid = fairness.mute(tx, room_id, user_id, until_ts, grounds, actor.user_id)
    else:
        laid = fairness.slow(tx, room_id, user_id, every_seconds, until_ts, grounds, actor.user_id)
    _say(tx, laid, f"fairness.laid_{act}")
    return laid


def _check_restrainable(tx: Tx, actor: Session, group: Group, user_id: str) -> None:
    """Nobody holds back those above him in the group, nor the house."""
    by_office = actor.is_admin or any(
        directory.org(tx).acts_as(actor, role) for role in (directory.HR, directory.ADMIN)
    )
    is_above = user_id in group.owners and not by_office and actor.user_id != group.owner
    if user_id == house(tx).user_id or is_above or (user_id == group.owner and not by_office):
        raise Forbidden("Not this person", key="fairness.not_restrainable")


def lift(tx: Tx, actor: Session, room_id: str, user_id: str, reason: str = "") -> bool:
    """Who governs the group lets a person speak again; False when nothing held him back. Nobody lifts his own."""
    group = get_governed(tx, actor, room_id)
    if user_id == actor.user_id:
        raise Forbidden("Not one's own", key="fairness.not_restrainable")
    _check_restrainable(tx, actor, group, user_id)
    lifted = fairness.lift(tx, room_id, user_id, actor.user_id, fairness.check_reason(reason))
    if lifted:
        tell(tx, user_id, "fairness.lifted", group=name_of(tx, room_id))
    return lifted


def mute_group(tx: Tx, actor: Session, room_id: str, minutes: int, reason: str) -> GroupMute:
    """Who governs the group has it be quiet for so many minutes; the house says so in it."""
    get_governed(tx, actor, room_id)
    muted = fairness.mute_group(tx, room_id, tx.now_ms + minutes * MINUTE_MS, actor.user_id, reason)
    said = both("fairness.no_reason") if not muted.reason else dict.fromkeys(LANGUAGES, muted.reason)
    words = lasting(muted.until_ts - tx.now_ms, "left") | {
        "reason_zh": said["zh-CN"],
        "reason_en": said["en"],
    }
    post(tx, rooms.get(tx, room_id), bilingual("fairness.group_muted", **words))
    return muted


def lift_group(tx: Tx, actor: Session, room_id: str, reason: str = "") -> bool:
    """The group may speak again; False when it could."""
    get_governed(tx, actor, room_id)
    lifted = fairness.lift_group(tx, room_id, actor.user_id, fairness.check_reason(reason))
    if lifted:
        post(tx, rooms.get(tx, room_id), bilingual("fairness.group_unmuted"))
    return lifted

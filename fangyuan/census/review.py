"""Is this group still needed? What happens when somebody who governs it says so, or says no."""

from __future__ import annotations

from msgspec.structs import replace

from fangyuan import charter, groups, rooms
from fangyuan.census import store
from fangyuan.census.model import Review, day_of
from fangyuan.db import Tx
from fangyuan.groups import Group
from fangyuan.identity.model import Session

ABOUT = "review"  # of the house's questions


def answer(tx: Tx, actor: Session, room_id: str, note: str, *, needed: bool) -> Group:
    """The group is kept until its next review date, or archived; whoever was asked about it hears of that.

    For its owner, deputies, HR and administrators, whether the question was put yet or not; Forbidden for others, for
    drafts and for groups that aren't open.
    """
    group = groups.get(tx, room_id)
    groups.check_may_govern(tx, actor, group)
    groups.check_open(group)
    said = groups.check_reason(note)
    if not needed:
        return archive_asked(tx, actor.user_id, group, said, "census.archived_by")
    group = groups.renew(tx, actor.user_id, group, said)
    _settle(tx, actor.user_id, group)
    return group


def list_due(tx: Tx, actor: Session) -> list[tuple[Group, Review]]:
    """The actor's open groups of which it is to be said whether they are needed: asked by the house, or due by date."""
    own = [group for group in groups.list_own(tx, actor.user_id) if group.status == "open" and group.charter]
    reviews = store.list_reviews(tx, [group.room_id for group in own]) if own else {}
    today = day_of(tx.now_ms, charter.time_zone(tx))
    found = [(group, reviews.get(group.room_id, Review(group.room_id))) for group in own]

    def is_due(group: Group, review: Review) -> bool:
        date = group.charter.review_date if group.charter is not None else None
        return review.asked_ts is not None or (date is not None and date <= today)

    return [(group, review) for group, review in found if is_due(group, review)]


def archive_asked(tx: Tx, actor: str, group: Group, reason: str, key: str) -> Group:
    """Archives the group, and tells who was asked, by the text of `key`."""
    name, people = name_of(tx, group), _whom_to_tell(tx, group, actor)
    clear(tx, store.get_review(tx, group.room_id))
    archived = groups.put_away(tx, actor, group, reason)
    for user_id in people:
        groups.tell(tx, user_id, key, group=name, person=groups.shown(tx, actor), reason=reason or "-")
    return archived


def _settle(tx: Tx, actor: str, group: Group) -> None:
    """It was looked at: no question waits, and the others who were asked needn't answer any more."""
    assert group.charter is not None, "only groups with a charter are reviewed"
    was_asked = store.get_review(tx, group.room_id).asked_ts is not None
    people = _whom_to_tell(tx, group, actor) if was_asked else []
    clear(tx, replace(store.get_review(tx, group.room_id), last_ts=tx.now_ms, last_by=actor))
    words = {
        "group": group.charter.name,
        "person": groups.shown(tx, actor),
        "date": group.charter.review_date,
    }
    for user_id in people:
        groups.tell(tx, user_id, "census.kept", **words)


def _whom_to_tell(tx: Tx, group: Group, actor: str) -> list[str]:
    """Who was asked, and who answers: in his client nothing else shows that the house has understood."""
    is_waiting = store.get_review(tx, group.room_id).asked_ts is not None
    asked = groups.list_who_was_asked(tx, ABOUT, group.room_id) if is_waiting else group.owners
    me = groups.house(tx).user_id
    return list(dict.fromkeys(one for one in (actor, *asked) if one != me))


def clear(tx: Tx, review: Review) -> None:
    """No question waits any more."""
    store.put_review(tx, replace(review, why="", asked_ts=None, due_ts=None, warned_ts=None, archive_ts=None))


def restore(tx: Tx, actor: Session, room_id: str, reason: str) -> Group:
    """Takes a group out of the archive, which says that it is needed: it is not asked about again at once."""
    was_archived = groups.get(tx, room_id).status == "archived"
    group = groups.restore(tx, actor, room_id, reason)
    if not was_archived:
        return group
    assert group.charter is not None, "only groups with a charter are archived"
    if (group.charter.review_date or "") <= day_of(tx.now_ms, charter.time_zone(tx)):
        group = groups.renew(tx, actor.user_id, group, groups.check_reason(reason))
    _settle(tx, actor.user_id, group)
    return group


def name_of(tx: Tx, group: Group) -> str:
    """What the group is called."""
    if group.charter is not None:
        return group.charter.name
    return str(rooms.get(tx, group.room_id).content("m.room.name").get("name") or group.room_id)

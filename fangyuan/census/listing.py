"""Reading the register: every group with what is known of it, in a few statements however many there are."""

from __future__ import annotations

from msgspec.structs import replace

from fangyuan import charter as charters
from fangyuan import directory, groups, identity, rooms
from fangyuan.census import store
from fangyuan.census.activity import list_activity
from fangyuan.census.model import DAY_MS, Activity, Entry, Flag, Review, Terms, day_of
from fangyuan.census.proposal_store import list_overrides
from fangyuan.db import Tx
from fangyuan.directory import Org
from fangyuan.groups import Group
from fangyuan.identity.model import Session


def list_groups(tx: Tx, actor: Session | None, terms: Terms) -> list[Entry]:
    """Every group for HR, administrators and auditors, and for who sits at the machine (None); else one's own.

    One's own are those that one owns or is a deputy of.
    """
    if actor is None or groups.may_see_all(tx, actor):
        return describe(tx, groups.list_all(tx), terms)
    mine = groups.list_among(tx, rooms.list_joined_rooms(tx, actor.user_id))
    return describe(tx, [group for group in mine if actor.user_id in group.owners], terms)


def describe(tx: Tx, found: list[Group], terms: Terms) -> list[Entry]:
    """These groups as the register shows them."""
    room_ids = [group.room_id for group in found]
    owners = sorted({group.owner for group in found})
    accounts = {one.user_id: one.displayname for one in identity.list_accounts(tx, owners)}
    absent, org = groups.list_absent(tx, owners), directory.org(tx)
    counts, activity = rooms.list_counts(tx, room_ids), list_activity(tx, room_ids)
    reviews = store.list_reviews(tx)
    overrides = list_overrides(tx, room_ids)
    names = rooms.list_contents(tx, ["m.room.name"], [one.room_id for one in found if one.charter is None])
    entries: list[Entry] = []
    for group in found:
        room_id = group.room_id
        members = max(0, counts.get(room_id, (0, 0))[0] - 1)  # without the house
        said, review = activity.get(room_id, Activity()), reviews.get(room_id, Review(room_id))
        name = str(names.get(room_id, {}).get("m.room.name", {}).get("name") or "")
        owner_name = accounts.get(group.owner) or group.owner
        flags = _flags(tx, group, members, said, review, terms, is_ownerless=group.owner in absent)
        entry = _entry(org, group, members, said, review, flags, name=name, owner_name=owner_name)
        if room_id in overrides:
            entry = replace(entry, override=overrides[room_id].reason)
        entries.append(entry)
    return entries


def _flags(
    tx: Tx,
    group: Group,
    members: int,
    said: Activity,
    review: Review,
    terms: Terms,
    *,
    is_ownerless: bool,
) -> tuple[Flag, ...]:
    if group.status == "closed":
        return ()
    is_open, charter = group.status == "open", group.charter
    budget = charter.size_budget if charter is not None else None
    review_date = charter.review_date if charter is not None else None
    quiet_since = max(said.last_ts or 0, group.founded_ts)
    held: dict[Flag, bool] = {
        "draft": group.status == "draft",
        "ownerless": is_ownerless,
        "overdue": is_open
        and review_date is not None
        and review_date < day_of(tx.now_ms, charters.time_zone(tx)),
        "idle": is_open and 0 < terms.idle_days * DAY_MS <= tx.now_ms - quiet_since,
        "over_budget": budget is not None and members > budget,
        "asked": review.asked_ts is not None,
    }
    return tuple(flag for flag, is_so in held.items() if is_so)


def _entry(
    org: Org,
    group: Group,
    members: int,
    said: Activity,
    review: Review,
    flags: tuple[Flag, ...],
    *,
    name: str,
    owner_name: str,
) -> Entry:
    charter, person = group.charter, org.find_person(group.owner)
    department_id = person.department_id if person is not None else ""
    return Entry(
        room_id=group.room_id,
        name=charter.name if charter is not None else name,
        kind=group.kind,
        purpose=charter.purpose if charter is not None else "",
        owner=group.owner,
        owner_name=owner_name,
        deputies=charter.deputies if charter is not None else (),
        department_id=department_id,
        department=org.department_path(department_id),
        members=members,
        size_budget=charter.size_budget if charter is not None else None,
        label=charter.label if charter is not None else "",
        status=group.status,
        founded_ts=group.founded_ts,
        founded_by=group.founded_by,
        last_review_ts=review.last_ts,
        last_reviewed_by=review.last_by,
        review_date=charter.review_date if charter is not None else None,
        archive_ts=review.archive_ts,
        messages=said.messages,
        posters=said.posters,
        last_message_ts=said.last_ts,
        flags=flags,
    )

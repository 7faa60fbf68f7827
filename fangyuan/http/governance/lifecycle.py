"""/groups/{roomId}/…: whose a group is, whether it is still needed, and its end."""

from __future__ import annotations

import msgspec

from fangyuan import census, groups
from fangyuan.db import Tx
from fangyuan.groups import Group
from fangyuan.http.request import Request
from fangyuan.http.routes import Route


class Because(msgspec.Struct):
    """A reason, for the audit log and for whom it concerns."""

    reason: str = ""


class OwnerWish(msgspec.Struct):
    """`owner` is a person id or a user id."""

    owner: str
    reason: str = ""


class ReviewWish(msgspec.Struct):
    """Whether the group is still needed. If so, it is reviewed again by its kind's months; if not, it is archived."""

    needed: bool
    note: str = ""


class Standing(msgspec.Struct):
    """How the group stands now."""

    room_id: str
    status: str
    owner: str
    review_date: str | None
    charter_version: int


def _standing(group: Group) -> Standing:
    review_date = group.charter.review_date if group.charter is not None else None
    return Standing(group.room_id, group.status, group.owner, review_date, group.charter_version)


def review(tx: Tx, req: Request) -> Standing:
    wish = req.decode(ReviewWish)
    return _standing(census.answer(tx, req.actor, req.path["roomId"], wish.note, needed=wish.needed))


def hand_over(tx: Tx, req: Request) -> Standing:
    wish = req.decode(OwnerWish)
    return _standing(groups.hand_over(tx, req.actor, req.path["roomId"], wish.owner, wish.reason))


def archive(tx: Tx, req: Request) -> Standing:
    reason = req.decode(Because).reason
    return _standing(groups.archive(tx, req.actor, req.path["roomId"], reason))


def restore(tx: Tx, req: Request) -> Standing:
    return _standing(census.restore(tx, req.actor, req.path["roomId"], req.decode(Because).reason))


def close(tx: Tx, req: Request) -> Standing:
    return _standing(groups.close(tx, req.actor, req.path["roomId"], req.decode(Because).reason))


_GOVERNORS = "the group's owner and deputies, HR, administrators"
_OWNERS = "the group's owner, HR, administrators"
ROUTES = [
    Route(
        "POST",
        "/groups/{roomId}/review",
        write=review,
        body=ReviewWish,
        answer=Standing,
        summary="Say whether a group is still needed / 复审：是否还需要",
        may=_GOVERNORS,
    ),
    Route(
        "POST",
        "/groups/{roomId}/owner",
        write=hand_over,
        body=OwnerWish,
        answer=Standing,
        summary="Hand a group over to another owner / 移交群主",
        may=_OWNERS,
    ),
    Route(
        "POST",
        "/groups/{roomId}/archive",
        write=archive,
        body=Because,
        answer=Standing,
        summary="Archive a group: it is only read and searched from now on / 归档",
        may=_GOVERNORS,
    ),
    Route(
        "POST",
        "/groups/{roomId}/restore",
        write=restore,
        body=Because,
        answer=Standing,
        summary="Take a group out of the archive / 恢复",
        may=_GOVERNORS,
    ),
    Route(
        "POST",
        "/groups/{roomId}/close",
        write=close,
        body=Because,
        answer=Standing,
        summary="Close a group for good: everybody is out / 关闭",
        may=_OWNERS,
    ),
]

"""/guests: people from outside the company, who brings them in, to which groups and until when."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import directory, groups, reach
from fangyuan.db import Tx
from fangyuan.groups import GuestWish
from fangyuan.http.governance import pages
from fangyuan.http.request import Request, answer
from fangyuan.http.routes import Route
from fangyuan.reach import Guest


class Welcomed(msgspec.Struct):
    """The new guest; `code` is the password that he signs in with until he sets his own, and is shown only now."""

    guest: Guest
    code: str


class GuestList(msgspec.Struct, omit_defaults=True):
    """Guests by user id, those too whose stay has ended; `next` goes into `from`."""

    guests: list[Guest]
    next: str | None = None


class GuestEdit(msgspec.Struct, forbid_unknown_fields=True):
    """What is to change: the date (ms UTC), or who answers for him."""

    until_ts: int | None = None
    sponsor: str | None = None


class Ended(msgspec.Struct):
    pass


def post_guest(tx: Tx, req: Request) -> Any:
    guest, code = groups.welcome(tx, req.actor, req.decode(GuestWish))
    return answer(Welcomed(guest, code), 201)


def list_guests(tx: Tx, req: Request) -> GuestList:
    limit = pages.limit(req)
    sees_all = groups.may_manage(tx, req.actor) or directory.org(tx).acts_as(req.actor, directory.AUDITOR)
    sponsor = "" if sees_all else req.actor.user_id
    found = reach.list_guests(tx, pages.after_name(req), limit, sponsor)
    return GuestList(found, pages.following(found, limit, lambda one: one.user_id))


def put_guest(tx: Tx, req: Request) -> Guest:
    edit = req.decode(GuestEdit)
    return groups.change_guest(
        tx, req.actor, req.path["userId"], until_ts=edit.until_ts, sponsor=edit.sponsor
    )


def delete_guest(tx: Tx, req: Request) -> Ended:
    groups.end_guest(tx, req.actor, req.path["userId"])
    return Ended()


_HIS = "who answers for him, HR, administrators"
ROUTES = [
    Route(
        "POST",
        "/guests",
        write=post_guest,
        body=GuestWish,
        answer=Welcomed,
        is_repeatable=False,
        summary="Bring somebody from outside in / 登记外部人员",
        may="HR, administrators; owners for their own groups if the policy lets them",
    ),
    Route(
        "GET",
        "/guests",
        read=list_guests,
        answer=GuestList,
        summary="People from outside / 外部人员",
        may="HR, auditors, administrators; others see those for whom they answer",
        query=pages.PAGED,
    ),
    Route(
        "PUT",
        "/guests/{userId}",
        write=put_guest,
        body=GuestEdit,
        answer=Guest,
        summary="Prolong a stay, or name another sponsor / 延期或更换接待人",
        may=_HIS,
    ),
    Route(
        "DELETE",
        "/guests/{userId}",
        write=delete_guest,
        answer=Ended,
        summary="End a stay now / 提前结束",
        may=_HIS,
    ),
]

"""/groups: founding, charters, acceptance, audience with its exceptions, and why somebody is in or not."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import census, charter, directory, groups, rooms
from fangyuan.db import Tx
from fangyuan.groups import AudienceException, Group
from fangyuan.http.governance import pages
from fangyuan.http.request import Request, answer
from fangyuan.http.routes import Route
from fangyuan.identity.model import Session
from fangyuan.kernel.ids import localpart_of


class GroupWish(msgspec.Struct):
    """A group to found, or what is to change in a charter. `clauses` left out are the kind's own.

    `override`, in founding only: `{"reason": …}` why there should be a second group like one that there is.
    """

    kind: str | None = None
    name: str | None = None
    purpose: str | None = None
    owner: str | None = None
    deputies: list[str] | None = None
    approvers: list[str] | None = None
    audience: dict[str, Any] | None = None
    clauses: list[dict[str, Any]] | None = None
    label: str | None = None
    review_date: str | None = None
    override: dict[str, Any] | None = None
    social: str | None = None


class GroupView(msgspec.Struct, omit_defaults=True):
    """A group as the register shows it. Times are ms UTC; a draft has no charter; `members` counts the house too.

    `merged_into` is where a group that was merged goes on, at the end of the chain; `predecessors` are those that were
    merged into this one. One group by itself has its charter in `words`, and of the reader: whether he `may_govern` it,
    which version he accepted; who accepted `accept_version` has accepted all that is asked now (0: nothing is asked).
    """

    room_id: str
    kind: str
    owner: str
    status: str
    charter_version: int
    founded_ts: int
    founded_by: str
    members: int
    charter: dict[str, Any] | None = None
    charter_event_id: str | None = None
    text: dict[str, str] | None = None
    words: charter.CharterWords | None = None
    accept_version: int = 0
    accepted_version: int = 0
    may_govern: bool = False
    merged_into: str | None = None
    predecessors: list[str] = []


class Waiting(msgspec.Struct):
    """The group waits for the consent of `approval`: hr or superior. `/proposals` says how it stands."""

    proposal_id: str
    status: str
    approval: str
    expires_ts: int


class GroupList(msgspec.Struct, omit_defaults=True):
    """A page by room id. `next` goes into `from` for the page after it."""

    groups: list[GroupView]
    next: str | None = None


class CharterVersion(msgspec.Struct):
    version: int
    author: str
    ts: int
    charter: dict[str, Any]


class CharterHistory(msgspec.Struct, omit_defaults=True):
    """A page, the first version first. `next` goes into `from` for the page after it."""

    versions: list[CharterVersion]
    next: str | None = None


class Accepted(msgspec.Struct):
    version: int


class ExceptionWish(msgspec.Struct):
    """`effect` is include, exclude or admit; `until_ts` in ms UTC, null until revoked."""

    person_id: str
    effect: str
    reason: str = ""
    until_ts: int | None = None


class ExceptionList(msgspec.Struct, omit_defaults=True):
    """A page. `next` goes into `from` for the page after it."""

    exceptions: list[AudienceException]
    next: str | None = None


class Why(msgspec.Struct):
    """Whether the audience puts this person into the group, and why, in both languages."""

    person_id: str
    is_in: bool
    is_member: bool
    reason: dict[str, str]


class MoveWish(msgspec.Struct):
    """`to` is the room id of a social group; without it the charter's, or the nearest of the author's."""

    event_id: str
    to: str | None = None
    reason: str = ""


class Done(msgspec.Struct):
    """Nothing more to say."""


def _view(tx: Tx, group: Group, reader: Session | None = None) -> GroupView:
    """For a reader with all that is to be known of it; for nobody in particular as in a list."""
    room = rooms.get(tx, group.room_id)
    found = group.charter
    words, more = None, dict[str, Any]()
    if reader is not None:
        more["may_govern"] = groups.may_govern(tx, reader, group)
        more["accepted_version"] = charter.accepted_version(tx, group.room_id, reader.user_id)
    if reader is not None and found is not None:
        words = charter.texts(directory.org(tx), found, policy=charter.retention_policy(tx))
        state = room.content(rooms.CHARTER_TYPE)
        asks = charter.asks_acceptance(found)
        more["words"] = charter.said(directory.org(tx), found)
        more["accept_version"] = state.get("accept_version", group.charter_version) if asks else 0
    return GroupView(
        room_id=group.room_id,
        kind=group.kind,
        owner=group.owner,
        status=group.status,
        charter_version=group.charter_version,
        founded_ts=group.founded_ts,
        founded_by=group.founded_by,
        members=room.joined_count,
        charter=found.to_json() if found is not None else None,
        charter_event_id=group.charter_event_id,
        text={**words} if words is not None else None,
        merged_into=rooms.find_successor(tx, group.room_id),
        predecessors=sorted(rooms.list_predecessors(tx, [group.room_id])),
        **more,
    )


def _visible(tx: Tx, req: Request) -> Group:
    return groups.get_visible(tx, req.actor, req.path["roomId"])


def wish_of(req: Request) -> dict[str, Any]:
    """What the client wrote, without what it left out; types are checked here, meaning by the charter."""
    return plain_wish(req.decode(GroupWish))


def plain_wish(wish: msgspec.Struct) -> dict[str, Any]:
    """The same of what is decoded already."""
    return {name: value for name, value in msgspec.to_builtins(wish).items() if value is not None}


def found(tx: Tx, req: Request) -> Any:
    made = census.found(tx, req.actor, wish_of(req))
    if isinstance(made, Group):
        return answer(_view(tx, made, req.actor), 201)
    return answer(Waiting(made.proposal_id, made.status, made.approval, made.expires_ts), 202)


def list_groups(tx: Tx, req: Request) -> GroupList:
    limit = pages.limit(req)
    page = groups.list_groups(tx, req.actor, pages.after_name(req), limit)
    views = [_view(tx, group) for group in page]
    return GroupList(views, pages.following(page, limit, lambda group: group.room_id))


def show(tx: Tx, req: Request) -> GroupView:
    return _view(tx, _visible(tx, req), req.actor)


def amend(tx: Tx, req: Request) -> GroupView:
    return _view(tx, groups.amend(tx, req.actor, req.path["roomId"], wish_of(req)), req.actor)


def history(tx: Tx, req: Request) -> CharterHistory:
    group = _visible(tx, req)
    found, following = pages.cut(groups.list_versions(tx, group.room_id), req)
    return CharterHistory(
        [CharterVersion(one.version, author, ts, one.to_json()) for one, author, ts in found], following
    )


def accept(tx: Tx, req: Request) -> Accepted:
    return Accepted(groups.accept(tx, req.actor, req.path["roomId"], via="api"))


def why(tx: Tx, req: Request) -> Why:
    """Why anybody is in, for who may see the group; why he himself isn't, for everybody."""
    named = req.path["personId"]
    person_id = localpart_of(named) if named.startswith("@") else named
    is_himself = tx.ids.user_id(person_id) == req.actor.user_id
    group = groups.get(tx, req.path["roomId"]) if is_himself else _visible(tx, req)
    # Whom he may not know of is to him as somebody who isn't there.
    is_hidden = not groups.does_see(tx, req.actor.user_id, tx.ids.user_id(person_id))
    explanation = groups.explain(tx, group, "" if is_hidden else person_id)
    room = rooms.get(tx, group.room_id)
    standing = rooms.membership(tx, room, tx.ids.user_id(person_id))
    return Why(person_id, explanation.is_in, standing == "join", {**explanation.reasons()})


def list_exceptions(tx: Tx, req: Request) -> ExceptionList:
    return ExceptionList(*pages.cut(groups.list_exceptions(tx, _visible(tx, req).room_id), req))


def add_exception(tx: Tx, req: Request) -> Any:
    wish, room_id = req.decode(ExceptionWish), req.path["roomId"]
    added = groups.add_exception(
        tx, req.actor, room_id, wish.person_id, wish.effect, wish.reason, until_ts=wish.until_ts
    )
    return answer(added, 201)


def revoke_exception(tx: Tx, req: Request) -> Done:
    groups.revoke_exception(tx, req.actor, req.path["roomId"], req.path["exceptionId"])
    return Done()


def move(tx: Tx, req: Request) -> Any:
    wish = req.decode(MoveWish)
    moved = groups.move_message(
        tx, req.actor, req.path["roomId"], wish.event_id, to=wish.to, reason=wish.reason
    )
    return answer(moved, 201)


_MEMBERS = "members of the group and who is invited, HR, auditors, administrators"
_GOVERNORS = "the group's owner and deputies, HR, administrators"
ROUTES = [
    Route(
        "POST",
        "/groups",
        write=found,
        limit="create",
        body=GroupWish,
        answer=GroupView,
        accepted=Waiting,
        summary="Found a group with its charter / 建群并立群规",
        may="who the creation policy lets found this kind; 202 where somebody must agree first, 409 where there is one "
        "like it already",
    ),
    Route(
        "GET",
        "/groups",
        read=list_groups,
        answer=GroupList,
        summary="The register of groups, by pages / 群清册",
        may="everybody: one's own groups; HR, auditors, administrators: all",
        query=pages.PAGED,
    ),
    Route(
        "GET", "/groups/{roomId}", read=show, answer=GroupView, summary="One group / 查看一个群", may=_MEMBERS
    ),
    Route(
        "PUT",
        "/groups/{roomId}/charter",
        write=amend,
        body=GroupWish,
        answer=GroupView,
        summary="The next version of the charter / 修订群规",
        may=_GOVERNORS,
    ),
    Route(
        "GET",
        "/groups/{roomId}/charter/versions",
        read=history,
        answer=CharterHistory,
        summary="Every version of the charter / 群规历史",
        may=_MEMBERS,
        query=pages.PAGED,
    ),
    Route(
        "POST",
        "/groups/{roomId}/charter/acceptance",
        write=accept,
        answer=Accepted,
        summary="Accept the charter as it stands / 接受群规",
        may="members of the group",
    ),
    Route(
        "GET",
        "/groups/{roomId}/members/{personId}/why",
        read=why,
        answer=Why,
        summary="Why somebody is in the group or not / 为什么在群里",
        may=_MEMBERS + "; everybody about himself",
    ),
    Route(
        "GET",
        "/groups/{roomId}/exceptions",
        read=list_exceptions,
        answer=ExceptionList,
        summary="Exceptions to the audience / 成员例外",
        may=_MEMBERS,
        query=pages.PAGED,
    ),
    Route(
        "POST",
        "/groups/{roomId}/exceptions",
        write=add_exception,
        body=ExceptionWish,
        answer=AudienceException,
        summary="File an exception with its reason / 登记例外",
        may=_GOVERNORS,
    ),
    Route(
        "DELETE",
        "/groups/{roomId}/exceptions/{exceptionId}",
        write=revoke_exception,
        answer=Done,
        summary="End an exception / 撤销例外",
        may=_GOVERNORS,
    ),
    Route(
        "POST",
        "/groups/{roomId}/moves",
        write=move,
        body=MoveWish,
        answer=groups.Moved,
        summary="Move chit-chat with its replies to the social group / 把闲聊连同回复移到闲聊群",
        may="the group's owner and deputies",
    ),
]

"""Who may reach whom, where people come together: the rules of `reach` held against invitations, chats and mentions.

A direct chat that jumps the line is refused with the ways that there are, and in the same commit somebody is asked: he
answers the house's word with ✅ or ❌, in whatever client he has. Chats with an office are protected: see `offices`.
"""

from __future__ import annotations

from collections.abc import Callable, Set

from msgspec.structs import replace

from fangyuan import audit, charter, directory, identity, reach, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.directory import Org
from fangyuan.groups.asking import ask
from fangyuan.groups.house import is_chat_with, tell, tell_once
from fangyuan.groups.spaces import do_meet, list_met
from fangyuan.identity import EXTERNAL_KIND
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.reach import DAY_MS, Contact, Office
from fangyuan.rooms import Room

ASK_AGAIN_MS = 14 * DAY_MS  # a request that nobody answered, or that was declined, may be made again
ABOUT = "contact"  # of the house's questions
_MOST_NAMED = 3  # people of an office, where words name it
_LIST_OFFICES = ("!offices", "！offices", "!部门", "！部门")


# -- who may be invited and seen -------------------------------------------------------------------------------------


def does_see(tx: Tx, viewer: str, other: str) -> bool:
    """Whether the one may know that the other is here: by the rules, or because they share a room."""
    return reach.may(tx, viewer, other, "see") or do_meet(tx, viewer, other)


def list_unseen(tx: Tx, viewer: str, others: list[str]) -> set[str]:
    """Those of these users of whom the viewer may not know; one look at the rules each, and few at the rooms."""
    accounts = identity.list_accounts(tx, [one for one in others if one != viewer])
    hides = reach.is_restricted(tx, viewer)
    doubtful = [one.user_id for one in accounts if hides or one.kind == EXTERNAL_KIND]
    return {other for other in doubtful if not does_see(tx, viewer, other)}


def org_seen(tx: Tx, actor: Session) -> Org:
    """The company as this person may know it: whoever is hidden from him, and not met in any room, isn't there."""
    org = directory.org(tx)
    if not reach.is_restricted(tx, actor.user_id):
        return org
    rules = reach.compiled(tx)
    hidden = {
        person.person_id
        for person in org.people.values()
        if not rules.may(actor.user_id, org.user_id(person.person_id), "see")
    }
    met = list_met(tx, actor.user_id) if hidden else set[str]()
    left = [
        person
        for person in org.people.values()
        if person.person_id not in hidden or org.user_id(person.person_id) in met
    ]
    return Org(org.server_name, left, org.departments.values(), org.ranks.values(), org.version)


def check_seen(tx: Tx, viewer: str, other: str) -> None:
    """M_NOT_FOUND, the same as without such an account, for whom the viewer may not know."""
    if identity.find_account(tx, other) is None or not does_see(tx, viewer, other):
        raise NotFound(f"There is no account {other}")


def check_invitation(tx: Tx, actor: Session, room: Room, user_id: str) -> None:
    """Who is hidden from the actor isn't there for him; whom he may not write to he doesn't invite."""
    account = identity.find_account(tx, user_id)
    if account is None or not account.is_active or actor.kind == "house":
        return
    room.powers.check(actor.user_id, room.powers.invite, "invite")
    check_seen(tx, actor.user_id, user_id)
    if room.is_governed:
        if actor.kind == EXTERNAL_KIND:
            raise external_may_not()
        if account.kind == EXTERNAL_KIND:
            return  # who governs the group has said that he may come
    _check_may_write(tx, actor, user_id)


def _check_may_write(tx: Tx, actor: Session, user_id: str) -> None:
    if reach.may(tx, actor.user_id, user_id, "write"):
        return
    kinds = {one.kind for one in identity.list_accounts(tx, [actor.user_id, user_id])}
    if EXTERNAL_KIND in kinds:
        if not reach.policy(tx).guests.chats:
            raise Forbidden("Outsiders have no direct chats here", key="reach.no_external_chats")
        if do_meet(tx, actor.user_id, user_id):
            return
    raise Forbidden(
        "You may not write to this person",
        key="reach.may_not_write_to"
        if reach.list_active_officers(tx)
        else "reach.may_not_write_to_no_office",
        params={"name": _name(tx, user_id), **_office_names(tx)},
    )


def external_may_not() -> Forbidden:
    return Forbidden("Guests from outside may not do this", key="reach.external_may_not")


def check_direct_chat(
    tx: Tx, actor: Session, room: Room, others: list[str], reason: str | None = None
) -> None:
    """Before a direct chat of the actor with one more comes about; protects it when an office is in it."""
    if actor.kind == "house":
        return
    for other in others:
        if reach.is_jump(tx, actor.user_id, other):
            raise _jump(tx, actor.user_id, other, reason)
    officers = reach.compiled(tx).officers
    if actor.user_id in officers or not officers.isdisjoint(others):
        reach.protect(tx, room.room_id)


def check_not_a_chat(tx: Tx, actor: str, people: Callable[[], Set[str]]) -> None:
    """A group of two is a direct chat by another name: the guard asks there, too. `people` (user ids) will be in it."""
    if reach.policy(tx).guard.levels is None:
        return
    found = people()
    if actor in found and len(found) == 2:
        [other] = found - {actor}
        if reach.is_jump(tx, actor, other):
            raise _jump(tx, actor, other, None)


def check_coming(tx: Tx, actor: Session, room: Room) -> None:
    """Before somebody comes into another one's chat, or asks to, without an invitation."""
    others = rooms.list_members(tx, room.room_id, ("join", "invite"))
    if actor.kind == EXTERNAL_KIND:
        raise external_may_not()
    for other in others:
        if other != actor.user_id:
            _check_may_write(tx, actor, other)
    check_direct_chat(tx, actor, room, [one for one in others if one != actor.user_id])


def without_hidden(tx: Tx, actor: Session, room_id: str, content: JsonObject) -> JsonObject:
    """The message without the mentions that the rules don't allow: it is read, but calls nobody it may not call.

    The writer is told once for each person, as a client may have named him by itself, in a reply for example. Where an
    old client writes no `m.mentions`, names in its text would call whom they name: they call nobody.
    """
    if actor.kind == "house" or not reach.is_restricted(tx, actor.user_id):
        return content
    if "m.mentions" not in content and isinstance(content.get("body"), str):
        content = {**content, "m.mentions": {"room": True} if charter.names_room(content) else {}}
    cleaned = _cleaned(tx, actor.user_id, content)
    newer = content.get("m.new_content")
    if json.is_object(newer):
        cleaned = {**cleaned, "m.new_content": _cleaned(tx, actor.user_id, newer)}
    gone = _mentioned(content) - _mentioned(cleaned)
    for user_id in sorted(gone):
        tell_once(
            tx,
            actor.user_id,
            f"mention {user_id}",
            "reach.mention_dropped",
            name=_shown_in(tx, room_id, user_id),
        )
    return cleaned


def _mentioned(content: JsonObject) -> set[str]:
    found = json.as_list(json.as_object(content.get("m.mentions")).get("user_ids"))
    return {one for one in found if isinstance(one, str)}


def _cleaned(tx: Tx, writer: str, content: JsonObject) -> JsonObject:
    dropped = {one for one in _mentioned(content) if not reach.may(tx, writer, one, "mention")}
    if not dropped:
        return content
    mentions = json.as_object(content.get("m.mentions"))
    kept = [one for one in json.as_list(mentions.get("user_ids")) if one not in dropped]
    return {**content, "m.mentions": {**mentions, "user_ids": kept}}


def _shown_in(tx: Tx, room_id: str, user_id: str) -> str:
    """How somebody appears in a room; nothing but what the writer typed for who isn't in it."""
    room = rooms.find(tx, room_id)
    is_in = room is not None and rooms.membership(tx, room, user_id) == "join"
    return _name(tx, user_id) if is_in else user_id


# -- asking to write up the line -------------------------------------------------------------------------------------


def _name(tx: Tx, user_id: str) -> str:
    person = directory.org(tx).find_person(user_id)
    return person.name if person is not None else identity.get_profile(tx, user_id).displayname or user_id


def _office_names(tx: Tx) -> dict[str, str]:
    """The offices that can answer and who does, for words in each language."""
    officers, said = reach.list_active_officers(tx), list[tuple[Office, list[str]]]()
    for office in reach.offices(tx):
        people = [_name(tx, one) for one in office.people if one in officers]
        if people:
            said.append((office, people[:_MOST_NAMED]))
    chinese = "、".join(f"{office.name['zh-CN']}（{'、'.join(people)}）" for office, people in said)
    english = ", ".join(f"{office.name['en']} ({', '.join(people)})" for office, people in said)
    return {"offices_zh": chinese or "—", "offices_en": english or "—"}


def _jump(tx: Tx, writer: str, receiver: str, reason: str | None) -> Forbidden:
    """The refusal, with the ways that there are; unless it is asked already, what follows the refusal asks."""
    found = reach.find_contact(tx, writer, receiver)
    asked = _who_decides(tx, writer, receiver)
    params = {
        "name": _name(tx, receiver),
        "asked": _name(tx, asked),
        "superior": _name(tx, _superior(tx, writer) or asked),
        **_office_names(tx),
    }
    since = None if found is None else tx.now_ms - (found.decided_ts or found.created_ts)
    if found is None or since is None or since >= ASK_AGAIN_MS:
        refused = Forbidden("This goes up the line: asked", key="reach.jump_asked", params=params)
        refused.afterwards = lambda tx: _ask(tx, writer, receiver, asked, reason)
        return refused
    key = "reach.jump_waiting" if found.status == "open" else "reach.jump_declined"
    return Forbidden("This goes up the line", key=key, params=params)


def _superior(tx: Tx, writer: str) -> str | None:
    org = directory.org(tx)
    person = org.find_person(writer)
    superior = org.people.get(person.manager_id or "") if person is not None else None
    return org.user_id(superior.person_id) if superior is not None and superior.is_active else None


def _who_decides(tx: Tx, writer: str, receiver: str) -> str:
    if reach.policy(tx).guard.way == "superior":
        return _superior(tx, writer) or receiver
    return receiver


def _ask(tx: Tx, writer: str, receiver: str, asked: str, reason: str | None) -> None:
    key = "reach.ask_receiver" if asked == receiver else "reach.ask_superior"
    words = {"writer": _name(tx, writer), "receiver": _name(tx, receiver), "reason": reason or "-"}
    contact = Contact(tx.ids.opaque(), writer, receiver, asked, "open", tx.now_ms)
    if not ask(tx, asked, ABOUT, contact.contact_id, key, **words):
        return  # his account is closed: there is nobody to ask
    reach.put_contact(tx, contact)
    audit.record(tx, writer, Act.CONTACT_ASKED, receiver, after={"asked": asked})


def answer(tx: Tx, actor: Session, contact_id: str, *, agrees: bool) -> Contact:
    """Who was asked decides; the writer hears of it. Forbidden when it isn't his to decide, or decided."""
    found = reach.get_contact(tx, contact_id, actor.user_id)
    status = "agreed" if agrees else "declined"
    decided = replace(found, status=status, decided_ts=tx.now_ms)
    reach.put_contact(tx, decided)
    after = {"writer": found.writer, "status": status}
    audit.record(tx, found.asked, Act.CONTACT_DECIDED, found.receiver, after=after)
    names = {"name": _name(tx, found.receiver), "asked": _name(tx, found.asked), **_office_names(tx)}
    tell(tx, found.writer, f"reach.contact_{status}", **names)
    tell(tx, found.asked, f"reach.you_{status}", writer=_name(tx, found.writer))
    return decided


def name_offices_if_asked(tx: Tx, actor: Session, room_id: str, type: str, content: JsonObject) -> None:
    """`!offices` asks the house whom everybody may always write to."""
    if type != "m.room.message" or json.as_str(content.get("body")) not in _LIST_OFFICES:
        return
    if is_chat_with(tx, room_id, actor.user_id):
        key = "reach.offices_are" if reach.list_active_officers(tx) else "reach.no_offices"
        tell(tx, actor.user_id, key, **_office_names(tx))

"""The house's own account: founds groups, posts charters, tells a person privately what his client may not show."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from fangyuan import events, identity, rooms, timeline
from fangyuan.db import Tx, schedule
from fangyuan.events import Event
from fangyuan.groups import store
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import FangyuanError, Forbidden
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import LANGUAGES, bilingual, choose_language, text
from fangyuan.rooms import NewRoom, Room

TELL = "groups.tell_people"
_AT_A_TIME = 50
_HOUSE = ("house",)


def ensure_house(tx: Tx, localpart: str) -> str:
    """Makes the house's account when there is none; gives its user id."""
    found = identity.find_house(tx)
    if found is not None:
        return found
    user_id = tx.ids.user_id(localpart)
    if identity.find_account(tx, user_id) is not None:
        raise FangyuanError(f"groups.house_localpart: {user_id} belongs to somebody else")
    identity.create_account(tx, user_id, kind="house", displayname=text("groups.house_name", "zh-CN"))
    tx.memo.pop(_HOUSE, None)
    return user_id


def house(tx: Tx) -> Session:
    """The house as an actor."""
    user_id = tx.remember(_HOUSE, lambda: identity.find_house(tx))
    if user_id is None:
        tx.memo.pop(_HOUSE, None)
        raise FangyuanError("The house has no account yet", status=500)
    return Session("", user_id, "", kind="house")


def check_name(tx: Tx, name: str | None) -> None:
    """Forbidden for a name that reads as the house's: nobody speaks for it but itself."""
    if name is None:
        return
    names = {text("groups.house_name", language) for language in LANGUAGES}
    shown = identity.get_profile(tx, house(tx).user_id).displayname
    if _as_read(name) in {_as_read(one) for one in (*names, shown or "")} - {""}:
        raise Forbidden("This name is the house's", key="groups.name_of_the_house")


def _as_read(name: str) -> str:
    """Letters and digits only, in one form: what a reader's eye takes a name for."""
    return "".join(one for one in unicodedata.normalize("NFKC", name).casefold() if one.isalnum())


def profile_of(tx: Tx, user_id: str) -> JsonObject:
    """The part of a member event that says how somebody appears."""
    profile = identity.get_profile(tx, user_id)
    shown = {"displayname": profile.displayname, "avatar_url": profile.avatar_url}
    return {key: value for key, value in shown.items() if value is not None}


def post(tx: Tx, room: Room, body: str, *, html: str | None = None, notice: bool = True) -> Event:
    """A message of the house in a room. Its charter does not bind the house, which speaks for the charter."""
    content: JsonObject = {"msgtype": "m.notice" if notice else "m.text", "body": body, "m.mentions": {}}
    if html is not None:
        content |= {"format": "org.matrix.custom.html", "formatted_body": html}
    return timeline.append_message(tx, room, house(tx), "m.room.message", content, None)


def say(
    tx: Tx, user_id: str, content: JsonObject, *, type: str = "m.room.message", key: str | None = None
) -> Event:
    """Something that an administrator wants said in the house's name, privately. Once for each `key`."""
    room, me = _chat_with(tx, user_id), house(tx)
    if key is not None:
        for sent in events.list_by_transaction(tx, me.user_id, me.device_id, room.room_id, key):
            return sent
    return timeline.append_message(tx, room, me, type, json.check_event_content(content), key)


def tell(tx: Tx, user_id: str, key: str, **params: object) -> Event | None:
    """A private word from the house, in the person's language, in both if he has chosen none.

    None when nobody is there to hear it.
    """
    account = identity.find_account(tx, user_id)
    if account is None or not account.is_active or account.kind == "house":
        return None
    words = (
        text(key, choose_language(account.locale), **params) if account.locale else bilingual(key, **params)
    )
    return post(tx, _chat_with(tx, user_id), words, notice=False)


def show(tx: Tx, user_id: str, content: JsonObject) -> None:
    """Something that the house shows privately to somebody whose account is open, as it is."""
    account = identity.find_account(tx, user_id)
    if account is not None and account.is_active:
        content = json.check_event_content(content)
        timeline.append_message(tx, _chat_with(tx, user_id), house(tx), "m.room.message", content, None)


def tell_once(tx: Tx, user_id: str, subject: str, key: str, **params: object) -> None:
    """The same, but only the first time for this subject."""
    if store.note_told(tx, user_id, subject):
        tell(tx, user_id, key, **params)


def tell_all(tx: Tx, user_ids: Sequence[str], key: str, **params: object) -> None:
    """The same word to many people, left to the worker, a few at a time: nobody waits for it."""
    for at in range(0, len(user_ids), _AT_A_TIME):
        people = list(user_ids[at : at + _AT_A_TIME])
        schedule(tx, TELL, {"people": people, "key": key, "params": params}, tx.now_ms)


def tell_people(tx: Tx, payload: dict[str, Any]) -> None:
    """The worker's function for TELL."""
    for user_id in payload["people"]:
        tell(tx, user_id, payload["key"], **payload["params"])


def is_chat_with(tx: Tx, room_id: str, user_id: str) -> bool:
    """Whether this room is the direct chat of the house with this person."""
    return store.find_chat(tx, user_id) == room_id


def _chat_with(tx: Tx, user_id: str) -> Room:
    """The direct chat with a person, made when there is none; who left it is put in again to hear."""
    me = house(tx).user_id
    room_id = store.find_chat(tx, user_id)
    if room_id is None:
        room = rooms.create(
            tx, me, NewRoom(preset="trusted_private_chat", is_direct=True), profile_of(tx, me)
        )
        store.add_chat(tx, user_id, room.room_id)
        direct = identity.find_account_data(tx, user_id, "", "m.direct") or {}
        mine = [*json.as_list(direct.get(me)), room.room_id]
        identity.set_account_data(tx, user_id, "", "m.direct", {**direct, me: mine})
    else:
        room = rooms.get(tx, room_id)
    rooms.put_in(tx, room.room_id, [user_id])
    return room

"""Accounts: making, changing and closing them; their account data and filters."""

from __future__ import annotations

import base64
import hashlib

import msgspec

from fangyuan import e2ee
from fangyuan.db import Tx
from fangyuan.identity import data_store, device_store, store
from fangyuan.identity.model import (
    EXTERNAL_KIND,
    PROFILE_FIELDS,
    SERVER_CONTROLLED,
    Account,
    Profile,
    check_profile_field,
    marked,
)
from fangyuan.identity.passwords import hash_code
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, Conflict, Forbidden, InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import LANGUAGES

_NOBODY = Profile()
_MOST_TYPE = 255
MOST_FILTERS = 500  # of one person; his clients make a handful
IGNORED_USERS = "m.ignored_user_list"
DELETED = b"{}"  # the content of account data that is no more
_ERASED = "erased"


def find_account(tx: Tx, user_id: str) -> Account | None:
    """The account, closed ones too; None when there never was one."""
    return tx.remember(("account", user_id), lambda: store.find_account(tx, user_id))


def get_account(tx: Tx, user_id: str) -> Account:
    """The account; NotFound when there is none."""
    account = find_account(tx, user_id)
    if account is None:
        raise NotFound(f"There is no account {user_id}")
    return account


def create_account(
    tx: Tx,
    user_id: str,
    *,
    kind: str = "person",
    displayname: str | None = None,
    locale: str | None = None,
    password_hash: str | None = None,
    is_admin: bool = False,
) -> Account:
    """A new account; M_USER_IN_USE when the name was ever used, closed accounts included."""
    create_accounts(
        tx, [Account(user_id, kind, password_hash, displayname, locale=locale, is_admin=is_admin)]
    )
    return get_account(tx, user_id)


def create_accounts(tx: Tx, accounts: list[Account]) -> None:
    """Many new accounts in two statements, as an import needs it; M_USER_IN_USE when one name was used."""
    taken = store.list_accounts(tx, [account.user_id for account in accounts])
    if taken:
        raise Conflict(
            f"{taken[0].user_id} is already in use",
            errcode="M_USER_IN_USE",
            status=400,
            key="identity.in_use",
        )
    store.add_accounts(tx, [msgspec.structs.replace(account, created_ts=tx.now_ms) for account in accounts])
    for account in accounts:
        tx.forget(("account", account.user_id))


def set_password(tx: Tx, user_id: str, password_hash: str | None) -> None:
    """Replaces password or sign-in code by what `hash_password` or `hash_code` gave; None takes it away."""
    get_account(tx, user_id)
    tx.forget(("account", user_id))
    store.set_password(tx, user_id, password_hash)


def issue_code(tx: Tx, user_id: str) -> str:
    """A new sign-in code, valid as the password until the person sets his own; to be handed over."""
    code = tx.ids.code()
    set_password(tx, user_id, hash_code(code))
    return code


def set_locale(tx: Tx, user_id: str, locale: str | None) -> None:
    """The language that this person reads; None for whatever his client asks for."""
    if locale is not None and locale not in LANGUAGES:
        raise InvalidParam(f"locale is one of {', '.join(LANGUAGES)}")
    get_account(tx, user_id)
    tx.forget(("account", user_id))
    store.set_locale(tx, user_id, locale)
    tx.note("session", user_id=user_id)  # who keeps sessions in memory keeps the language with them


def set_admin(tx: Tx, user_id: str, *, is_admin: bool) -> None:
    """Whether this account may administer the server."""
    get_account(tx, user_id)
    tx.forget(("account", user_id))
    store.set_admin(tx, user_id, is_admin=is_admin)
    tx.note("session", user_id=user_id)


def set_locked(tx: Tx, user_id: str, *, locked: bool) -> bool:
    """Locks the account, or opens it again; False when it was so already. §Account locking."""
    if get_account(tx, user_id).is_locked == locked:
        return False
    tx.forget(("account", user_id))
    store.set_locked(tx, user_id, tx.now_ms if locked else None)
    tx.note("session", user_id=user_id)
    return True


def set_suspended(tx: Tx, user_id: str, *, suspended: bool) -> bool:
    """Leaves the account reading only, or gives its voice back; False when it was so already. §Account suspension."""
    if get_account(tx, user_id).is_suspended == suspended:
        return False
    tx.forget(("account", user_id))
    store.set_suspended(tx, user_id, tx.now_ms if suspended else None)
    tx.note("session", user_id=user_id)
    return True


def set_kind(tx: Tx, user_id: str, kind: str) -> None:
    """Whether this is a person's account or a bot's."""
    get_account(tx, user_id)
    tx.forget(("account", user_id))
    store.set_kind(tx, user_id, kind)
    tx.note("session", user_id=user_id)


def deactivate(tx: Tx, user_id: str) -> bool:
    """Closes the account: every session and device is gone at once. False when it was closed already.

    Rooms are the caller's: take him out of them in the same transaction.
    """
    if not get_account(tx, user_id).is_active:
        return False
    tx.forget(("account", user_id))
    store.set_deactivated(tx, user_id, tx.now_ms)
    end_sessions(tx, user_id)
    return True


def reactivate(tx: Tx, user_id: str) -> bool:
    """Opens a closed account again, with the password it had. False when it was open."""
    if get_account(tx, user_id).is_active:
        return False
    tx.forget(("account", user_id))
    store.set_deactivated(tx, user_id, None)
    tx.forget(_ERASED)
    store.drop_erasure(tx, user_id)
    return True


def erase_words(tx: Tx, user_id: str) -> None:
    """From now on what he said is read only by those who were in the room when he said it. §POST /account/deactivate.

    The log stays as it was: an account that is opened again has its words back.
    """
    tx.forget(_ERASED)
    store.add_erasure(tx, user_id, tx.now_ms)


def list_erased(tx: Tx) -> frozenset[str]:
    """Whose words are erased for newcomers."""
    return tx.remember(_ERASED, lambda: store.list_erased(tx))


def end_sessions(tx: Tx, user_id: str, *, but_device: str | None = None) -> None:
    """Signs the person out everywhere, or everywhere but on one device; the devices are gone too.

    So is a dehydrated one: whoever got into the account may have left it there.
    """
    gone = [
        device.device_id
        for device in device_store.list_devices(tx, user_id)
        if device.device_id != but_device
    ]
    e2ee.end_dehydrated(tx, user_id)
    drop_devices(tx, user_id, gone)


def drop_devices(tx: Tx, user_id: str, device_ids: list[str]) -> None:
    """These devices, their sessions, their keys and what waited for them are gone; unknown ones are gone already.

    §DELETE /devices.
    """
    if device_store.drop_devices(tx, user_id, device_ids):
        e2ee.drop_devices(tx, user_id, device_ids)
    device_store.drop_sessions(tx, user_id, device_ids)
    tx.note("session", user_id=user_id)


# -- profiles ------------------------------------------------------------------------------------------------


def get_profile(tx: Tx, user_id: str) -> Profile:
    """How the user appears; an empty profile for somebody we don't know."""
    account = find_account(tx, user_id)
    return Profile(account.displayname, account.avatar_url) if account else _NOBODY


def set_profile(tx: Tx, user_id: str, field: str, value: str | None, *, any_url: bool = False) -> bool:
    """Sets or clears `displayname` or `avatar_url`; False when it was so already. §PUT /profile.

    A picture is one of ours, unless `any_url`: others' would tell their server who looks at whom. Member events are
    the caller's: `rooms.update_profile` follows in the same transaction.
    """
    if field not in PROFILE_FIELDS:
        raise Forbidden(f"Profiles here have {' and '.join(PROFILE_FIELDS)} only")
    check_profile_field(field, value, any_url=any_url)
    account = get_account(tx, user_id)
    if field == "displayname" and account.kind == EXTERNAL_KIND:
        value = marked(value or "")
    if getattr(account, field) == (value or None):
        return False
    tx.forget(("account", user_id))
    store.set_profile(tx, user_id, field, value or None)
    tx.note("profile", user_id=user_id)
    return True


# -- account data and filters --------------------------------------------------------------------------------


def set_account_data(tx: Tx, user_id: str, room_id: str, type: str, content: JsonObject) -> None:
    """What a user's clients keep here; `room_id` is '' for global. The same again changes nothing."""
    if len(type) > _MOST_TYPE:
        raise InvalidParam(f"A type has at most {_MOST_TYPE} characters")
    encoded = json.encode(content)
    if data_store.find_account_data(tx, user_id, room_id, type) == encoded:
        return
    if type == IGNORED_USERS and not room_id:
        tx.forget(("ignored", user_id))
    position = tx.note("account_data", room_id=room_id, user_id=user_id, data=(type, encoded))
    data_store.put_account_data(tx, user_id, room_id, type, encoded, position)


def check_client_may_set(type: str) -> None:
    """M_BAD_JSON with 405 for the types that the server writes itself. §PUT …/account_data/{type}."""
    if type in SERVER_CONTROLLED:
        raise BadJson(f"Cannot set {type} through this API", status=405)


def delete_account_data(tx: Tx, user_id: str, room_id: str, type: str) -> None:
    """Takes it away: clients hear of `{}`, who comes later hears nothing. What isn't there is gone already. MSC3391."""
    if data_store.find_account_data(tx, user_id, room_id, type) is not None:
        set_account_data(tx, user_id, room_id, type, {})


def find_account_data(tx: Tx, user_id: str, room_id: str, type: str) -> JsonObject | None:
    """The content that was set last; `room_id` is '' for global. None for `{}`, too, which means deleted. MSC3391."""
    found = data_store.find_account_data(tx, user_id, room_id, type)
    return None if found is None or found == DELETED else json.decode(found)


def list_ignored(tx: Tx, user_id: str) -> frozenset[str]:
    """Whose messages and invitations the user does not want to see. Client-Server API §Ignoring Users."""
    return tx.remember(("ignored", user_id), lambda: _load_ignored(tx, user_id))


def _load_ignored(tx: Tx, user_id: str) -> frozenset[str]:
    content = find_account_data(tx, user_id, "", IGNORED_USERS) or {}
    return frozenset(json.as_object(content.get("ignored_users"))) - {user_id}  # nobody hides his own words


def set_tag(tx: Tx, user_id: str, room_id: str, tag: str, content: JsonObject | None) -> None:
    """Puts a tag on a room, or takes it off with None. Client-Server API §Room Tagging."""
    if len(tag.encode()) > _MOST_TYPE:
        raise InvalidParam(f"A tag has at most {_MOST_TYPE} bytes")
    tags = list_tags(tx, user_id, room_id)
    if content is not None:
        tags[tag] = content
    elif tags.pop(tag, None) is None:
        return
    set_account_data(tx, user_id, room_id, "m.tag", {"tags": tags})


def list_tags(tx: Tx, user_id: str, room_id: str) -> JsonObject:
    """The user's tags of a room, each with its content."""
    return json.as_object((find_account_data(tx, user_id, room_id, "m.tag") or {}).get("tags"))


def carry_over(tx: Tx, user_ids: list[str], room_id: str, new_id: str) -> None:
    """A room goes on in another: these users' tags and direct chats name that too. §Room upgrades."""
    for user_id, type, body in data_store.list_room_marks(tx, user_ids, room_id):
        content: JsonObject = json.decode(body)
        if type == "m.tag":
            set_account_data(tx, user_id, new_id, type, content)
            continue
        chats = {
            other: [*rooms, new_id] if room_id in rooms and new_id not in rooms else rooms
            for other, rooms in ((other, json.as_list(named)) for other, named in content.items())
        }
        if chats != content:
            set_account_data(tx, user_id, "", type, chats)


def create_filter(tx: Tx, user_id: str, definition: JsonObject) -> str:
    """Keeps a filter and gives its id: the same filter has the same id. Client-Server API §Filtering.

    M_INVALID_PARAM for who keeps as many as one may: no filter goes by itself, clients use their ids for years.
    """
    encoded = json.canonical(definition)
    # The digest makes the id; an opening '{' would make it look like a filter to /sync, which base64 can't.
    filter_id = base64.urlsafe_b64encode(hashlib.sha256(encoded).digest()[:12]).decode()
    if data_store.find_filter(tx, user_id, filter_id) is None:
        if data_store.count_filters(tx, user_id) >= MOST_FILTERS:
            raise InvalidParam(f"You keep {MOST_FILTERS} filters: use them again, or send the filter itself")
        data_store.add_filter(tx, user_id, filter_id, encoded)
    return filter_id


def find_filter(tx: Tx, user_id: str, filter_id: str) -> JsonObject | None:
    """The filter's definition."""
    found = data_store.find_filter(tx, user_id, filter_id)
    return None if found is None else json.decode(found)

"""What a profile holds beyond name and picture: a time zone, a status, whatever clients agree on. §Profiles, v1.16."""

from __future__ import annotations

import re
from typing import Any

from fangyuan import events
from fangyuan.db import Tx
from fangyuan.identity import data_store, store
from fangyuan.identity.actions import erase_words, get_account
from fangyuan.identity.model import PROFILE_FIELDS
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadRequest, InvalidParam
from fangyuan.kernel.json import JsonObject

_MOST_NAME = 255  # bytes
_MOST_PROFILE = 65_536  # bytes
# Appendices §Common Namespaced Identifier Grammar.
_NAME = re.compile(r"[a-z][a-z0-9_.-]*")


def list_fields(tx: Tx, user_id: str) -> JsonObject:
    """The fields that the user has set, but for `displayname` and `avatar_url`."""
    return {name: json.decode(value) for name, value in data_store.list_fields(tx, user_id)}


def check_field_name(name: str) -> None:
    """M_KEY_TOO_LARGE or M_INVALID_PARAM for what is no name of a field."""
    if len(name.encode()) > _MOST_NAME:
        raise BadRequest(f"A profile's keys have at most {_MOST_NAME} bytes", errcode="M_KEY_TOO_LARGE")
    if not _NAME.fullmatch(name):
        raise InvalidParam(f"{name!r:.80} is not a name for a profile's field")


def set_field(tx: Tx, user_id: str, name: str, value: Any) -> None:
    """Any JSON under a name; M_PROFILE_TOO_LARGE when the whole profile would be too large."""
    check_field_name(name)
    account = get_account(tx, user_id)
    fields = {
        "displayname": account.displayname,
        "avatar_url": account.avatar_url,
        **list_fields(tx, user_id),
    }
    if len(json.encode({**fields, name: value})) >= _MOST_PROFILE:
        raise BadRequest(f"A profile has less than {_MOST_PROFILE} bytes", errcode="M_PROFILE_TOO_LARGE")
    data_store.set_field(tx, user_id, name, json.encode(value))


def delete_field(tx: Tx, user_id: str, name: str) -> None:
    """The field is gone; one that wasn't there is gone already."""
    check_field_name(name)
    data_store.drop_field(tx, user_id, name)


def erase(tx: Tx, user_id: str) -> None:
    """Of a closed account: nothing is left of how the person appeared and of what his clients kept, but his id.

    What he said in rooms stays there for those who were there: it is the company's record, like a letter that was sent.
    """
    get_account(tx, user_id)
    events.check_may_end(tx, user_id=user_id)
    tx.forget(("account", user_id))
    for field in PROFILE_FIELDS:
        store.set_profile(tx, user_id, field, None)
    data_store.drop_fields(tx, user_id)
    data_store.drop_all_data(tx, user_id)
    erase_words(tx, user_id)
    tx.note("profile", user_id=user_id)

"""Other people's accounts: making, changing, closing and entering them."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import audit, directory, events, groups, identity, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.identity import Account, SignIn
from fangyuan.kernel.errors import BadRequest, Forbidden, InvalidParam, NotFound
from fangyuan.kernel.ids import check_user_id, localpart_of

KINDS = {None: "person", "": "person", "bot": "bot"}  # what tools call a user's type


class AccountWish(msgspec.Struct):
    """What is to be so; None leaves a field as it is, '' clears a name or a picture."""

    displayname: str | None = None
    avatar_url: str | None = None
    is_admin: bool | None = None
    deactivated: bool | None = None
    locked: bool | None = None
    kind: str | None = None
    password_hash: str | None = None
    logout_devices: bool = True


def get_target(tx: Tx, user_id: str) -> Account:
    """The account that an administrator means: M_NOT_FOUND when there is none."""
    if not tx.ids.is_ours(check_user_id(user_id)):
        raise BadRequest("Only accounts of this server can be administered here")
    account = identity.find_account(tx, user_id)
    if account is None:
        raise NotFound("User not found")
    return account


def _get_touchable(tx: Tx, user_id: str) -> Account:
    account = get_target(tx, user_id)
    if account.kind == "house":
        raise Forbidden("The house's account is not touched", key="administration.house_stays")
    return account


def _check_admin_stays(tx: Tx, account: Account) -> None:
    """Without an administrator nobody could make another but at the command line."""
    if account.is_admin and account.is_active and identity.count_admins(tx) <= 1:
        raise Forbidden("The last administrator stays one", key="administration.last_admin")


def create(tx: Tx, actor: str, user_id: str, wish: AccountWish) -> Account:
    """A new account; M_USER_IN_USE when the name was ever used, M_INVALID_USERNAME when it can't be one."""
    identity.check_localpart(localpart_of(user_id), user_id)
    groups.check_name(tx, wish.displayname)
    account = identity.create_account(
        tx,
        user_id,
        kind=wish.kind or "person",
        password_hash=wish.password_hash,
        is_admin=bool(wish.is_admin),
    )
    audit.record(tx, actor, Act.ACCOUNT_CREATED, user_id, after={"is_admin": account.is_admin})
    _change_profile(tx, actor, user_id, wish, is_new=True)
    if wish.locked:
        set_locked(tx, actor, user_id, locked=True)
    if wish.deactivated:
        deactivate(tx, actor, user_id)
    else:
        _settle(tx, actor, user_id)
    return identity.get_account(tx, user_id)


def _settle(tx: Tx, actor: str, user_id: str) -> None:
    """An account that is open from now on: its person is in his groups by rule, if the directory knows him."""
    person_id = localpart_of(user_id)
    if person_id in directory.org(tx).people:
        groups.follow_directory(tx, actor, frozenset({person_id}))


def change(tx: Tx, actor: str, user_id: str, wish: AccountWish) -> Account:
    """Changes what differs from the wish, each change with its row in the audit log."""
    account = _get_touchable(tx, user_id)
    groups.check_name(tx, wish.displayname)
    if wish.deactivated is False and identity.reactivate(tx, user_id):
        audit.record(tx, actor, Act.ACCOUNT_REACTIVATED, user_id)
        _settle(tx, actor, user_id)
    if account.kind == identity.EXTERNAL_KIND and wish.kind is not None:
        raise Forbidden("Somebody from outside stays so", key="reach.external_stays")
    if wish.kind is not None and wish.kind != account.kind:
        identity.set_kind(tx, user_id, wish.kind)
        audit.record(
            tx, actor, Act.ACCOUNT_CHANGED, user_id, before={"kind": account.kind}, after={"kind": wish.kind}
        )
        groups.follow_directory(
            tx, actor, frozenset({localpart_of(user_id)})
        )  # a program is not in every group
    _change_profile(tx, actor, user_id, wish)
    if wish.password_hash is not None:
        reset_password(tx, actor, user_id, wish.password_hash, logout_devices=wish.logout_devices)
    if wish.is_admin is not None:
        set_admin(tx, actor, user_id, is_admin=wish.is_admin)
    if wish.locked is not None and wish.locked != account.is_locked:
        set_locked(tx, actor, user_id, locked=wish.locked)
    if wish.deactivated:
        deactivate(tx, actor, user_id)
    return identity.get_account(tx, user_id)


def _change_profile(tx: Tx, actor: str, user_id: str, wish: AccountWish, *, is_new: bool = False) -> None:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for field in identity.PROFILE_FIELDS:
        value, was = getattr(wish, field), getattr(identity.get_profile(tx, user_id), field)
        if value is not None and identity.set_profile(tx, user_id, field, value):
            before[field], after[field] = was, value
    if after and not is_new:
        rooms.update_profile(tx, user_id)
        audit.record(tx, actor, Act.ACCOUNT_CHANGED, user_id, before=before, after=after)


def reset_password(
    tx: Tx, actor: str, user_id: str, password_hash: str, *, logout_devices: bool = True
) -> None:
    """Another password; he is signed out everywhere, unless the administrator says otherwise."""
    account = _get_touchable(tx, user_id)
    if account.kind == "guest":
        raise InvalidParam("Guests have no password")
    identity.set_password(tx, user_id, password_hash)
    groups.seal(tx, user_id)
    if logout_devices:
        identity.end_sessions(tx, user_id)
    audit.record(tx, actor, Act.PASSWORD_RESET, user_id, after={"logout_devices": logout_devices})


def set_admin(tx: Tx, actor: str, user_id: str, *, is_admin: bool) -> None:
    """Gives or takes the administrator's rights; the last one keeps his."""
    account = _get_touchable(tx, user_id)
    if account.is_admin == is_admin:
        return
    if not is_admin:
        _check_admin_stays(tx, account)
    elif account.kind in ("guest", identity.EXTERNAL_KIND):
        raise Forbidden("A guest can't administer the server", key="administration.no_guest_admin")
    identity.set_admin(tx, user_id, is_admin=is_admin)
    audit.record(tx, actor, Act.ADMIN_GRANTED if is_admin else Act.ADMIN_REVOKED, user_id)


def set_locked(tx: Tx, actor: str, user_id: str, *, locked: bool) -> None:
    """Locks an account, whose sessions wait until it is opened again, or opens it. §Account locking."""
    check_may_restrict(tx, actor, user_id)
    if identity.set_locked(tx, user_id, locked=locked):
        audit.record(tx, actor, Act.ACCOUNT_LOCKED if locked else Act.ACCOUNT_UNLOCKED, user_id)


def set_suspended(tx: Tx, actor: str, user_id: str, *, suspended: bool) -> None:
    """Leaves an account reading only, or gives its voice back; the person is told. §Account suspension."""
    check_may_restrict(tx, actor, user_id)
    if identity.set_suspended(tx, user_id, suspended=suspended):
        audit.record(tx, actor, Act.ACCOUNT_SUSPENDED if suspended else Act.ACCOUNT_UNSUSPENDED, user_id)
        groups.tell(tx, user_id, "groups.suspended" if suspended else "groups.unsuspended")
        groups.replace_absent_owners(tx, actor)


def check_may_restrict(tx: Tx, actor: str, user_id: str) -> None:
    """Nobody locks or suspends himself, another administrator or the house."""
    account = get_target(tx, user_id)
    if user_id == actor:
        raise Forbidden("Nobody locks or suspends himself", key="identity.not_yourself")
    is_admin = account.is_admin or directory.org(tx).has_role(user_id, directory.ADMIN)
    if account.kind == "house" or is_admin:
        raise Forbidden("Administrators are not locked or suspended", key="identity.not_an_admin")


def deactivate(tx: Tx, actor: str, user_id: str, *, erase: bool = False) -> bool:
    """Closes the account: his sessions end and he is out of every room. False when it was closed.

    `erase` takes his name and picture off the account, too; what he said stays in the company's records, and is read
    in the rooms by those who were there.
    """
    account = _get_touchable(tx, user_id)
    _check_admin_stays(tx, account)
    if erase:
        events.check_may_end(tx, user_id=user_id)
    closed = groups.close_account(tx, actor, user_id)
    if erase:
        for field in identity.PROFILE_FIELDS:
            identity.set_profile(tx, user_id, field, None)
        identity.erase_words(tx, user_id)
        # The chain can't forget: it says that they are gone, not what they were.
        audit.record(tx, actor, Act.ACCOUNT_CHANGED, user_id, after={"erased": True})
    return closed


def enter(tx: Tx, actor: str, user_id: str, until_ts: int | None) -> SignIn:
    """A token for somebody else's account, for bridges and for support; he sees the device and who made it.

    `until_ts` is milliseconds UTC, None for no end.
    """
    if user_id == actor:
        raise BadRequest("Cannot use admin API to login as self")
    account = _get_touchable(tx, user_id)
    if until_ts is not None and until_ts <= tx.now_ms:
        raise InvalidParam("valid_until_ms is not in the future")
    groups.seal(tx, user_id)
    given = identity.enter(tx, account, f"admin: {actor}"[:255], until_ts)
    after = {"device_id": given.device_id, "until_ts": until_ts}
    audit.record(tx, actor, Act.ACCOUNT_ENTERED, user_id, after=after)
    return given


def rename_device(tx: Tx, actor: str, user_id: str, device_id: str, display_name: str | None) -> None:
    """Gives somebody's device another name; None leaves it as it is."""
    _get_touchable(tx, user_id)
    before = identity.get_device(tx, user_id, device_id).display_name
    identity.rename_device(tx, user_id, device_id, display_name)
    if display_name is not None and display_name != before:
        after = {"device_id": device_id, "display_name": display_name}
        audit.record(tx, actor, Act.DEVICE_CHANGED, user_id, before={"display_name": before}, after=after)


def drop_devices(tx: Tx, actor: str, user_id: str, device_ids: list[str]) -> None:
    """Signs somebody out on these devices; unknown ones are gone already."""
    _get_touchable(tx, user_id)
    known = {device.device_id for device in identity.list_devices(tx, user_id)}
    gone = [device_id for device_id in dict.fromkeys(device_ids) if device_id in known]
    if gone:
        identity.drop_devices(tx, user_id, gone)
        audit.record(tx, actor, Act.DEVICE_REMOVED, user_id, before={"devices": gone})

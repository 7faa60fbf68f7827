"""Application services acting as their users. Application Service API §Identity assertion; devices: MSC3202."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from fangyuan import identity
from fangyuan.appservices import Registration
from fangyuan.db import Database, Tx
from fangyuan.identity.model import Session
from fangyuan.kernel.change import Change
from fangyuan.kernel.errors import BadRequest, Forbidden, NotFound

_MOST = 50_000


class Masks:
    """A bus listener: who a service is when it says who it is, from memory as long as nothing changed there."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[tuple[str, str, str], Session] = {}
        self._changes = 0

    async def get(self, service: Registration, user_id: str | None, device_id: str | None) -> Session:
        """The service as this user of its own (None: itself), on this device of his or on none."""
        user_id = user_id or service.sender
        key = (service.id, user_id, device_id or "")
        found = self._known.get(key)
        if found is not None:
            return found
        if not service.is_user(user_id):
            raise Forbidden("This application service can't act as that user")
        before = self._changes
        session = await self._db.read(lambda tx: _put_on(tx, service, user_id, device_id))
        if before == self._changes:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = session
        return session

    def committed(self, changes: Sequence[Change], position: int) -> None:
        for change in changes:
            if change.kind == "session":
                self._changes += 1
                for key in [key for key in self._known if key[1] == change.user_id]:
                    del self._known[key]

    def lost(self, position: int) -> None:
        self._changes += 1
        self._known.clear()


def _put_on(tx: Tx, service: Registration, user_id: str, device_id: str | None) -> Session:
    account = identity.find_account(tx, user_id)
    if account is None:
        raise Forbidden("This application service has not registered that user")
    identity.check_active(account)
    if device_id is not None:
        try:
            identity.get_device(tx, user_id, device_id)
        except NotFound as cause:
            raise BadRequest("That user has no such device", errcode="M_UNKNOWN_DEVICE") from cause
    # Whom it acts as may be an administrator; what it does is still done by a program.
    return msgspec.structs.replace(
        account.as_actor(),
        session_id=f"app service {service.id}",
        device_id=device_id or "",
        is_admin=False,
        app_service=service.id,
    )

"""Tokens to sessions, from memory; the bus says when one has ended."""

from __future__ import annotations

from collections.abc import Sequence

from fangyuan import identity
from fangyuan.db import Database
from fangyuan.identity.model import Session, hash_token
from fangyuan.kernel.change import Change
from fangyuan.kernel.errors import Unauthorized

_MOST = 100_000
SEEN_EVERY_MS = 300_000


class Sessions:
    """A bus listener. `kind='session'` changes carry the user whose sessions changed in `user_id`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._by_token: dict[str, Session] = {}
        self._tokens: dict[str, set[str]] = {}
        self._seen: dict[tuple[str, str], int] = {}
        self._changes = 0

    async def get(self, token: str, client_ip: str) -> Session:
        """The session of an access token; M_UNKNOWN_TOKEN when there is none or it has expired."""
        session = self._by_token.get(token) or await self._load(token)
        now = self._db.clock.now_ms()
        if session.expires_ts is not None and session.expires_ts <= now:
            raise Unauthorized("The access token has expired", extra={"soft_logout": True})
        if now - self._seen.get((session.user_id, session.device_id), 0) > SEEN_EVERY_MS:
            self._seen[(session.user_id, session.device_id)] = now
            await self._db.write(lambda tx: identity.note_seen(tx, session, client_ip))
        return session

    async def _load(self, token: str) -> Session:
        while True:
            before = self._changes
            session = await self._db.read(lambda tx: identity.find_session(tx, hash_token(token)))
            if session is None:
                raise Unauthorized("Unknown access token", extra={"soft_logout": False})
            if session.replaces is None:
                break
            await self._confirm(session)
        # If sessions changed while we read, this one may have ended already: then it is not remembered.
        if before == self._changes:
            if len(self._by_token) >= _MOST:
                self.clear()
            self._by_token[token] = session
            self._tokens.setdefault(session.user_id, set()).add(token)
        return session

    async def _confirm(self, session: Session) -> None:
        await self._db.write(lambda tx: identity.confirm(tx, session))

    def clear(self) -> None:
        self._changes += 1
        self._by_token.clear()
        self._tokens.clear()
        self._seen.clear()

    def committed(self, changes: Sequence[Change], position: int) -> None:
        for change in changes:
            if change.kind == "session":
                self._changes += 1
                for token in self._tokens.pop(change.user_id, ()):
                    self._by_token.pop(token, None)

    def lost(self, position: int) -> None:
        self.clear()

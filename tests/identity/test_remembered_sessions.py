"""The edge remembers sessions; an ended one must not come back from memory."""

from __future__ import annotations

import asyncio

import pytest

from fangyuan import identity
from fangyuan.db import Database
from fangyuan.http.sessions import Sessions
from fangyuan.identity import Session
from fangyuan.kernel.errors import Unauthorized

ALICE = "@alice:test.local"


async def test_law_a_session_that_ended_stays_ended(db: Database) -> None:
    """Log-outs race with first uses of the token; afterwards it is good for nothing."""
    db.start()
    sessions = Sessions(db)
    db.bus.subscribe(sessions)
    account = await db.write(lambda tx: identity.create_account(tx, ALICE))
    for _ in range(150):
        given = await db.write(lambda tx: identity.sign_in(tx, account))
        ended = Session("", ALICE, given.device_id)
        await asyncio.gather(
            sessions.get(given.access_token, "127.0.0.1"),
            db.write(lambda tx, ended=ended: identity.sign_out(tx, ended)),  # pyright: ignore[reportUnknownLambdaType]
            return_exceptions=True,
        )
        with pytest.raises(Unauthorized):
            await sessions.get(given.access_token, "127.0.0.1")

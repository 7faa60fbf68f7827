"""What is the same for every route of this API: its path, and that only administrators may call it."""

from __future__ import annotations

from typing import Any

from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import AsyncHandler, Route, TxHandler
from fangyuan.kernel.errors import Forbidden, InvalidParam

PREFIX = "/_synapse/admin"
ONLY_ADMINS = "administrators"


def check_admin(req: Request) -> None:
    """The account's own mark decides: a role in the directory, which HR may give, opens no other people's accounts."""
    if not req.actor.is_admin:
        raise Forbidden("You are not a server admin", key="administration.admins_only")


def route(
    method: str,
    path: str,
    *,
    read: TxHandler | None = None,
    write: TxHandler | None = None,
    direct: AsyncHandler | None = None,
) -> Route:
    """A route for administrators."""
    return Route(
        method,
        PREFIX + path,
        read=_guarded(read) if read is not None else None,
        write=_guarded(write) if write is not None else None,
        direct=_guarded_direct(direct) if direct is not None else None,
        versions=("",),
        may=ONLY_ADMINS,
    )


def _guarded(handler: TxHandler) -> TxHandler:
    def guarded(tx: Tx, req: Request) -> Any:
        check_admin(req)
        return handler(tx, req)

    return guarded


def _guarded_direct(handler: AsyncHandler) -> AsyncHandler:
    async def guarded(req: Request) -> Any:
        check_admin(req)
        return await handler(req)

    return guarded


def flag(req: Request, name: str) -> bool | None:
    """A query parameter that is true or false; None when it isn't there."""
    text = req.arg(name)
    if text is None:
        return None
    if text not in ("true", "false"):
        raise InvalidParam(f"{name} is true or false")
    return text == "true"


def is_backwards(req: Request) -> bool:
    """The query's `dir`: f or b."""
    direction = req.arg("dir") or "f"
    if direction not in ("f", "b"):
        raise InvalidParam("dir is f or b")
    return direction == "b"

"""Asking application services for what we don't know: they make it, and then it is there. §Querying.

Only names of their own namespaces, and only when somebody wants them.
"""

from __future__ import annotations

from fangyuan import identity, rooms, worker
from fangyuan.http.request import Request
from fangyuan.kernel.errors import NotFound


async def ask_for_alias(req: Request, alias: str) -> None:
    """Has the service whose alias it is make the room, unless there is one."""
    service = req.app.app_services.asked_for_alias(alias)
    if service is None or (req.session is not None and req.session.app_service == service.id):
        return
    try:
        await req.app.db.read(lambda tx: rooms.resolve_alias(tx, alias))
    except NotFound:
        await worker.ask(service, "rooms", alias)


async def ask_for_user(req: Request, user_id: str) -> None:
    """Has the service whose user it is make the account, unless there is one."""
    service = req.app.app_services.asked_for_user(user_id)
    if service is None or (req.session is not None and req.session.app_service == service.id):
        return
    if await req.app.db.read(lambda tx: identity.find_account(tx, user_id)) is None:
        await worker.ask(service, "users", user_id)

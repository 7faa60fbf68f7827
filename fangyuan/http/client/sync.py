"""Client-Server API §Syncing."""

from __future__ import annotations

from dataclasses import replace

from fangyuan import identity, presence, sync
from fangyuan.http.client.rooms import parse_token
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from fangyuan.kernel.errors import NotFound
from fangyuan.sync import OPEN_FILTER, SyncFilter
from fangyuan.timeline import Reader

MAX_TIMEOUT_MS = 300_000
_MOST_FILTERS = 4_096
_compiled: dict[tuple[str, str, bytes], SyncFilter] = {}
_AFTER = {
    "use_state_after": sync.STATE_AFTER,
    "org.matrix.msc4222.use_state_after": sync.UNSTABLE_STATE_AFTER,
}


async def get_sync(req: Request) -> bytes:
    actor = req.actor
    since, kind = req.arg("since"), req.arg("set_presence")
    if kind is not None:
        presence.check_kind(kind)
    timeout_ms = req.int_arg("timeout", 0, most=MAX_TIMEOUT_MS)
    filter = await _filter(req)
    await req.app.hub.attendance.seen(actor.user_id, actor.device_id, kind, timeout_ms)
    return await sync.serve(
        req.app.hub,
        Reader(actor.user_id, actor.device_id, req.app.db.clock.now_ms()),
        parse_token(since) if since else None,
        filter,
        timeout_ms=timeout_ms,
        full_state=req.bool_arg("full_state"),
        check=lambda: req.app.authenticate(req),
    )


async def _filter(req: Request) -> SyncFilter:
    """The filter: none, written out, or the id of one that the user has stored. Compiled ones are kept."""
    text = req.arg("filter") or ""
    state_name = next((name for wish, name in _AFTER.items() if req.bool_arg(wish)), sync.STATE)
    if not text and state_name == sync.STATE:
        return OPEN_FILTER
    user_id = req.actor.user_id
    is_id = bool(text) and not text.startswith("{")
    key = (user_id if is_id else "", text, state_name)
    found = _compiled.get(key)
    if found is not None:
        return found
    if not is_id:
        definition = json.parse_request(text.encode() or b"{}")
    else:
        stored = await req.app.db.read(lambda tx: identity.find_filter(tx, user_id, text))
        if stored is None:
            raise NotFound("No such filter")
        definition = stored
    compiled = replace(sync.parse_sync_filter(json.as_object(definition)), state_name=state_name)
    if len(_compiled) >= _MOST_FILTERS:
        _compiled.clear()
    _compiled[key] = compiled
    return compiled


ROUTES = [Route("GET", "/sync", direct=get_sync)]

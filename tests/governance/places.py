"""What the placeholders of a route stand for: a group with all that a route needs, made on demand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from fangyuan import audit
from fangyuan.db import Database, Tx, jobs
from fangyuan.kernel import json
from fangyuan.kernel.ids import Ids
from tests.kit.client import Json, MatrixClient
from tests.kit.company import EVERYBODY, found, people, sign_in, user, wish
from tests.kit.fairly import DIVERT, HOLD, held, put, strict
from tests.kit.rig import SERVER_NAME, Rig

API = "/_fangyuan/v1"
WHO = {
    "owner": "he",
    "deputy": "sun",
    "member": "li",
    "invited": "qian",
    "outsider": "zhao",
    "hr": "chen",
    "auditor": "wu",
    "admin": "lin",
}
EXCEPTION: Json = {"person_id": "gu", "effect": "include", "reason": "借调"}
CASCADE: Json = {"name": "汇报", "purpose": "上传下达。", "floor": "员工"}
DEFAULT = object()  # the policy as it is

_PATIENCE = 6_000  # looks, of half a minute together: a test that waits for ever says nothing


class Town:
    """A server with the small company, all of whom are signed in; `beside` is its database as others see it."""

    def __init__(self, works: Rig) -> None:
        self.works = works
        self.beside = Database(works.settings["database"], works.clock, Ids(SERVER_NAME))
        self.people: dict[str, MatrixClient] = asyncio.run(self._sign_in())
        self.nobody = works.client()
        self._chat = ""

    async def _sign_in(self) -> dict[str, MatrixClient]:
        names = sorted(EVERYBODY)
        try:
            return dict(zip(names, await sign_in(self.works, *names), strict=True))
        finally:
            await self.works.close_clients()

    def close(self) -> None:
        self.beside.close()

    async def standing(self) -> tuple[int, tuple[int, str]]:
        """The stream's position and the head of the audit log, when all that was due is done."""
        for _ in range(_PATIENCE):  # the worker tells nobody that it is done
            if not self.beside.read_now(_is_busy):
                break
            await asyncio.sleep(0.005)
        else:
            raise AssertionError("the worker has no end of what is due")
        return self.beside.read_now(lambda tx: (tx.position, audit.head(tx)))

    async def chat(self) -> str:
        """A direct chat of 李工 and 赵工, which is no group."""
        if not self._chat:
            li, zhao = self.people["li"], self.people["zhao"]
            preset = "trusted_private_chat"
            self._chat = await li.create_room(is_direct=True, invite=[zhao.user_id], preset=preset)
        return self._chat


def _is_busy(tx: Tx) -> bool:
    next_run = jobs.next_run(tx)
    return next_run is not None and next_run <= tx.now_ms


class Place:
    """One group of 何主任 with all that hangs on it; each thing is made when a route asks for it."""

    def __init__(self, town: Town, path: str) -> None:
        self.town = town
        self.path = path
        self._made: dict[str, str] = {}

    def client(self, role: str) -> MatrixClient:
        return self.town.nobody if role == "nobody" else self.town.people[WHO[role]]

    async def fill(self, path: str, body: Any) -> tuple[str, Any]:
        """The path and the body with their placeholders filled in."""
        if body is DEFAULT:
            body = (await self.town.people["lin"].get(API + path)).body
        wanted = path + json.encode(body).decode() if isinstance(body, dict) else path
        for name in MAKE:
            if name in wanted:
                path = path.replace(name, await self.get(name))
        if isinstance(body, dict):
            given = cast("Json", body)
            body = {key: self._made.get(str(value), value) for key, value in given.items()}
        return API + path, body

    async def get(self, name: str) -> str:
        if name not in self._made:
            self._made[name] = await MAKE[name](self)
        return self._made[name]

    async def post(self, person: str, path: str, body: Json) -> Json:
        answer = await self.town.people[person].post(API + path, body)
        assert answer.status in (200, 201, 202), answer.body
        return answer.body


async def _room(place: Place) -> str:
    he = place.town.people["he"]
    room = str((await found(he, deputies=["sun"], audience=people("li")))["room_id"])
    await he.invite(room, user("qian"))
    return room


async def _other(place: Place) -> str:
    """Another's group, to merge with."""
    zhou = place.town.people["zhou"]
    return str((await found(zhou, owner="zhou", audience=people("li")))["room_id"])


async def _event(place: Place) -> str:
    """A message, and a social group to which it may move."""
    li = place.town.people["li"]
    await found(li, "social", owner="li", audience=people("li"))
    return await li.send(await place.get("{roomId}"), "中午吃什么")


async def _merge(place: Place) -> str:
    body = {"into": await place.get("{otherId}"), "reason": "x"}
    made = await place.post("he", f"/groups/{await place.get('{roomId}')}/merge", body)
    return str(made["merge_id"])


async def _exception(place: Place) -> str:
    made = await place.post("he", f"/groups/{await place.get('{roomId}')}/exceptions", EXCEPTION)
    return str(made["exception_id"])


async def _report(place: Place) -> str:
    he, lin = place.town.people["he"], place.town.people["lin"]
    await he.ok("POST", f"/users/{user('gu')}/report", {"reason": "x"})
    [report] = (await lin.get(f"{API}/reports", limit=1)).body["reports"]
    return str(report["report_id"])


async def _proposal(place: Place) -> str:
    made = await place.post("he", "/groups", wish("leadership", name="议事", purpose="议事"))
    return str(made["proposal_id"])


async def _cascade(place: Place) -> str:
    return str((await place.post("gu", "/groups/cascade", CASCADE))["cascade_id"])


async def _list(place: Place) -> str:
    await place.town.people["lin"].put(f"{API}/word-lists/adverts", {"words": ["返利"]})
    return "adverts"


async def _hold(place: Place) -> str:
    return str((await place.post("lin", "/holds", {"from_ts": 1, "to_ts": 2, "reason": "x"}))["hold_id"])


async def _export(place: Place) -> str:
    made = await place.post("he", f"/groups/{await place.get('{roomId}')}/exports", {"reason": "x"})
    return str(made["export_id"])


async def _strict(place: Place) -> str:
    """A group in which 李工's words may be held."""
    return await strict(place.town.people["he"], audience=people("li", "sun"))


async def _strike(place: Place) -> str:
    body: Json = {"user": "li", "minutes": 1, "act": "slow"}
    return str((await place.post("he", f"/groups/{await _strict(place)}/restraints", body))["strike_id"])


async def _appeal(place: Place) -> str:
    strike = await place.get("{strikeId}")
    return str((await place.post("li", f"/strikes/{strike}/appeal", {"reason": "x"}))["appeal_id"])


async def _held(place: Place) -> str:
    li = place.town.people["li"]
    for one in await held(li, status="waiting"):  # only so many of one person may wait
        await li.delete(f"{API}/held/{one['held_id']}")
    said = DIVERT if place.path.endswith("/divert") else HOLD
    answer = await put(li, await _strict(place), said, "held")
    return str(answer.body["fangyuan.held"]["held_id"])


async def _user(place: Place) -> str:
    """A guest, or 李工."""
    if not place.path.startswith("/guests"):
        return user("li")
    body: Json = {"name": "韩", "company": "外协", "sponsor": "he"}
    return str((await place.post("lin", "/guests", body))["guest"]["user_id"])


async def _nothing(place: Place) -> str:
    return "none"


async def _person(place: Place) -> str:
    return "gu"


MAKE: dict[str, Callable[[Place], Awaitable[str]]] = {
    "{roomId}": _room,
    "{otherId}": _other,
    "{eventId}": _event,
    "{mergeId}": _merge,
    "{exceptionId}": _exception,
    "{reportId}": _report,
    "{proposalId}": _proposal,
    "{cascadeId}": _cascade,
    "{name}": _list,
    "{holdId}": _hold,
    "{exportId}": _export,
    "{strikeId}": _strike,
    "{appealId}": _appeal,
    "{heldId}": _held,
    "{userId}": _user,
    "{requestId}": _nothing,
    "{personId}": _person,
}

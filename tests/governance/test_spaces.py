"""The tree of spaces as a stock client meets it on a running server."""

from __future__ import annotations

import asyncio
from typing import Any

from fangyuan import directory, worker
from fangyuan.db import Database
from fangyuan.kernel.ids import Ids
from tests.kit.client import Json, MatrixClient, part
from tests.kit.company import beside_rig, bring, found, hire, sign_in
from tests.kit.rig import SERVER_NAME, Rig
from tests.kit.talk import FORBIDDEN, verdict


async def settle(rig: Rig) -> None:
    """Until the jobs are done: here, unless the server's worker was faster."""

    def run() -> None:
        db = Database(rig.settings["database"], rig.clock, Ids(SERVER_NAME))
        try:
            worker.run_due(db)
        finally:
            db.close()

    await asyncio.to_thread(run)


async def tree(client: MatrixClient) -> dict[str, Json]:
    """The rooms that a client finds below the company's space, by name."""
    joined = (await client.ok("GET", "/joined_rooms"))["joined_rooms"]
    for room in joined:
        page = await client.ok("GET", f"/_matrix/client/v1/rooms/{part(room)}/hierarchy", limit=100)
        if page["rooms"][0].get("name") == "东方泵业":
            return {each["name"]: each for each in page["rooms"]}
    return {}


async def test_a_tree_in_a_stock_client(rig: Rig) -> None:
    await rig.restart(company="东方泵业", registration={"mode": "closed"})
    beside_rig(rig, hire)
    he, li, zhao = await sign_in(rig, "he", "li", "zhao")
    id = beside_rig(rig, lambda tx: directory.org(tx).by_path["泵厂/二车间"].department_id)
    audience: Any = {"include": [{"type": "department", "department_id": id}]}
    await found(he, "department", name="二车间群", audience=audience)
    await settle(rig)
    seen = await tree(li)
    assert set(seen) == {
        "东方泵业",
        "泵厂",
        "二车间",
        "甲班",
        "三车间",
        "人事部",
        "审计部",
        "信息部",
        "二车间群",
    }
    assert "二车间群" not in await tree(zhao), "of a group he isn't in he sees nothing"
    assert {seen[name]["room_type"] for name in ("东方泵业", "二车间")} == {"m.space"}
    shop = seen["二车间"]["room_id"]
    assert (await li.state(shop, "m.room.name"))["name"] == "二车间"
    group = await li.state(seen["二车间群"]["room_id"], "m.space.parent", shop)
    assert group["canonical"] is True
    text = {"msgtype": "m.text", "body": "在吗"}
    for answer in (
        await li.put(f"/rooms/{shop}/send/m.room.message/1", text),
        await li.post(f"/rooms/{shop}/leave"),
        await li.post(f"/rooms/{shop}/invite", {"user_id": zhao.user_id}),
        await zhao.post(f"/join/{shop}"),
        await zhao.post(f"/knock/{shop}"),
    ):
        assert verdict(answer) == FORBIDDEN
    assert "通讯录" in (await li.post(f"/rooms/{shop}/leave")).body["error"]
    beside_rig(rig, lambda tx: bring(tx, "李工,li,泵厂/三车间,员工,zhou,,"))
    await settle(rig)
    assert seen["三车间"]["room_id"] in (await li.ok("GET", "/joined_rooms"))["joined_rooms"]
    assert shop not in (await li.ok("GET", "/joined_rooms"))["joined_rooms"]


async def test_the_setting_takes_it_down(rig: Rig) -> None:
    await rig.restart(company="东方泵业", registration={"mode": "closed"})
    beside_rig(rig, hire)
    await settle(rig)
    (li,) = await sign_in(rig, "li")
    assert await tree(li)
    await rig.restart(groups={"org_spaces": False})
    await settle(rig)
    assert (await li.ok("GET", "/joined_rooms"))["joined_rooms"] == []

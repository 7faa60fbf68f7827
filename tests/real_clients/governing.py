"""What the tests of charters share: a group of a team, and what the house has told somebody."""

from __future__ import annotations

from typing import Any

from tests.kit.client import Json, MatrixClient
from tests.kit.rig import Rig
from tests.real_clients.conftest import Team

HOUSE = "@fangyuan:test.local"
VIDEO: Json = {
    "msgtype": "m.video",
    "body": "搞笑短视频.mp4",
    "url": "mxc://test.local/film",
    "info": {"mimetype": "video/mp4", "duration": 15_000},
}


async def found_team_group(company: Rig, team: Team) -> tuple[MatrixClient, Json]:
    """The leader, signed in, and the group that he founded for his team: a charter of its kind's defaults."""
    leader = await company.login(team.leader)
    wish: dict[str, Any] = {
        "kind": "department",
        "name": "班组工作群",
        "purpose": "排班与交接。",
        "owner": leader.user_id,
        "audience": {"include": [{"type": "department", "department_id": team.department_id}]},
        "override": {"reason": "同一台服务器上的另一项测试"},
    }
    answer = await leader.post("/_fangyuan/v1/groups", wish)
    assert answer.status == 201, answer.body
    return leader, answer.body


async def house_chat(company: Rig, person: str) -> str:
    """The direct chat of this person with the house's account, as his account data name it."""
    client = await company.login(person)
    direct = await client.ok("GET", f"/user/{client.user_id}/account_data/m.direct")
    [room] = direct[HOUSE]
    return room


def clause_number(group: Json, type: str) -> int:
    return next(clause["number"] for clause in group["charter"]["clauses"] if clause["type"] == type)

"""What happens in the demonstration company, told while it happens: through the same HTTP API that everybody uses."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from fangyuan.cli.words import terminal_languages

Say = Callable[..., None]
_CLIENT = "/_matrix/client/v3"
_OURS = "/_fangyuan/v1"
PLANT, OTHER_PLANT, OTHER_TEAM = "沅衡泵阀/二厂", "沅衡泵阀/三厂", "沅衡泵阀/三厂/泵装车间/甲班"
DIRECTOR, HR, WORKER = "duan.guoliang", "lin.xiaolei", "luo.zhiyong"


class Interrupted(Exception):
    """The server stopped while the story was told."""


class Answer:
    """An HTTP answer: `status` and the JSON body."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.body = body


class Company:
    """The running server, and its people's sessions."""

    def __init__(self, address: str, server_name: str, password: str) -> None:
        self._address = address
        self._server_name = server_name
        self._password = password
        self._tokens: dict[str, str] = {}

    def user_id(self, name: str) -> str:
        return f"@{name}:{self._server_name}"

    def ask(self, name: str, method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
        """A request of this person, who signs in first if he has not yet."""
        if name not in self._tokens:
            sign_in = {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": name},
                "password": self._password,
                "device_id": "STORY",  # the same device each time: what was sent already is not sent twice
            }
            self._tokens[name] = self._request("POST", f"{_CLIENT}/login", sign_in, None).body["access_token"]
        return self._request(method, path, body, self._tokens[name])

    def _request(self, method: str, path: str, body: dict[str, Any] | None, token: str | None) -> Answer:
        headers = {"Content-Type": "application/json"}
        languages = terminal_languages()
        headers["Accept-Language"] = languages[0]
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self._address + path, data, headers, method=method)  # noqa: S310 - our own server
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - our own server
                return Answer(response.status, json.load(response))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, cast(dict[str, Any], json.load(error)))
        except (urllib.error.URLError, ConnectionError) as error:
            raise Interrupted from error

    def send(self, name: str, room_id: str, txn_id: str, content: dict[str, Any]) -> Answer:
        path = f"{_CLIENT}/rooms/{quote(room_id, safe='')}/send/m.room.message/{txn_id}"
        return self.ask(name, "PUT", path, content)

    def get(self, name: str, path: str) -> dict[str, Any]:
        return self.ask(name, "GET", path).body


def tell(company: Company, say: Say) -> None:
    """The whole story, in the order in which it happens. Told again, it finds the groups that it founded before."""
    say("story")
    plant = _found_plant(company, say)
    other = _found_other_plant(company)
    _notice(company, say, plant)
    _refusal(company, say, plant)
    _move(company, say, plant, other)
    verified = company.get("cheng.yizhou", f"{_OURS}/audit/verify")
    say("story_audit", rows=verified["rows"])


def _department(company: Company, path: str) -> dict[str, Any]:
    """A department of the tree by its path."""
    todo: list[dict[str, Any]] = list(company.get(HR, f"{_OURS}/departments")["departments"])
    while todo:
        department = todo.pop()
        if department["path"] == path:
            return department
        todo.extend(department["children"])
    raise LookupError(path)


def _group(company: Company, owner: str, wish: dict[str, Any]) -> dict[str, Any]:
    """Founds the group, or finds the one that an interrupted story founded."""
    for group in company.get(owner, f"{_OURS}/groups?limit=500")["groups"]:
        charter: dict[str, Any] = group.get("charter") or {}
        if charter.get("name") == wish["name"]:
            return cast(dict[str, Any], group)
    answer = company.ask(owner, "POST", f"{_OURS}/groups", wish)
    if answer.status != 201:
        raise RuntimeError(answer.body.get("error"))
    return answer.body


def _found_plant(company: Company, say: Say) -> str:
    wish = {
        "kind": "department",
        "name": "二厂工作群",
        "purpose": "二厂的排产、质量与设备停机：通知与协调。",
        "owner": company.user_id(DIRECTOR),
        "audience": {
            "include": [{"type": "department", "department_id": _department(company, PLANT)["department_id"]}]
        },
    }
    group = _group(company, DIRECTOR, wish)
    say("story_founded", group=wish["name"], owner="段国梁", clauses=len(group["charter"]["clauses"]))
    say("story_members", members=group["members"] - 1)
    return str(group["room_id"])


def _found_other_plant(company: Company) -> str:
    department = _department(company, OTHER_PLANT)
    leader = str(department["leader_id"])
    wish = {
        "kind": "department",
        "name": "三厂工作群",
        "purpose": "三厂的装配计划、质量与交付：通知与协调。",
        "owner": company.user_id(leader),
        "audience": {"include": [{"type": "department", "department_id": department["department_id"]}]},
    }
    return str(_group(company, leader, wish)["room_id"])


def _notice(company: Company, say: Say, room_id: str) -> None:
    words = "3 号铣床今天 14:00 停机保养，请机加车间调整排产。"
    company.ask(DIRECTOR, "POST", f"{_OURS}/groups/{quote(room_id, safe='')}/charter/acceptance", {})
    company.send(DIRECTOR, room_id, "notice", {"msgtype": "m.text", "body": words, "m.mentions": {}})
    say("story_notice", who="段国梁", words=words)


def _refusal(company: Company, say: Say, room_id: str) -> None:
    company.ask(WORKER, "POST", f"{_OURS}/groups/{quote(room_id, safe='')}/charter/acceptance", {})
    video = {
        "msgtype": "m.video",
        "body": "搞笑短视频.mp4",
        "url": f"mxc://{company.user_id(WORKER).partition(':')[2]}/demo",
        "info": {"mimetype": "video/mp4", "duration": 15000},
        "m.mentions": {},
    }
    answer = company.send(WORKER, room_id, "video", video)
    say("story_video", who="罗志勇", file=video["body"])
    verdict = answer.body["fangyuan.verdict"]
    reason = verdict["reason"]
    say("story_refused", clause=verdict["clause"], reason_zh=reason["zh-CN"], reason_en=reason["en"])


def _move(company: Company, say: Say, plant: str, other: str) -> None:
    answer = company.ask(
        HR,
        "PUT",
        f"{_OURS}/people/{WORKER}",
        {"department": OTHER_TEAM, "manager_id": "yang.weisheng", "reason": "调岗"},
    )
    if answer.status != 200:
        raise RuntimeError(answer.body.get("error"))
    say("story_moved", who="罗志勇", by="林晓蕾", department=OTHER_TEAM.removeprefix("沅衡泵阀/"))
    joined = company.get(WORKER, f"{_CLIENT}/joined_rooms")["joined_rooms"]
    say("story_followed", left="✓" if plant not in joined else "✗", joined="✓" if other in joined else "✗")

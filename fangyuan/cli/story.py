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
CLIENT = "/_matrix/client/v3"
OURS = "/_fangyuan/v1"
PLANT, OTHER_PLANT, OTHER_TEAM = "沅衡泵阀/二厂", "沅衡泵阀/三厂", "沅衡泵阀/三厂/泵装车间/甲班"
DIRECTOR, HR, WORKER = "duan.guoliang", "lin.xiaolei", "luo.zhiyong"
TEAM_LEADERS = ("zhou.yongqiang", "jiang.junfeng", "mu.wentao")
SELLER, PLANNER = "qin.yuhang", "li.bingyu"
LISTED, ON_TRIAL = "no-slander", "no-asap"


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
            self._tokens[name] = self._request("POST", f"{CLIENT}/login", sign_in, None).body["access_token"]
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

    def upload(self, name: str, kind: str, data: bytes) -> str:
        """A file of this person; its mxc:// address."""
        self.ask(name, "GET", f"{CLIENT}/account/whoami")  # he signs in, if he has not yet
        headers = {"Content-Type": kind, "Authorization": f"Bearer {self._tokens[name]}"}
        url = f"{self._address}/_matrix/media/v3/upload"
        request = urllib.request.Request(url, data, headers, method="POST")  # noqa: S310 - our own server
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - our own server
            return str(json.load(response)["content_uri"])

    def send(self, name: str, room_id: str, txn_id: str, content: dict[str, Any]) -> Answer:
        path = f"{CLIENT}/rooms/{quote(room_id, safe='')}/send/m.room.message/{txn_id}"
        return self.ask(name, "PUT", path, content)

    def get(self, name: str, path: str) -> dict[str, Any]:
        return self.ask(name, "GET", path).body


def tell(company: Company, say: Say) -> str:
    """The whole story, in the order in which it happens; gives the plant's group.

    Told again, it finds the groups that it founded before.
    """
    say("story")
    plant = _found_plant(company, say)
    other = _found_other_plant(company)
    _notice(company, say, plant)
    _refusal(company, say, plant)
    _advert(company, say, plant)
    _new_version(company, say, plant)
    _appeal(company, say, plant)
    _trial(company, say, plant)
    _proposal(company, say)
    _move(company, say, plant, other)
    verified = company.get("cheng.yizhou", f"{OURS}/audit/verify")
    say("story_audit", rows=verified["rows"])
    return plant


def find_department(company: Company, path: str) -> dict[str, Any]:
    """A department of the tree by its path."""
    todo: list[dict[str, Any]] = list(company.get(HR, f"{OURS}/departments")["departments"])
    while todo:
        department = todo.pop()
        if department["path"] == path:
            return department
        todo.extend(department["children"])
    raise LookupError(path)


def found_group(company: Company, owner: str, wish: dict[str, Any]) -> dict[str, Any]:
    """Founds the group, or finds the one that an interrupted story founded."""
    for group in company.get(owner, f"{OURS}/groups?limit=500")["groups"]:
        charter: dict[str, Any] = group.get("charter") or {}
        if charter.get("name") == wish["name"]:
            return cast(dict[str, Any], group)
    answer = company.ask(owner, "POST", f"{OURS}/groups", wish)
    if answer.status not in (201, 202):  # 202: somebody has to agree first
        raise RuntimeError(answer.body.get("error"))
    return answer.body


def _found_plant(company: Company, say: Say) -> str:
    wish = {
        "kind": "department",
        "name": "二厂工作群",
        "purpose": "二厂的排产、质量与设备停机：通知与协调。",
        "owner": company.user_id(DIRECTOR),
        "audience": {
            "include": [
                {"type": "department", "department_id": find_department(company, PLANT)["department_id"]}
            ]
        },
    }
    group = found_group(company, DIRECTOR, wish)
    say("story_founded", group=wish["name"], owner="段国梁", clauses=len(group["charter"]["clauses"]))
    say("story_members", members=group["members"] - 1)
    return str(group["room_id"])


def _found_other_plant(company: Company) -> str:
    department = find_department(company, OTHER_PLANT)
    leader = str(department["leader_id"])
    wish = {
        "kind": "department",
        "name": "三厂工作群",
        "purpose": "三厂的装配计划、质量与交付：通知与协调。",
        "owner": company.user_id(leader),
        "audience": {"include": [{"type": "department", "department_id": department["department_id"]}]},
    }
    return str(found_group(company, leader, wish)["room_id"])


def _notice(company: Company, say: Say, room_id: str) -> None:
    words = "3 号铣床今天 14:00 停机保养，请机加车间调整排产。"
    _accept(company, DIRECTOR, room_id)
    sent = company.send(DIRECTOR, room_id, "notice", _words(words))
    say("story_notice", who="段国梁", words=words)
    for name in TEAM_LEADERS:
        _accept(company, name, room_id)
        company.send(name, room_id, "received", _words("收到"))
    event_id = quote(str(sent.body["event_id"]), safe="")
    path = f"/_matrix/client/v1/rooms/{quote(room_id, safe='')}/relations/{event_id}/m.annotation"
    say("story_received", count=len(company.get(DIRECTOR, path)["chunk"]))


def _refusal(company: Company, say: Say, room_id: str) -> None:
    _accept(company, WORKER, room_id)
    video = {
        "msgtype": "m.video",
        "body": "搞笑短视频.mp4",
        "url": f"mxc://{company.user_id(WORKER).partition(':')[2]}/demo",
        "info": {"mimetype": "video/mp4", "duration": 15000},
        "m.mentions": {},
    }
    answer = company.send(WORKER, room_id, "video", video)
    say("story_video", who="罗志勇", file=video["body"])
    say("story_refused", **_reason(answer))


def _advert(company: Company, say: Say, room_id: str) -> None:
    """An advert waits for the owner, who sends it back."""
    words = "自家土蜂蜜，原价 128，现价只要 68 一斤，要的加微信 fengmi6688，量大从优！"
    _accept(company, SELLER, room_id)
    answer = company.send(SELLER, room_id, "advert", _words(words))
    say("story_advert", who="覃雨航", words=words)
    say("story_held", **_reason(answer))
    waiting = f"{OURS}/held?status=waiting&room={quote(room_id, safe='')}"
    for held in company.get(DIRECTOR, waiting)["held"]:
        decision = {"outcome": "refused", "reason": "工作群里不卖东西，欢迎发到闲聊群。"}
        company.ask(DIRECTOR, "POST", f"{OURS}/held/{held['held_id']}/decision", decision)
    say("story_sent_back", who="段国梁")


def _new_version(company: Company, say: Say, room_id: str) -> None:
    """The owner adds two clauses: one that holds, one on trial."""
    path = f"{OURS}/groups/{quote(room_id, safe='')}"
    clauses = company.get(DIRECTOR, path)["charter"]["clauses"]
    if all(clause["id"] != ON_TRIAL for clause in clauses):
        holds = {"type": "keywords", "id": LISTED, "words": ["磨洋工"]}
        tried = {"type": "keywords", "id": ON_TRIAL, "words": ["尽快"], "mode": "observe"}
        changed = company.ask(DIRECTOR, "PUT", f"{path}/charter", {"clauses": [*clauses, holds, tried]})
        clauses = changed.body["charter"]["clauses"]
    say("story_version", who="段国梁", listed=len(clauses) - 1, tried=len(clauses))


def _appeal(company: Company, say: Say, room_id: str) -> None:
    """A strike that was too hard on somebody, and HR who deletes it."""
    words = "客户说我们磨洋工，我把这周的工时记录整理好了，大家看看。"
    _accept(company, WORKER, room_id)
    answer = company.send(WORKER, room_id, "quoted", _words(words))
    say("story_strike", who="罗志勇", words=words, **_reason(answer))
    for strike in company.get(WORKER, f"{OURS}/strikes")["strikes"]:
        path = f"{OURS}/strikes/{strike['strike_id']}/appeal"
        company.ask(WORKER, "POST", path, {"reason": "这是转述客户的话，不是说同事。"})
    for appeal in company.get(HR, f"{OURS}/appeals")["appeals"]:
        decision = {"outcome": "reversed", "reason": "转述客户意见，不算违规。"}
        company.ask(HR, "POST", f"{OURS}/appeals/{appeal['appeal_id']}/decision", decision)
    say("story_appeal", by="林晓蕾")


def _trial(company: Company, say: Say, room_id: str) -> None:
    """What the clause on trial would have stopped is sent and counted."""
    words = "3 号铣床的备件请设备科尽快到位。"
    _accept(company, TEAM_LEADERS[0], room_id)
    company.send(TEAM_LEADERS[0], room_id, "asap", _words(words))
    figures = company.get(DIRECTOR, f"{OURS}/groups/{quote(room_id, safe='')}/charter/figures")["figures"]
    counted = sum(one["count"] for one in figures if one["clause_id"] == ON_TRIAL and one["observed"])
    say("story_trial", who="周永强", words=words, count=counted)


def _proposal(company: Company, say: Say) -> None:
    """Somebody asks whether a group should exist, and learns that there is one."""
    department_id = find_department(company, PLANT)["department_id"]
    wish = {
        "kind": "project",
        "name": "二厂排产协调群",
        "purpose": "二厂的排产、质量、设备停机的通知和协调。",
        "audience": {"include": [{"type": "department", "department_id": department_id}]},
    }
    assessed = company.ask(PLANNER, "POST", f"{OURS}/groups/proposals", wish).body
    say("story_wish", who="李冰玉", group=wish["name"])
    reason = assessed["suggestions"][0]["reason"]
    say("story_exists", reason_zh=reason["zh-CN"], reason_en=reason["en"])
    hours = round(assessed["attention"]["minutes_a_month"] / 60)
    say("story_cost", people=assessed["attention"]["people"], hours=hours)


def _accept(company: Company, name: str, room_id: str) -> None:
    company.ask(name, "POST", f"{OURS}/groups/{quote(room_id, safe='')}/charter/acceptance", {})


def _words(body: str) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, "m.mentions": {}}


def _reason(answer: Answer) -> dict[str, Any]:
    """What a refusal says: the clause, and why in both languages."""
    verdict = answer.body["fangyuan.verdict"]
    reason = verdict["reason"]
    return {"clause": verdict["clause"], "reason_zh": reason["zh-CN"], "reason_en": reason["en"]}


def _move(company: Company, say: Say, plant: str, other: str) -> None:
    answer = company.ask(
        HR,
        "PUT",
        f"{OURS}/people/{WORKER}",
        {"department": OTHER_TEAM, "manager_id": "yang.weisheng", "reason": "调岗"},
    )
    if answer.status != 200:
        raise RuntimeError(answer.body.get("error"))
    say("story_moved", who="罗志勇", by="林晓蕾", department=OTHER_TEAM.removeprefix("沅衡泵阀/"))
    joined = company.get(WORKER, f"{CLIENT}/joined_rooms")["joined_rooms"]
    say("story_followed", left="✓" if plant not in joined else "✗", joined="✓" if other in joined else "✗")

"""A server full of people and things, in this process, that keeps account of every answer with 5xx.

What is asked of it changes it: `refresh` gives it new rooms and people who can sign in again.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import structlog
from msgspec.structs import replace

from fangyuan import events, identity
from fangyuan.db import Tx
from fangyuan.http import app
from fangyuan.http.server import prepare
from tests.kit.company import hire, user, wish
from tests.kit.rig import PASSWORD
from tests.laws.house import SERVER_NAME, House, LocalClient

SECRET = "the shared secret of the fuzzed server"
SETTINGS: dict[str, Any] = {
    "test_mode": True,
    "registration": {"shared_secret": SECRET},
    "media": {"upload_bytes": 65_536, "pending_uploads": 1_000_000},
    "delayed_events": {"most_per_person": 1_000_000},
}
# 5xx that say something of others: a file that has not arrived, an address that doesn't answer.
EXPECTED = {(504, "M_NOT_YET_UPLOADED"), (502, "M_UNKNOWN")}
# How many people ask, and as whom.
PERSONS = {"admin": "lin", "he": "he", "li": "li"}


@dataclass(frozen=True)
class Asked:
    """One request as it goes over the wire."""

    method: str
    path: str  # percent-encoded, may be nonsense
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""

    def __str__(self) -> str:
        query = f"?{self.query.decode('latin-1')}" if self.query else ""
        return f"{self.method} {self.path}{query} {list(self.headers)} {self.body[:400]!r}"


@dataclass(frozen=True)
class Answered:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def errcode(self) -> str | None:
        try:
            found = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        return found.get("errcode") if isinstance(found, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]


@dataclass
class Town:
    """`known` has what a path's parameter may well be; `faults` tells each 5xx with its request and traceback."""

    house: House
    clients: dict[str, LocalClient] = field(default_factory=dict[str, LocalClient])
    known: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    faults: list[str] = field(default_factory=list[str])
    _traces: list[str] = field(default_factory=list[str])

    @staticmethod
    def build(database_url: str, folder: Path) -> Town:
        town = Town(House(database_url, data_dir=str(folder), **SETTINGS))
        # Its own logger: what other tests of this process configure, or leave in the logger, doesn't matter here.
        app.log = structlog.wrap_logger(None, processors=[town._keep_trace])
        town.house.open()
        town.house.run(prepare(town.house.app))
        town.house.run(town.house.write(hire))
        town.refresh()
        return town

    def close(self) -> None:
        app.log = structlog.get_logger("http")
        self.house.run(self.house.app.content.close())
        self.house.close()

    def _keep_trace(self, _logger: Any, _name: str, event: structlog.typing.EventDict) -> str:
        if event.get("exc_info"):
            self._traces.append(traceback.format_exc())
        raise structlog.DropEvent

    # -- asking --------------------------------------------------------------------------------------------------

    def ask(self, asked: Asked) -> Answered:
        """Sends the request; what came of it is looked at, too."""
        return self.house.run(self._ask(asked))

    async def _ask(self, asked: Asked) -> Answered:
        self._traces.clear()
        answered = await self._send(asked)
        if answered.status >= 500 and (answered.status, answered.errcode) not in EXPECTED:
            self.faults.append(f"{answered.status} {asked}\n{''.join(self._traces)}")
        return answered

    async def _send(self, asked: Asked) -> Answered:
        sent: list[dict[str, Any]] = []
        body = [{"type": "http.request", "body": asked.body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            if body:
                return body.pop()
            await asyncio.Event().wait()  # the client stays until it has its answer
            raise AssertionError

        async def send(message: Any) -> None:
            sent.append(message)

        raw_path = asked.path.encode("latin-1", "replace")
        scope = {
            "type": "http",
            "method": asked.method,
            "path": asked.path,
            "raw_path": raw_path,
            "query_string": asked.query,
            "headers": list(asked.headers),
            "client": ("127.0.0.1", 1),
        }
        await self.house.app(scope, receive, send)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Answered(sent[0]["status"], headers, b"".join(part.get("body", b"") for part in sent[1:]))

    def tokens(self) -> dict[str, str]:
        """Whose access token is what."""
        return {name: client.token for name, client in self.clients.items()}

    def user_id(self, who: str) -> str:
        """The user id of one of these people; of nobody, Mr He's."""
        return self.clients.get(who, self.clients["he"]).user_id

    def device_id(self, who: str) -> str:
        return self.clients.get(who, self.clients["he"]).device_id

    # -- what is there -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Everybody can sign in, and there are rooms and things that nobody has closed or taken away yet."""
        self.house.run(self._refresh())

    def reopen(self) -> None:
        """Whoever signed himself out, or was shut out, is in again."""
        self.house.run(self._reopen())

    async def _reopen(self) -> None:
        await self.house.write(_open_doors)
        for name, person in PERSONS.items():
            client = self.clients.get(name)
            if client is None or (await client.get("/account/whoami")).status != 200:
                self.clients[name] = await self.house.sign_in(user(person), f"{name.upper()}1")

    async def _refresh(self) -> None:
        await self._reopen()
        self.clients["guest"] = guest = LocalClient(self.house)
        guest.headers["Authorization"] = "none"
        got = await guest.ok("POST", "/register", {}, kind="guest")
        guest.user_id, guest.device_id, guest.token = got["user_id"], got["device_id"], got["access_token"]
        del guest.headers["Authorization"]
        self.known = {
            name: [quote(one, safe="") for one in found] for name, found in (await self._things()).items()
        }

    async def _things(self) -> dict[str, list[str]]:
        he, li, admin, guest = (self.clients[name] for name in ("he", "li", "admin", "guest"))
        opened = [{"type": "m.room.guest_access", "state_key": "", "content": {"guest_access": "can_join"}}]
        room = await he.create_room(preset="public_chat", initial_state=opened, name="open")
        for other in (li, guest):
            await other.join(room)
        space = await he.create_room(name="space", creation_content={"type": "m.space"})
        await he.put_state(space, "m.space.child", {"via": [SERVER_NAME]}, room)
        direct = await he.create_room(is_direct=True, preset="trusted_private_chat", invite=[li.user_id])
        group = (await self._post(admin, "/_fangyuan/v1/groups", wish(override={"reason": "x"})))["room_id"]
        first = await he.send(room, "你好 hello")
        second = await li.send(
            room,
            {
                "msgtype": "m.text",
                "body": "in a thread",
                "m.relates_to": {"rel_type": "m.thread", "event_id": first},
            },
        )
        governed = await he.send(group, "第一条")
        aliases = ["#fuzz:" + SERVER_NAME]
        await he.put(f"/directory/room/{quote(aliases[0], safe='')}", {"room_id": room})
        filter_id = (await he.ok("POST", f"/user/{he.user_id}/filter", {"room": {"timeline": {"limit": 5}}}))[
            "filter_id"
        ]
        return {
            "roomId": [room, space, direct, group],
            "groupId": [group],
            "roomIdOrAlias": [room, group, *aliases],
            "roomAlias": aliases,
            "eventId": [first, second, governed],
            "userId": [client.user_id for client in (he, li, admin, guest)] + [user("fangyuan")],
            "deviceId": [he.device_id, li.device_id],
            "personId": ["he", "li", "gu", "lin"],
            "filterId": [filter_id, "0"],
            "serverName": [SERVER_NAME],
            "eventType": ["m.room.message", "m.room.name", "m.room.member", "m.reaction", "x"],
            "stateKey": ["", he.user_id, li.user_id, "x"],
            "receiptType": ["m.read", "m.read.private", "m.fully_read"],
            "relType": ["m.thread", "m.annotation", "m.replace"],
            "keyName": ["displayname", "avatar_url", "m.tz", "x"],
            "kind": ["override", "underride", "sender", "room", "content"],
            "ruleId": [".m.rule.master", "x", room],
            "type": ["m.tag", "m.direct", "m.ignored_user_list", "x", "m.fully_read"],
            "tag": ["m.favourite", "u.x"],
            "txnId": ["1"],
            "sessionId": ["s/1", "s"],
            "threadRootId": [first, second],
            **await self._more(room, group),
        }

    async def _more(self, room: str, group: str) -> dict[str, list[str]]:
        """What other sections have: files, key backups, events that are sent later, reports, and so on."""
        he, li, admin = (self.clients[name] for name in ("he", "li", "admin"))
        doomed = await he.create_room()
        media_ids = ["x"]
        answered = await self._send(
            Asked(
                "POST",
                "/_matrix/media/v3/upload",
                headers=(
                    (b"authorization", f"Bearer {he.token}".encode()),
                    (b"content-type", b"text/plain"),
                ),
                body=b"a file",
            )
        )
        media_ids.append(msgspec.json.decode(answered.body)["content_uri"].rpartition("/")[2])
        created = await he.ok("POST", "/_matrix/media/v1/create", {})
        media_ids.append(created["content_uri"].rpartition("/")[2])
        backup: dict[str, Any] = {"algorithm": "m.megolm_backup.v1.curve25519-aes-sha2", "auth_data": {}}
        version = (await he.ok("POST", "/room_keys/version", backup))["version"]
        if int(version) > 1:  # whoever begins anew so often gets to the most that a person may have
            await he.delete(f"/room_keys/version/{int(version) - 1}")
        delayed = await he.ok(
            "PUT",
            f"/_matrix/client/unstable/org.matrix.msc4140/rooms/{room}/delayed_event/m.room.message/"
            + quote(self.house.app.db.ids.opaque()),
            {"delay": 60_000, "content": {"body": "later"}},
        )
        report = await li.post(f"/rooms/{room}/report", {"reason": "I don't like it"})
        assert report.status == 200, report.body
        reports = await admin.ok("GET", "/_fangyuan/v1/reports")
        token = await admin.ok("POST", "/_synapse/admin/v1/registration_tokens/new", {})
        closing = await admin.ok("DELETE", f"/_synapse/admin/v2/rooms/{doomed}", {})
        exception = await admin.post(
            f"/_fangyuan/v1/groups/{group}/exceptions",
            {"person_id": "qian", "effect": "admit", "reason": "借调"},
        )
        kept = {"override": {"reason": "x"}, "name": self.house.app.db.ids.opaque()}
        waiting = await he.post("/_fangyuan/v1/groups", wish("leadership", **kept))
        cascade = await he.post(
            "/_fangyuan/v1/groups/cascade", {"name": "x", "purpose": "汇报", "floor": "员工"}
        )
        hold = await self._post(admin, "/_fangyuan/v1/holds", {"from_ts": 1, "to_ts": 2, "reason": "x"})
        export = await self._post(admin, f"/_fangyuan/v1/groups/{group}/exports", {"reason": "x"})
        await admin.put(
            "/_fangyuan/v1/word-lists/adverts", {"words": ["返利", {"word": "赌", "severity": "hold"}]}
        )
        return {
            "name": ["adverts", "名单", "x"],
            **await self._fairness(),
            "proposalId": [waiting.body["proposal_id"], "x"],
            "cascadeId": [cascade.body["cascade_id"], "x"],
            "mediaId": media_ids,
            "fileName": ["a.txt", "文件.txt"],
            "version": [version, "0"],
            "delayId": [delayed["delay_id"], "x"],
            "reportId": [str(one["report_id"]) for one in reports["reports"]] + ["x"],
            "token": [token["token"], "x"],
            "deleteId": [closing["delete_id"], "x"],
            "holdId": [hold["hold_id"], "x"],
            "exportId": [export["export_id"], "x"],
            "exceptionId": [exception.body["exception_id"], "x"],
            "device_id": ["DEHYDRATED", he.device_id],
            "scope": ["global", "device", "x"],
            "template": ["override", "x"],
            "attribute": ["enabled", "actions", "x"],
            "appserviceId": ["x"],
        }

    async def _fairness(self) -> dict[str, list[str]]:
        """A strike of li's and his appeal, and a message of his that waits."""
        li, admin = self.clients["li"], self.clients["admin"]
        clauses = [{"type": "keywords", "words": ["合同"], "verdict": "hold"}]
        group = (
            await self._post(admin, "/_fangyuan/v1/groups", wish(clauses=clauses, override={"reason": "x"}))
        )["room_id"]
        txn = quote(self.house.app.db.ids.opaque())
        content = {"msgtype": "m.text", "body": "合同"}
        held = (await li.put(f"/rooms/{group}/send/m.room.message/{txn}", content)).body
        strikes: list[str] = []
        appeals: list[str] = []
        for _ in range(2):
            wanted = {"user": "li", "act": "slow", "minutes": 1}
            laid = await self._post(admin, f"/_fangyuan/v1/groups/{group}/restraints", wanted)
            strikes.append(str(laid["strike_id"]))
        appealed = await self._post(li, f"/_fangyuan/v1/strikes/{strikes[0]}/appeal", {"reason": "x"})
        appeals.append(str(appealed["appeal_id"]))
        return {
            "strikeId": [*strikes, "x"],
            "appealId": [*appeals, "x"],
            "heldId": [str(held.get("fangyuan.held", {}).get("held_id", 0)), "x"],
        }

    async def _post(self, client: LocalClient, path: str, body: Any) -> Any:
        answer = await client.post(path, body)
        assert answer.status in (200, 201), answer.body
        return answer.body


def _open_doors(tx: Tx) -> None:
    for hold in events.list_active_holds(tx):  # else nothing could be closed
        events.put_hold(tx, replace(hold, released_by=hold.placed_by, released_ts=tx.now_ms))
    for name, person in PERSONS.items():
        user_id = user(person)
        identity.reactivate(tx, user_id)
        identity.set_locked(tx, user_id, locked=False)
        identity.set_suspended(tx, user_id, suspended=False)
        identity.set_kind(tx, user_id, "person")
        identity.set_password(tx, user_id, identity.hash_password(PASSWORD, cheap=True))
        if name == "admin":
            identity.set_admin(tx, user_id, is_admin=True)


def told(faults: Iterable[str]) -> str:
    """The faults, as a failing test shows them."""
    return "\n\n".join(faults)

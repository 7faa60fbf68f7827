"""A Matrix client for tests: thin, async, and strict about what the server answers.

`get`/`post`/`put`/`delete` give whatever came back; the helpers (`send`, `join`, `sync`, …) raise `Refused`
unless it worked. Every answer of a Matrix path is held against the specification where its file is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import msgspec
from yarl import URL

from fangyuan.kernel.json import as_object
from tests.kit.spec import check_response

if TYPE_CHECKING:
    from tests.kit.rig import Rig

Json = dict[str, Any]
CLIENT = "/_matrix/client/v3"
PATIENCE_S = 60  # beside browsers that keep the machine busy; only what fails waits so long
DELAY = "org.matrix.msc4140.delay"  # the answer is then another than the specification's


@dataclass(frozen=True)
class Answer:
    """What the server said; `body` is the JSON, or the bytes when it is none."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def errcode(self) -> str | None:
        return as_object(self.body).get("errcode")


class Refused(AssertionError):
    """A helper's request was answered with an error; `answer` has it."""

    def __init__(self, what: str, answer: Answer) -> None:
        super().__init__(f"{what} was refused: {answer.status} {answer.body}")
        self.answer = answer


class MatrixClient:
    """One device of one user, or nobody before `login`. `since` is where its last `sync` ended."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.user_id = ""
        self.device_id = ""
        self.token = ""
        self.refresh_token = ""
        self.since: str | None = None
        self.headers: dict[str, str] = {}
        self._sent = 0

    # -- requests --------------------------------------------------------------------------------------------

    async def get(self, path: str, **query: Any) -> Answer:
        """GET; keyword arguments become the query, None is left out."""
        return await self.request("GET", path, query=query)

    async def post(self, path: str, body: Any = None, **query: Any) -> Answer:
        return await self.request("POST", path, {} if body is None else body, query=query)

    async def put(self, path: str, body: Any = None, **query: Any) -> Answer:
        return await self.request("PUT", path, {} if body is None else body, query=query)

    async def delete(self, path: str, body: Any = None, **query: Any) -> Answer:
        return await self.request("DELETE", path, body, query=query)

    async def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Any request. `path` is as on the wire; without `/_` it is under /_matrix/client/v3.

        A `body` of bytes goes as it is, anything else as JSON. Lists in `query` become repeated parameters.
        """
        full = path if path.startswith(("/_", "/.")) else CLIENT + path
        parameters = {key: _word(value) for key, value in (query or {}).items() if value is not None}
        url = URL(
            self.rig.base + full + (f"?{urlencode(parameters, doseq=True)}" if parameters else ""),
            encoded=True,
        )
        all_headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        all_headers |= self.headers | dict(headers or {})
        data = body if body is None or isinstance(body, bytes) else msgspec.json.encode(body)
        if data is not None:
            all_headers.setdefault("Content-Type", "application/json")
        async with self.rig.http().request(method, url, data=data, headers=all_headers) as response:
            raw = await response.read()
            answer = Answer(response.status, _json_or_bytes(raw, response.content_type), response.headers)
        if (
            full.startswith(("/_matrix/", "/.well-known/"))
            and method != "OPTIONS"
            and DELAY not in parameters
        ):
            check_response(method, full, answer.status, answer.body)
        return answer

    async def ok(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The JSON of an answer with 200; Refused for any other."""
        answer = await self.request(method, path, body, query=query)
        if answer.status != 200:
            raise Refused(f"{method} {path}", answer)
        return answer.body

    # -- signing in ------------------------------------------------------------------------------------------

    async def register(self, localpart: str, password: str, **more: Any) -> Json:
        """Makes an account (registration has to be open) and signs in."""
        body = {"username": localpart, "password": password, "auth": {"type": "m.login.dummy"}, **more}
        return self._signed_in(await self.ok("POST", "/register", body))

    async def login(self, user: str, password: str, **more: Any) -> Json:
        """Signs in; `user` is a localpart or a user id."""
        identifier = {"type": "m.id.user", "user": user}
        body = {"type": "m.login.password", "identifier": identifier, "password": password, **more}
        return self._signed_in(await self.ok("POST", "/login", body))

    async def refresh(self) -> Json:
        """New tokens for old; the client uses the new ones from now on."""
        got = await self.ok("POST", "/refresh", {"refresh_token": self.refresh_token})
        self.token, self.refresh_token = got["access_token"], got.get("refresh_token", self.refresh_token)
        return got

    async def logout(self) -> None:
        await self.ok("POST", "/logout", {})

    def _signed_in(self, got: Json) -> Json:
        self.user_id = got["user_id"]
        self.device_id, self.token = got.get("device_id", ""), got.get("access_token", "")
        self.refresh_token = got.get("refresh_token", "")
        return got

    # -- rooms -----------------------------------------------------------------------------------------------

    async def create_room(self, **body: Any) -> str:
        """Gives the room's id."""
        return (await self.ok("POST", "/createRoom", body))["room_id"]

    async def join(self, room: str) -> str:
        """Joins by id or alias."""
        return (await self.ok("POST", f"/join/{part(room)}", {}))["room_id"]

    async def invite(self, room: str, user: MatrixClient | str) -> None:
        user_id = user if isinstance(user, str) else user.user_id
        await self.ok("POST", f"/rooms/{part(room)}/invite", {"user_id": user_id})

    async def leave(self, room: str) -> None:
        await self.ok("POST", f"/rooms/{part(room)}/leave", {})

    async def send(
        self, room: str, content: str | Json, *, type: str = "m.room.message", txn: str | None = None
    ) -> str:
        """Sends a text or any content; gives the event's id."""
        body = {"msgtype": "m.text", "body": content} if isinstance(content, str) else content
        txn = txn or self.next_txn()
        return (await self.ok("PUT", f"/rooms/{part(room)}/send/{part(type)}/{part(txn)}", body))["event_id"]

    def next_txn(self) -> str:
        """A transaction id that this client hasn't used yet."""
        self._sent += 1
        return f"t{self._sent}"

    async def redact(self, room: str, event_id: str, **body: Any) -> str:
        path = f"/rooms/{part(room)}/redact/{part(event_id)}/{self.next_txn()}"
        return (await self.ok("PUT", path, body))["event_id"]

    async def state(self, room: str, type: str, key: str = "") -> Json:
        """The content of a piece of the room's state."""
        return await self.ok("GET", f"/rooms/{part(room)}/state/{part(type)}/{part(key)}")

    async def put_state(self, room: str, type: str, content: Json, key: str = "") -> str:
        path = f"/rooms/{part(room)}/state/{part(type)}/{part(key)}"
        return (await self.ok("PUT", path, content))["event_id"]

    # -- sync ------------------------------------------------------------------------------------------------

    async def sync(self, timeout: int = 0, **query: Any) -> Json:  # noqa: ASYNC109 - the spec's word; the server waits
        """One /sync from where the last one ended, or from `since`; `filter` may be an object."""
        if not isinstance(query.get("filter") or "", str):
            query["filter"] = msgspec.json.encode(query["filter"]).decode()
        got = await self.ok("GET", "/sync", timeout=timeout, **({"since": self.since} | query))
        self.since = got["next_batch"]
        return got

    async def sync_until(self, predicate: Callable[[Json], Any], **query: Any) -> Json:
        """Syncs until one answer satisfies `predicate`; gives that answer."""
        seen: list[Json] = []
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    got = await self.sync(timeout=10_000, **query)
                    if predicate(got):
                        return got
                    seen.append(got)
        except TimeoutError:
            raise AssertionError(
                f"{self.user_id} waited {PATIENCE_S} s in vain; last seen: {seen[-3:]}"
            ) from None


def part(text: str) -> str:
    """`text` as one segment of a path."""
    return quote(text, safe="!$@:")


def _word(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _json_or_bytes(raw: bytes, content_type: str) -> Any:
    return msgspec.json.decode(raw) if content_type == "application/json" and raw else raw

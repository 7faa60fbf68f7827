"""The same few verbs in four clients: plain HTTP, matrix-nio, mautrix, matrix-js-sdk.

Each verb goes the library's own way; `request` is the library's own request, for what it has no method for. What the
server refuses is `Refused`, with the words that this client has to show.
"""

from __future__ import annotations

import base64
import json
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

import aiohttp
import nio  # pyright: ignore[reportMissingTypeStubs] - it has no types, so what comes of it is Any here
from mautrix.api import Method
from mautrix.client import Client
from mautrix.errors import MatrixStandardRequestError
from mautrix.types import EventType

from fangyuan.kernel.json import as_object
from tests.kit.client import Json, MatrixClient, part
from tests.kit.js_client import JsClient, JsError
from tests.kit.rig import PASSWORD, Rig


class Refused(Exception):
    """The server said no: its error code, and its words as this client shows them."""

    def __init__(self, errcode: str | None, text: str | None) -> None:
        super().__init__(f"{errcode}: {text}")
        self.errcode, self.text = errcode or "", text or ""


class Doer(ABC):
    """One person's client."""

    library: str

    def __init__(self, rig: Rig, user_id: str) -> None:
        self.rig, self.user_id = rig, user_id

    async def __aenter__(self) -> Self:
        await self.sign_in()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @abstractmethod
    async def sign_in(self) -> None: ...

    @abstractmethod
    async def stop(self) -> None:
        """Ends what it has open."""

    @abstractmethod
    async def send(self, room: str, type: str, content: Json) -> str: ...

    @abstractmethod
    async def put_state(self, room: str, type: str, content: Json) -> None: ...

    @abstractmethod
    async def redact(self, room: str, event_id: str) -> None: ...

    @abstractmethod
    async def invite(self, room: str, user_id: str) -> None: ...

    @abstractmethod
    async def join(self, room: str) -> None: ...

    @abstractmethod
    async def leave(self, room: str) -> None: ...

    @abstractmethod
    async def kick(self, room: str, user_id: str) -> None: ...

    @abstractmethod
    async def ban(self, room: str, user_id: str) -> None: ...

    @abstractmethod
    async def request(self, method: str, path: str, body: Any = None) -> Any:
        """`path` begins with a slash, after the host."""


class ByHttp(Doer):
    library = "http"

    def __init__(self, rig: Rig, user_id: str) -> None:
        super().__init__(rig, user_id)
        self._client: MatrixClient = rig.client()

    async def sign_in(self) -> None:
        self._client = await self.rig.login(self.user_id)

    async def stop(self) -> None:
        await self._client.logout()

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        bare, _, query = path.partition("?")
        answer = await self._client.request(method, bare, body, query=dict(parse_qsl(query)))
        if answer.status >= 400:
            raise Refused(answer.errcode, as_object(answer.body).get("error"))
        return answer.body

    async def _room(self, method: str, room: str, path: str, body: Json) -> Any:
        return await self.request(method, f"/_matrix/client/v3/rooms/{part(room)}/{path}", body)

    async def send(self, room: str, type: str, content: Json) -> str:
        path = f"send/{part(type)}/{self._client.next_txn()}"
        return (await self._room("PUT", room, path, content))["event_id"]

    async def put_state(self, room: str, type: str, content: Json) -> None:
        await self._room("PUT", room, f"state/{part(type)}/", content)

    async def redact(self, room: str, event_id: str) -> None:
        await self._room("PUT", room, f"redact/{part(event_id)}/{self._client.next_txn()}", {})

    async def invite(self, room: str, user_id: str) -> None:
        await self._room("POST", room, "invite", {"user_id": user_id})

    async def join(self, room: str) -> None:
        await self._room("POST", room, "join", {})

    async def leave(self, room: str) -> None:
        await self._room("POST", room, "leave", {})

    async def kick(self, room: str, user_id: str) -> None:
        await self._room("POST", room, "kick", {"user_id": user_id})

    async def ban(self, room: str, user_id: str) -> None:
        await self._room("POST", room, "ban", {"user_id": user_id})


class ByNio(Doer):
    library = "matrix-nio"

    async def sign_in(self) -> None:
        self._nio: Any = nio.AsyncClient(self.rig.base, self.user_id)
        _checked(await self._nio.login(PASSWORD))

    async def stop(self) -> None:
        await self._nio.close()

    async def send(self, room: str, type: str, content: Json) -> str:
        return _checked(await self._nio.room_send(room, type, content)).event_id

    async def put_state(self, room: str, type: str, content: Json) -> None:
        _checked(await self._nio.room_put_state(room, type, content))

    async def redact(self, room: str, event_id: str) -> None:
        _checked(await self._nio.room_redact(room, event_id))

    async def invite(self, room: str, user_id: str) -> None:
        _checked(await self._nio.room_invite(room, user_id))

    async def join(self, room: str) -> None:
        _checked(await self._nio.join(room))

    async def leave(self, room: str) -> None:
        _checked(await self._nio.room_leave(room))

    async def kick(self, room: str, user_id: str) -> None:
        _checked(await self._nio.room_kick(room, user_id))

    async def ban(self, room: str, user_id: str) -> None:
        _checked(await self._nio.room_ban(room, user_id))

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self._nio.access_token}"}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body)
        response: aiohttp.ClientResponse = await self._nio.send(method, path, data, headers)
        answer = await _body(response)
        if response.status >= 400:
            raise Refused(answer.get("errcode"), answer.get("error"))
        return answer


class ByMautrix(Doer):
    library = "mautrix"

    async def sign_in(self) -> None:
        self._http = aiohttp.ClientSession()
        self._mautrix: Any = Client(base_url=self.rig.base, client_session=self._http)
        await self._mautrix.login(identifier=self.user_id, password=PASSWORD)

    async def stop(self) -> None:
        await self._http.close()

    async def _do(self, asked: Any) -> Any:
        try:
            return await asked
        except MatrixStandardRequestError as error:
            raise Refused(error.errcode, error.message) from error

    async def send(self, room: str, type: str, content: Json) -> str:
        named = EventType.find(type, EventType.Class.MESSAGE)
        return await self._do(self._mautrix.send_message_event(room, named, content))

    async def put_state(self, room: str, type: str, content: Json) -> None:
        named = EventType.find(type, EventType.Class.STATE)
        await self._do(self._mautrix.send_state_event(room, named, content))

    async def redact(self, room: str, event_id: str) -> None:
        await self._do(self._mautrix.redact(room, event_id))

    async def invite(self, room: str, user_id: str) -> None:
        await self._do(self._mautrix.invite_user(room, user_id))

    async def join(self, room: str) -> None:
        await self._do(self._mautrix.join_room_by_id(room))

    async def leave(self, room: str) -> None:
        await self._do(self._mautrix.leave_room(room))

    async def kick(self, room: str, user_id: str) -> None:
        await self._do(self._mautrix.kick_user(room, user_id))

    async def ban(self, room: str, user_id: str) -> None:
        await self._do(self._mautrix.ban_user(room, user_id))

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        return await self._do(self._mautrix.api.request(Method[method], path, body))


class ByJs(Doer):
    library = "matrix-js-sdk"

    async def sign_in(self) -> None:
        self._js = JsClient()
        await self._js.start()
        await self._js.call("login", base=self.rig.base, user=self.user_id, password=PASSWORD)

    async def stop(self) -> None:
        await self._js.stop()

    async def _do(self, cmd: str, **args: Any) -> Any:
        try:
            return await self._js.call(cmd, **args)
        except JsError as error:
            if error.http_status is None:
                raise
            raise Refused(error.errcode, error.error) from error

    async def send(self, room: str, type: str, content: Json) -> str:
        return (await self._do("sendEvent", room=room, type=type, content=content))["event_id"]

    async def put_state(self, room: str, type: str, content: Json) -> None:
        await self._do("sendState", room=room, type=type, content=content)

    async def redact(self, room: str, event_id: str) -> None:
        await self._do("redact", room=room, event_id=event_id)

    async def invite(self, room: str, user_id: str) -> None:
        await self._do("invite", room=room, user=user_id)

    async def join(self, room: str) -> None:
        await self._do("joinRoom", room=room)

    async def leave(self, room: str) -> None:
        await self._do("leave", room=room)

    async def kick(self, room: str, user_id: str) -> None:
        await self._do("kick", room=room, user=user_id)

    async def ban(self, room: str, user_id: str) -> None:
        await self._do("ban", room=room, user=user_id)

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        given = {"base64": _base64(body)} if isinstance(body, bytes) else {"body": body}
        return await self._do("request", method=method, path=path, **given)


DOERS: tuple[type[Doer], ...] = (ByHttp, ByNio, ByMautrix, ByJs)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _checked(response: Any) -> Any:
    """nio gives its errors back instead of raising them."""
    if isinstance(response, nio.ErrorResponse):
        raise Refused(response.status_code, response.message)
    return response


async def _body(response: aiohttp.ClientResponse) -> Any:
    return json.loads(await response.read()) if "json" in response.headers.get("Content-Type", "") else {}

"""A small HTTP/1.1 keep-alive client on asyncio and httptools.

It exists because load generators share the machine with the server they load: a general-purpose
client library spends more CPU per request than the server under test. One connection carries one
request at a time; `HttpClient` keeps idle connections and opens another when none is free, so a parked
long-poll simply holds its own connection.
"""

import asyncio
from dataclasses import dataclass
from typing import cast

import httptools


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes


class ConnectionDroppedError(Exception):
    """The server closed the connection before the response was complete."""


class Connection(asyncio.Protocol):
    """One keep-alive connection; `exchange` sends a request and awaits its response."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._waiter: asyncio.Future[Response] | None = None
        self._chunks: list[bytes] = []
        self._keep_alive = True
        self.got_bytes = False

    @property
    def usable(self) -> bool:
        return self._transport is not None and not self._transport.is_closing() and self._waiter is None

    async def exchange(self, request: bytes) -> Response:
        transport = self._transport
        if transport is None or transport.is_closing():
            raise ConnectionDroppedError
        self._waiter = asyncio.get_running_loop().create_future()
        self._chunks = []
        self.got_bytes = False
        transport.write(request)
        return await self._waiter

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.got_bytes = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(ConnectionDroppedError(f"bad HTTP response: {error}"))
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._fail(ConnectionDroppedError(str(exc or "closed by the server")))

    def _fail(self, error: Exception) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_exception(error)

    # httptools callbacks

    def on_headers_complete(self) -> None:
        self._keep_alive = self._parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        waiter, self._waiter = self._waiter, None
        response = Response(self._parser.get_status_code(), b"".join(self._chunks))
        if not self._keep_alive:
            self.close()
        if waiter is not None and not waiter.done():
            waiter.set_result(response)


class HttpClient:
    """Requests to one host and port over as many keep-alive connections as there are open requests."""

    def __init__(self, host: str, port: int, *, request_timeout: float = 600.0) -> None:
        self._host = host
        self._port = port
        self._timeout = request_timeout
        self._idle: list[Connection] = []
        self._all: set[Connection] = set()
        self._tail = f" HTTP/1.1\r\nHost: {host}:{port}\r\n".encode()

    async def request(self, method: str, path: str, token: str = "", body: bytes = b"") -> Response:
        """One request. A reused connection that the server had meanwhile closed is tried again once."""
        wire = self._wire(method, path, token, body)
        connection = self._take_idle()
        if connection is not None:
            try:
                return await self._exchange(connection, wire)
            except ConnectionDroppedError:
                if connection.got_bytes:
                    raise
        return await self._exchange(await self._open(), wire)

    def close(self) -> None:
        for connection in tuple(self._all):
            connection.close()
        self._all.clear()
        self._idle.clear()

    def _wire(self, method: str, path: str, token: str, body: bytes) -> bytes:
        parts = [method.encode(), b" ", path.encode(), self._tail]
        if token:
            parts += [b"Authorization: Bearer ", token.encode(), b"\r\n"]
        if method != "GET":
            parts += [b"Content-Type: application/json\r\nContent-Length: ", str(len(body)).encode(), b"\r\n"]
        parts += [b"\r\n", body]
        return b"".join(parts)

    def _take_idle(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                return connection
            self._all.discard(connection)
        return None

    async def _open(self) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, self._host, self._port)
        self._all.add(connection)
        return connection

    async def _exchange(self, connection: Connection, wire: bytes) -> Response:
        timer = asyncio.get_running_loop().call_later(self._timeout, connection.close)
        try:
            response = await connection.exchange(wire)
        except BaseException:
            # Also on cancellation: the response is still on its way, so the connection is of no use.
            connection.close()
            self._all.discard(connection)
            raise
        finally:
            timer.cancel()
        if connection.usable:
            self._idle.append(connection)
        return response

"""Putting the server together, and running it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path

import msgspec
import structlog
import uvicorn

from fangyuan import appservices, census, groups, push, worker
from fangyuan.db import Database
from fangyuan.http import table, webapp
from fangyuan.http.app import App
from fangyuan.http.protocol import OneWriteProtocol
from fangyuan.http.routes import Router
from fangyuan.kernel.clock import Clock, SystemClock
from fangyuan.kernel.config import Config
from fangyuan.kernel.ids import Ids
from fangyuan.kernel.text import both
from fangyuan.sync import Hub

log = structlog.get_logger("server")

# Reader threads and the event loop share one interpreter lock: a short switch keeps a waiting commit from standing
# 5 ms behind a busy loop.
_SWITCH_INTERVAL_S = 0.0005
_COLLECT_AFTER = 20_000


def build(
    config: Config, clock: Clock | None = None, ids: Ids | None = None, web_folder: Path = webapp.DIST
) -> App:
    """The application over a migrated database, with the web client of this folder; nothing runs yet."""
    config = config.effective()
    ids = ids or Ids(config.server_name)
    db = Database(config.database_url(), clock or SystemClock(), ids)
    hub = Hub(db, presence=config.presence.enabled)
    db.bus.subscribe(hub)
    router = Router()
    table.fill(router, lenient=config.is_lenient)
    app_services = appservices.read_registry(config.app_services, config.server_name)
    return App(config, db, router, hub, app_services, webapp.Webapp(web_folder))


async def prepare(app: App) -> None:
    """Makes what the very first request may ask for already; what is there stays."""
    await app.db.write(lambda tx: groups.ensure_house(tx, app.config.groups.house_localpart))
    await app.db.write(lambda tx: appservices.ensure_senders(tx, app.app_services.services))
    company = app.config.company if app.config.groups.org_spaces else None
    await app.db.write(lambda tx: groups.set_org_spaces(tx, company))
    terms = msgspec.convert(app.config.census, census.Terms, from_attributes=True)
    await app.db.write(lambda tx: census.schedule_looks(tx, terms))
    await app.db.write(push.ensure_vapid)


@contextlib.asynccontextmanager
async def running(app: App) -> AsyncGenerator[None]:
    """The application's background: writer, memory of the stream, worker. On this event loop."""
    app.hub.start(app.db.start())
    await prepare(app)
    warn = _warn_of_test_mode if app.config.test_mode else None
    sender, services = worker.Sender(app.db, app.config), worker.Services(app.db, app.app_services.services)
    # Who listens where the last process listened is its successor: both can't.
    owner = f"{socket.gethostname()} {app.config.listen}"
    lease = worker.Lease(app.db, owner, [sender.run, services.run])
    await lease.look()
    background = [
        asyncio.create_task(lease.run()),
        asyncio.create_task(worker.run(app.db, each_minute=warn, may_work=lease.is_held)),
        asyncio.create_task(worker.Follower(app.db).run()),
        asyncio.create_task(app.content.keeper.run()),
        asyncio.create_task(app.content.exporter.run()),
        asyncio.create_task(app.hub.attendance.watch()),
    ]
    try:
        yield
    finally:
        for task in background:
            task.cancel()
        try:
            await asyncio.gather(*background, return_exceptions=True)
            await app.content.close()
        finally:
            await asyncio.to_thread(app.db.close)


def _warn_of_test_mode() -> None:
    log.warning(" / ".join(both("identity.test_mode").values()))


class _Uvicorn(uvicorn.Server):
    """Leaves signals to us: uvicorn raises them again when it has served, before the database is closed."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


class RunningServer:
    """One `App` served by uvicorn on the event loop that calls `start`. `base` is its address."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._socket = _listen(*app.config.host_and_port())
        self.base = "http://{}:{}".format(*self._socket.getsockname()[:2])
        self._stack = contextlib.AsyncExitStack()
        self._task: asyncio.Task[None] | None = None
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                app,  # pyright: ignore[reportArgumentType] - our ASGI types are narrower than uvicorn's
                loop="none",
                http=OneWriteProtocol,
                proxy_headers=False,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=1,
                timeout_keep_alive=75,
            )
        )

    async def start(self) -> None:
        """The socket listens already, so whoever connects from now on is answered."""
        await self._stack.enter_async_context(running(self._app))
        self._task = asyncio.create_task(self._uvicorn.serve(sockets=[self._socket]))

    async def wait(self) -> None:
        """Until a signal or `stop` ends it."""
        assert self._task is not None, "start() comes first"
        await self._task

    def ask_to_stop(self) -> None:
        """`wait` returns soon: after the requests that are being answered, or at once when asked again."""
        self._uvicorn.force_exit = self._uvicorn.should_exit
        self._uvicorn.should_exit = True
        self._app.hub.wake_all()

    async def stop(self) -> None:
        """Lets requests that are being answered end, then closes the database."""
        self.ask_to_stop()
        if self._task is not None:
            await self._task
        await self._stack.aclose()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(1024)
    listener.setblocking(False)
    return listener


def new_event_loop() -> asyncio.AbstractEventLoop:
    """uvloop's where there is one."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def serve(config: Config, ready: Callable[[str], None] | None = None) -> None:
    """Serves until SIGINT or SIGTERM; `ready` is told the address."""
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    # What was loaded at the start lives as long as the process, and requests make few cycles: the collector, at its
    # defaults, would walk over the caches again and again to find nothing.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 20, 50)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_serve(config, ready))


async def _serve(config: Config, ready: Callable[[str], None] | None) -> None:
    server = RunningServer(build(config))
    await server.start()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, server.ask_to_stop)
    if ready is not None:
        ready(server.base)
    try:
        await server.wait()
    finally:
        await server.stop()

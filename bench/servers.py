"""The servers under test: how each is configured, started, found ready and stopped.

Everything that is particular to a server stands here; the cases only speak the Matrix Client-Server API.
"""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from .client import ConnectionDroppedError, HttpClient
from .measure import Meter

HERE = Path(__file__).parent
OUT = HERE / "out"
SERVER_NAME = "bench.local"
START_SECONDS = 90.0
STOP_SECONDS = 20.0

SYNAPSE_REQUIREMENT = "matrix-synapse>=1.163,<1.164"
SYNAPSE_VENV = OUT / "synapse-venv"

# The only place that knows our configuration keys.
OUR_CONFIG = """\
server_name = {server_name}
listen = {listen}
data_dir = {data_dir}
database = {database}

[registration]
mode = "open"

[limits]
enabled = false

[passwords]
cheap = true

[groups]
ungoverned_rooms = {plain_rooms}
"""

_NO_LIMIT = {"per_second": 1_000_000, "burst_count": 1_000_000}
SYNAPSE_NO_LIMITS: dict[str, object] = {
    "rc_message": _NO_LIMIT,
    "rc_registration": _NO_LIMIT,
    "rc_registration_token_validity": _NO_LIMIT,
    "rc_login": {"address": _NO_LIMIT, "account": _NO_LIMIT, "failed_attempts": _NO_LIMIT},
    "rc_joins": {"local": _NO_LIMIT, "remote": _NO_LIMIT},
    "rc_joins_per_room": _NO_LIMIT,
    "rc_invites": {"per_room": _NO_LIMIT, "per_user": _NO_LIMIT, "per_issuer": _NO_LIMIT},
    "rc_room_creation": _NO_LIMIT,
    "rc_presence": {"per_user": _NO_LIMIT},
    "rc_profile": _NO_LIMIT,
    "rc_user_directory": _NO_LIMIT,
}


class ServerError(Exception):
    """A server under test could not be installed or started, or died."""


class Server(ABC):
    """One server process with its own directory. `start`, use, `stop`."""

    name: str

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def prepare(self) -> list[str]:
        """Write the configuration; the command line that runs the server."""

    @abstractmethod
    def version(self) -> str: ...

    @property
    def database_name(self) -> str:
        """The PostgreSQL database on this machine whose backends belong to the server, if any."""
        return ""

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    def meter(self) -> Meter:
        assert self.process is not None
        return Meter(self.process.pid, self.database_name)

    def client(self) -> HttpClient:
        return HttpClient("127.0.0.1", self.port)

    async def start(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.port = _free_port()
        self.process = self._spawn(self.prepare())
        try:
            await self._until_ready()
        except BaseException:
            self.stop()
            raise

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.directory,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def stop(self) -> None:
        """End this process, and whatever it left in its own process group."""
        process, self.process = self.process, None
        if process is None:
            return
        if process.poll() is not None:
            return
        process.terminate()
        give_up = time.monotonic() + STOP_SECONDS
        # Looked at without reaping: until then the process group's number can't be anybody else's.
        exited = os.WEXITED | os.WNOWAIT | os.WNOHANG
        while os.waitid(os.P_PID, process.pid, exited) is None and time.monotonic() < give_up:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def log_tail(self) -> str:
        return self.log.read_text(errors="replace")[-800:] if self.log.exists() else ""

    async def _until_ready(self) -> None:
        client, give_up = self.client(), time.monotonic() + START_SECONDS
        try:
            while time.monotonic() < give_up:
                assert self.process is not None
                if self.process.poll() is not None:
                    break
                try:
                    if (await client.request("GET", "/_matrix/client/versions")).status == 200:
                        return
                except (OSError, ConnectionDroppedError):
                    pass
                await asyncio.sleep(0.1)
        finally:
            client.close()
        raise ServerError(f"{self.name} did not start; the end of its log:\n{self.log_tail()}")


class Ours(Server):
    name = "fangyuan"

    def __init__(self, directory: Path, database: str = "") -> None:
        super().__init__(directory)
        self._database = database

    @property
    def database_name(self) -> str:
        url = urlsplit(self._database)
        return url.path.lstrip("/") if url.scheme.startswith("postgres") else ""

    def prepare(self) -> list[str]:
        config = self.directory / "config.toml"
        config.write_text(
            OUR_CONFIG.format(
                server_name=_toml(SERVER_NAME),
                listen=_toml(f"127.0.0.1:{self.port}"),
                data_dir=_toml(str(self.directory)),
                database=_toml(self._database or f"sqlite:///{self.directory}/bench.sqlite"),
                # A project group's charter stops at 300 members: growth beyond that is measured in a plain room.
                plain_rooms="true" if "members" in self.directory.name.lower() else "false",
            )
        )
        return [sys.executable, "-m", "fangyuan.cli", "serve", "--config", str(config)]

    def environment(self) -> dict[str, str]:
        path = os.pathsep.join(filter(None, [str(HERE.parent), os.environ.get("PYTHONPATH")]))
        return {**os.environ, "PYTHONPATH": path}

    def version(self) -> str:
        return _package_version(sys.executable, "fangyuan") + _git_revision()


class Synapse(Server):
    name = "synapse"

    def prepare(self) -> list[str]:
        config = self.directory / "homeserver.yaml"
        # YAML reads JSON.
        config.write_bytes(msgspec.json.format(msgspec.json.encode(self._config())))
        (self.directory / "log.yaml").write_bytes(
            msgspec.json.encode({"version": 1, "root": {"level": "ERROR"}, "disable_existing_loggers": False})
        )
        run = [str(SYNAPSE_VENV / "bin" / "python"), "-m", "synapse.app.homeserver", "-c", str(config)]
        _run([*run, "--generate-keys"], "synapse could not make its keys", cwd=self.directory)
        return run

    def _config(self) -> dict[str, object]:
        here = self.directory
        listener: dict[str, object] = {
            "port": self.port, "type": "http", "tls": False, "bind_addresses": ["127.0.0.1"],
            "resources": [{"names": ["client"], "compress": False}],
        }  # fmt: skip
        return {
            "server_name": SERVER_NAME,
            "pid_file": str(here / "synapse.pid"),
            "listeners": [listener],
            "database": {"name": "sqlite3", "args": {"database": str(here / "bench.sqlite")}},
            "log_config": str(here / "log.yaml"),
            "media_store_path": str(here / "media"),
            "signing_key_path": str(here / "signing.key"),
            "macaroon_secret_key": "bench",
            "form_secret": "bench",
            "enable_registration": True,
            "enable_registration_without_verification": True,
            "bcrypt_rounds": 4,
            "presence": {"enabled": False},
            "federation_domain_whitelist": [],
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "report_stats": False,
            **SYNAPSE_NO_LIMITS,
        }

    def version(self) -> str:
        return _package_version(str(SYNAPSE_VENV / "bin" / "python"), "matrix-synapse")


def install_synapse() -> None:
    """Into its own environment, once; with uv where there is one."""
    python = SYNAPSE_VENV / "bin" / "python"
    if python.exists() and _package_version(str(python), "matrix-synapse"):
        return
    OUT.mkdir(parents=True, exist_ok=True)
    failed = "synapse could not be installed"
    if uv := shutil.which("uv"):
        _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(SYNAPSE_VENV)], failed)
        _run([uv, "pip", "install", "--quiet", "--python", str(python), SYNAPSE_REQUIREMENT], failed)
    else:
        _run([sys.executable, "-m", "venv", "--clear", str(SYNAPSE_VENV)], failed)
        _run([str(python), "-m", "pip", "install", "--quiet", SYNAPSE_REQUIREMENT], failed)


def _run(command: list[str], failed: str, cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServerError(f"{failed}: {done.stderr[-2000:]}{done.stdout[-500:]}")


def _package_version(python: str, package: str) -> str:
    code = f"from importlib.metadata import version; print(version({package!r}))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _git_revision() -> str:
    command = ["git", "-C", str(HERE.parent), "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return f"+{done.stdout.strip()}" if done.returncode == 0 else ""


def _toml(text: str) -> str:
    """A TOML basic string is written like a JSON string."""
    return msgspec.json.encode(text).decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

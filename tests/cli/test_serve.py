"""`fangyuan serve` as a process: it starts, says where, keeps others off its database, ends on a signal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from fangyuan.cli.lock import holder

PATIENCE_S = 60


class Server:
    """One `fangyuan serve` in a folder of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("FANGYUAN_")}
        environ |= {"FANGYUAN_LISTEN": "127.0.0.1:0", "LC_ALL": "en_US.UTF-8", "PYTHONPATH": os.getcwd()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fangyuan.cli", "serve", *arguments],
            cwd=folder,
            env=environ,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []

    def wait_until_ready(self) -> str:
        """The address; what it said until then is in `said`."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if found := re.search(r"http://\S+", line):
                return found[0]
        raise AssertionError("it ended: " + "".join(self.said))

    def end(self, how: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(how)
        _, err = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, err


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.process.kill()
    running.process.communicate()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_a_signal_and_starts_again(
    server: Server, tmp_path: Path, how: signal.Signals
) -> None:
    address = server.wait_until_ready()
    assert any("database" in line for line in server.said), "it says that it makes the database"
    with urllib.request.urlopen(f"{address}/_matrix/client/versions", timeout=PATIENCE_S) as answer:
        assert answer.status == 200
    code, err = server.end(how)
    assert code == 0
    assert "Traceback" not in err
    again = Server(tmp_path)
    again.wait_until_ready()
    assert not any("database" in line for line in again.said), "nothing to migrate the second time"
    again.end(how)


def test_two_servers_do_not_share_one_sqlite(server: Server, tmp_path: Path) -> None:
    server.wait_until_ready()
    other = Server(tmp_path)
    _, err = other.process.communicate(timeout=PATIENCE_S)
    assert other.process.returncode == 1
    assert str(server.process.pid) in err
    assert len(err.splitlines()) == 1


def test_the_lock_is_free_however_the_server_ends(server: Server, tmp_path: Path) -> None:
    lock = tmp_path / "fangyuan-data" / "fangyuan.sqlite.lock"
    server.wait_until_ready()
    assert holder(lock) == server.process.pid
    server.end(signal.SIGKILL)
    assert holder(lock) is None

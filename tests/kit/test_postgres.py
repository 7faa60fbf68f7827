"""Every PostgreSQL here starts, works and goes away without a trace, also when the test run is killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.kit import postgres
from tests.kit.postgres import Installation, PostgresServer, find_installations

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE_S = 30


@pytest.fixture(params=find_installations(), ids=lambda installation: f"pg{installation.major}")
def installation(request: pytest.FixtureRequest) -> Installation:
    return request.param


def is_gone(pid: int) -> bool:
    """No such process, or only its entry, which is init's to collect."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_until(condition: Callable[[], bool]) -> None:
    """Foreign processes can only be polled."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it didn't happen"
        time.sleep(0.02)


def test_it_starts_works_and_leaves_nothing(installation: Installation) -> None:
    server = PostgresServer(installation)
    with server:
        pid, folder = server.pid, server.folder
        with psycopg.connect(server.create_database("a database")) as connection:
            row = connection.execute(
                "SELECT current_database(), current_setting('server_version_num')::int / 10000,"
                " pg_encoding_to_char(encoding), datcollate, rolsuper"
                " FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user"
            ).fetchone()
        assert row == ("a database", installation.major, "UTF8", "C", False)
    server.stop()  # once more does nothing
    assert is_gone(pid)
    assert not folder.exists()


def test_databases_come_and_go(installation: Installation) -> None:
    with PostgresServer(installation) as server:
        with psycopg.connect(server.create_database("first")) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('方圆')")
        with psycopg.connect(server.create_database("second", template="first")) as connection:
            assert connection.execute("SELECT word FROM kept").fetchall() == [("方圆",)]
            server.drop_database("second")  # although we are connected
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        server.drop_database("second")
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(server.url("second"))


def test_fsync_is_a_choice(installation: Installation) -> None:
    with PostgresServer(installation, fsync=True) as server, psycopg.connect(server.url()) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_strangers_stay_outside(installation: Installation) -> None:
    with PostgresServer(installation) as server:
        stranger = server.url().replace("fangyuan:", "fangyuan:x")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(stranger)


def test_a_killed_test_run_leaves_nothing(installation: Installation) -> None:
    program = (
        "import sys\n"
        "from tests.kit.postgres import PostgresServer, find_installations\n"
        f"(found,) = [each for each in find_installations() if each.major == {installation.major}]\n"
        "server = PostgresServer(found)\n"
        "server.start()\n"
        "print(server.pid, server.folder, flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        pid, folder = run.stdout.readline().split()
        assert not is_gone(int(pid))
        run.send_signal(signal.SIGKILL)
    wait_until(lambda: is_gone(int(pid)) and not Path(folder).exists())


def test_a_taken_port_is_given_up_for_another(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PostgresServer(installation) as first:
        taken = int(first.url().rpartition(":")[2].partition("/")[0])
        ports = iter([taken, postgres._free_port()])  # pyright: ignore[reportPrivateUsage]
        monkeypatch.setattr(postgres, "_free_port", lambda: next(ports))
        with PostgresServer(installation) as second:
            assert second.url() != first.url()
            psycopg.connect(second.url()).close()


def test_one_that_does_not_start_says_why_and_leaves_nothing(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_free_port", lambda: 99999)
    server = PostgresServer(installation)
    with pytest.raises(postgres.NotStarted, match="99999 is outside the valid range"):
        server.start()
    with pytest.raises(AssertionError, match="isn't running"):
        server.folder  # noqa: B018 - to ask is the test


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
def test_programs_in_a_private_folder_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = [each for each in find_installations() if postgres.BUNDLE in each.bindir.parts]
    if not bundled:
        pytest.skip(f"{postgres.BUNDLE} isn't installed")
    site = bundled[0].bindir.parents[2]
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    for part in (bundled[0].bindir.parent, site / f"{postgres.BUNDLE}.libs"):
        shutil.copytree(part, private / part.relative_to(site), symlinks=True)

    def version(_: str) -> str:
        return f"test-{os.getpid()}"

    monkeypatch.setattr(postgres.metadata, "version", version)
    copy = Path(f"/tmp/fangyuan-tests-postgres-test-{os.getpid()}-0")
    try:
        hidden = Installation(bundled[0].major, private / bundled[0].bindir.relative_to(site))
        for spoil in (None, "initdb", None):  # nothing there yet; half eaten; complete
            if spoil:
                (copy / bundled[0].bindir.relative_to(site) / spoil).unlink()
            with PostgresServer(hidden) as server:
                psycopg.connect(server.url()).close()
                assert Path(f"/proc/{server.pid}/exe").readlink().is_relative_to(copy)
    finally:
        shutil.rmtree(copy, ignore_errors=True)
        copy.with_name(f"{copy.name}.lock").unlink(missing_ok=True)

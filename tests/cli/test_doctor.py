"""The doctor finds what is wrong, says what to do, and fails when something is broken."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import msgspec
import pytest

from fangyuan import audit
from fangyuan.cli import doctor, examine
from fangyuan.cli.examine import Finding
from fangyuan.db import SQL, Database
from fangyuan.db.inspection import Engine
from fangyuan.kernel.clock import SystemClock
from fangyuan.kernel.ids import Ids
from fangyuan.kernel.text import LANGUAGES
from tests.cli.conftest import Terminal
from tests.kit.rig import Rig

NOW = 1_790_000_000_000
SQLITE = Engine("sqlite", "3.40.1", 34_001, "UTF8", True, "wal", True, None)
POSTGRES = Engine("postgresql", "15.4", 150_004, "UTF8", True, "wal", True, NOW)


def levels(findings: list[Finding]) -> dict[str, str]:
    return {finding.key: finding.level for finding in findings}


def diagnosed() -> dict[str, str]:
    return levels(doctor.diagnose(None))


def test_a_fresh_machine_is_fine_but_for_its_name(terminal: Terminal) -> None:
    terminal.set(server_name="localhost", listen="127.0.0.1:0", passwords__cheap="false")
    found = diagnosed()
    assert "fail" not in found.values()
    assert {key for key, level in found.items() if level == "warn"} - {"disk_low", "files_warn"} == {
        "server_name_warn"
    }
    assert not Path("data").exists(), "looking changes nothing"


def test_each_finding_is_said_in_both_languages(terminal: Terminal) -> None:
    terminal.set(listen="127.0.0.1:0")
    done = terminal.run("doctor")
    assert done.code == 0
    marks = [line[:4].strip() for line in done.out.splitlines()]
    assert set(marks[::2]) <= {"ok", "warn"}
    assert set(marks[1::2]) == {""}
    assert len(marks) == 2 * len(diagnosed())


def test_a_working_database_is_fine(here: Terminal) -> None:
    here.set(listen="127.0.0.1:0")
    here.run("user", "add", "bob")
    found = diagnosed()
    assert found["schema_ok"] == found["audit_ok"] == "ok"
    assert {"sqlite_ok", "postgresql_ok"} & set(found)


@pytest.mark.parametrize(
    ("engine", "changes", "key", "level"),
    [
        (SQLITE, {}, "sqlite_ok", "ok"),
        (SQLITE, {"version_number": 33_999}, "sqlite_old", "fail"),
        (SQLITE, {"is_durable": False}, "sqlite_not_durable", "fail"),
        (SQLITE, {"journal": "delete"}, "sqlite_not_durable", "fail"),
        (POSTGRES, {}, "postgresql_ok", "ok"),
        (POSTGRES, {"version_number": 140_009}, "postgresql_old", "fail"),
        (POSTGRES, {"is_durable": False}, "postgresql_not_durable", "fail"),
        (POSTGRES, {"encoding": "SQL_ASCII"}, "postgresql_encoding", "fail"),
        (POSTGRES, {"may_create": False}, "postgresql_rights", "fail"),
        (POSTGRES, {"clock_ms": NOW + 59_000}, "clocks_ok", "ok"),
        (POSTGRES, {"clock_ms": NOW - 61_000}, "clocks_warn", "warn"),
    ],
)
def test_the_engine_is_judged(engine: Engine, changes: dict[str, object], key: str, level: str) -> None:
    judged = list(examine.judge_engine(msgspec.structs.replace(engine, **changes), NOW))
    assert levels(judged)[key] == level
    others = {finding.level for finding in judged if finding.key != key}
    assert others <= {"ok"}
    assert all(finding.say(language) for finding in judged for language in LANGUAGES)


def test_a_configuration_that_cannot_be_read_is_the_only_finding(terminal: Terminal) -> None:
    terminal.set(log_level="loud")
    done = terminal.run("doctor")
    assert done.code == 1
    assert len(done.out.splitlines()) == 2
    assert "log_level" in done.out


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"passwords__cheap": "true"}, "cheap_passwords"),
        ({"registration__mode": "open"}, "open_registration"),
        ({"limits__enabled": "false"}, "no_limits"),
        ({"test_mode": "true"}, "test_mode"),
        ({"registration__shared_secret": "short"}, "short_secret"),
        ({"listen": "0.0.0.0:0"}, "no_https"),
        ({"public_baseurl": "http://im.example.com"}, "no_https"),
        ({"public_baseurl": "https://im.example.com"}, "proxy_untrusted"),
    ],
)
def test_risks_are_warned_of(terminal: Terminal, settings: dict[str, str], key: str) -> None:
    terminal.set(**({"listen": "127.0.0.1:0"} | settings))
    assert diagnosed()[key] == "warn"


@pytest.mark.parametrize("greeting", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.0 404 Not Found\r\n\r\n", b""])
def test_a_port_in_other_hands_is_a_failure(terminal: Terminal, greeting: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:

        def greet() -> None:
            caller, _ = taken.accept()
            with caller:
                caller.recv(4096)
                caller.sendall(greeting)

        other = threading.Thread(target=greet)
        other.start()
        terminal.set(listen=f"127.0.0.1:{taken.getsockname()[1]}")
        assert diagnosed()["port_taken"] == "fail"
        other.join()


def test_a_port_in_our_own_hands_is_fine(terminal: Terminal, rig: Rig) -> None:
    terminal.set(listen=rig.base.removeprefix("http://"), database=rig.settings["database"])
    assert diagnosed()["port_ours"] == "ok"


def test_a_data_folder_that_others_can_enter_is_warned_of(terminal: Terminal) -> None:
    Path("data").mkdir(mode=0o700)
    assert diagnosed()["folder_ok"] == "ok"
    Path("data").chmod(0o755)
    assert diagnosed()["folder_open"] == "warn"


def test_a_password_that_others_can_read_is_warned_of(terminal: Terminal) -> None:
    file = Path("fangyuan.toml")
    file.write_text('database = "postgresql://fangyuan:secret@127.0.0.1:1/none"')
    file.chmod(0o644)
    assert diagnosed()["config_readable"] == "warn"
    assert "secret" not in terminal.run("doctor").out
    file.chmod(0o600)
    assert diagnosed()["config_file"] == "ok"


def test_accounts_of_another_server_name_are_a_failure(here: Terminal) -> None:
    here.run("user", "add", "bob")
    here.set(server_name="other.example.com")
    assert diagnosed()["server_name_other"] == "fail"
    assert here.run("doctor").code == 1


def test_a_clock_that_was_set_back_is_a_failure(here: Terminal, database_url: str) -> None:
    class Tomorrow(SystemClock):
        def now_ms(self) -> int:
            return super().now_ms() + 86_400_000

    ahead = Database(database_url, Tomorrow(), Ids("test.local"))
    ahead.write_now(lambda tx: audit.record(tx, "cli:a", "policy.changed", "creation"))
    ahead.close()
    assert diagnosed()["clock_back"] == "fail"


_FALSIFY = SQL("UPDATE audit SET ts = ts + 1 WHERE seq = 1")


def test_a_broken_chain_is_a_failure_that_names_the_row(here: Terminal, db: Database) -> None:
    here.run("user", "add", "bob")
    here.run("user", "admin", "bob")
    db.write_now(lambda tx: tx.run(_FALSIFY))
    done = here.run("doctor")
    assert done.code == 1
    assert "Row 1" in done.out


def test_registration_files_of_app_services(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "bridge.yaml"
    terminal.set(listen="127.0.0.1:0", app_services=msgspec.json.encode([str(file)]).decode())
    assert diagnosed()["app_services_bad"] == "fail"
    registration = {
        "id": "b",
        "as_token": "a-secret",
        "hs_token": "b-secret",
        "sender_localpart": "bot",
        "url": None,
    }
    file.write_bytes(msgspec.yaml.encode(registration))
    file.chmod(0o600)
    found = diagnosed()
    assert found["app_services"] == "ok"
    assert "app_service_readable" not in found
    file.chmod(0o644)
    assert diagnosed()["app_service_readable"] == "warn"
    file.write_bytes(msgspec.yaml.encode(registration | {"hs_token": "a-secret"}))
    assert diagnosed()["app_services_bad"] == "fail"


def test_a_store_of_files_is_tried(terminal: Terminal, tmp_path: Path) -> None:
    terminal.set(listen="127.0.0.1:0", media__store=str(tmp_path / "files"))
    assert diagnosed()["store_ok"] == "ok"
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    (tmp_path / "none").write_text("a file, not a folder")
    terminal.set(media__store=str(tmp_path / "none"))
    assert diagnosed()["store_closed"] == "fail"


def test_open_doors_to_files_are_told(terminal: Terminal) -> None:
    terminal.set(listen="127.0.0.1:0", media__unauthenticated="true")
    assert diagnosed()["open_media"] == "warn"
    terminal.set(media__unauthenticated="false", previews__allow_private="true")
    assert diagnosed()["open_previews"] == "warn"

"""Running commands as a person at the terminal does, within this process."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pytest

from fangyuan.cli import main


@dataclass
class Done:
    """How a command ended. It never ends with a traceback."""

    code: int
    out: str
    err: str


class Terminal:
    """`terminal.run("user", "add", "bob")`. Settings are environment variables."""

    def __init__(self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self._patch = patch
        self._capture = capture

    def set(self, **settings: str) -> None:
        for name, value in settings.items():
            self._patch.setenv(f"FANGYUAN_{name.upper()}", value)

    def speak(self, locale: str) -> None:
        self._patch.setenv("LC_ALL", locale)

    def run(self, *arguments: str, stdin: str = "") -> Done:
        self._patch.setattr("sys.stdin", io.StringIO(stdin))
        self._capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = self._capture.readouterr()
        code = ended.value.code
        if isinstance(code, str):  # what `sys.exit(words)` does at the very end of a process
            code, err = 1, err + code + "\n"
        assert "Traceback" not in out + err
        return Done(code or 0, out, err)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Terminal:
    """A terminal in an empty folder, in English, with cheap passwords."""
    monkeypatch.chdir(tmp_path)
    for name in ("FANGYUAN_CONFIG", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    opened = Terminal(monkeypatch, capsys)
    opened.speak("en_US.UTF-8")
    opened.set(server_name="test.local", passwords__cheap="true", data_dir=str(tmp_path / "data"))
    return opened


@pytest.fixture
def here(terminal: Terminal, database_url: str) -> Terminal:
    """A terminal whose commands work on this test's database."""
    terminal.set(database=database_url)
    return terminal

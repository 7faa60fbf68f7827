"""Log lines: JSON for machines, from us and from libraries alike."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from fangyuan.cli import logs
from fangyuan.kernel import json


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the lines go; afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


def test_each_line_is_one_json_object(stream: io.StringIO) -> None:
    logs.configure("info", stream)
    structlog.get_logger("server").info("started", address="地址", port=8008, thing=object)
    logging.getLogger("uvicorn.error").warning("library %s", "words")
    ours, theirs = (json.decode(line) for line in stream.getvalue().encode().splitlines())
    assert (ours["event"], ours["logger"], ours["level"]) == ("started", "server", "info")
    assert (ours["address"], ours["port"]) == ("地址", 8008)
    assert (theirs["event"], theirs["logger"], theirs["level"]) == (
        "library words",
        "uvicorn.error",
        "warning",
    )
    assert ours["timestamp"].endswith("Z")


def test_an_exception_stays_on_its_line(stream: io.StringIO) -> None:
    logs.configure("info", stream)
    try:
        raise LookupError("nothing there")
    except LookupError:
        structlog.get_logger("worker").exception("job failed")
    [line] = stream.getvalue().encode().splitlines()
    assert "LookupError: nothing there" in json.decode(line)["exception"]


def test_the_level_is_a_threshold(stream: io.StringIO) -> None:
    logs.configure("warning", stream)
    log = structlog.get_logger("server")
    log.info("quiet")
    log.warning("loud")
    assert [json.decode(line)["event"] for line in stream.getvalue().encode().splitlines()] == ["loud"]


def test_a_person_at_a_terminal_gets_no_json(stream: io.StringIO) -> None:
    stream.isatty = lambda: True
    logs.configure("info", stream)
    structlog.get_logger("server").info("started", port=8008)
    assert "started" in stream.getvalue()
    assert not stream.getvalue().startswith("{")

"""Where log lines go and how they look: JSON for machines, colours for a person at a terminal."""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import msgspec
import structlog

_encoder = msgspec.json.Encoder(enc_hook=repr)


class Lines:
    """What structlog writes to: one line for each event. Without a stream, to whatever stderr is by then."""

    def __init__(self, stream: TextIO | None, name: str = "") -> None:
        self._stream = stream
        self.name = name

    def __call__(self, *args: Any) -> Lines:
        """structlog asks for a logger of this name."""
        return Lines(self._stream, str(args[0]) if args else "")

    def msg(self, message: str) -> None:
        stream = self._stream or sys.stderr
        stream.write(message + "\n")
        stream.flush()

    debug = info = warning = error = critical = exception = msg


class _Handler(logging.Handler):
    """Lets libraries that log by the standard library write to the same place."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.msg(self.format(record))


def configure(level: str, stream: TextIO | None = None) -> None:
    """Sets up all logging of this process, ours and the libraries': to stderr unless told otherwise.

    `level` is one of the setting `log_level`.
    """
    lines = Lines(stream)
    threshold = logging.getLevelNamesMapping()[level.upper()]
    common: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    ending = _for_people() if (stream or sys.stderr).isatty() else _for_machines()
    structlog.configure(
        processors=[*common, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=lines,
        cache_logger_on_first_use=True,
    )
    handler = _Handler(lines)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=common,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    # Libraries say at `info` what we say ourselves, or what nobody needs.
    logging.basicConfig(handlers=[handler], level=max(threshold, logging.WARNING), force=True)


def _for_people() -> list[structlog.typing.Processor]:
    # The plain formatter, because the default one prints local variables: passwords, tokens, messages.
    return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]


def _for_machines() -> list[structlog.typing.Processor]:
    return [structlog.processors.format_exc_info, _as_json]


def _as_json(_logger: Any, _name: str, event: structlog.typing.EventDict) -> str:
    return _encoder.encode(event).decode()

"""One server for one SQLite file: two would each remember what the other changes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from fangyuan.kernel.config import Config
from fangyuan.kernel.errors import FangyuanError


def lock_file(settings: Config) -> Path | None:
    """The lock beside the SQLite file; None on PostgreSQL, which several servers may share."""
    url = settings.database_url()
    return Path(url.removeprefix("sqlite:///") + ".lock") if url.startswith("sqlite:///") else None


@contextmanager
def server_lock(settings: Config) -> Generator[None]:
    """Holds the lock while the server runs. The system frees it however the process ends."""
    path = lock_file(settings)
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as cause:
            params = {"pid": holder(path) or "?", "path": path}
            raise FangyuanError("Another server runs here", key="cli.error.locked", params=params) from cause
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def holder(path: Path) -> int | None:
    """The process id of the server that holds the lock, None when nobody does."""
    try:
        with path.open("r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return int(file.read() or 0) or None
    except FileNotFoundError:
        pass
    return None

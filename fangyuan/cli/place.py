"""Where the command works: the configuration it found, and the database that this names."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from fangyuan.db import Database, check_schema, migrate
from fangyuan.kernel import config
from fangyuan.kernel.clock import SystemClock
from fangyuan.kernel.config import Config
from fangyuan.kernel.errors import FangyuanError
from fangyuan.kernel.ids import Ids

CONFIG_FILE = "fangyuan.toml"


def find_config(given: Path | None) -> Path | None:
    """The configuration file: the one given, `$FANGYUAN_CONFIG`, or ./fangyuan.toml if it is there."""
    if given is not None:
        return given
    if named := os.environ.get("FANGYUAN_CONFIG"):
        return Path(named)
    return Path(CONFIG_FILE) if Path(CONFIG_FILE).exists() else None


def load_config(given: Path | None) -> Config:
    return config.load(find_config(given))


def without_password(url: str) -> str:
    """The database's URL as it may be shown."""
    password = urlsplit(url).password
    return url.replace(f":{password}@", ":***@") if password else url


@contextmanager
def opening(settings: Config) -> Generator[str]:
    """Gives the database's URL; whatever its driver says inside becomes one clear line."""
    url = settings.database_url()
    try:
        yield url
    except FangyuanError:
        raise
    except Exception as cause:
        params = {"url": without_password(url), "cause": first_line(cause)}
        raise FangyuanError("Can't open the database", key="cli.error.database", params=params) from cause


def check_reachable(settings: Config) -> str:
    """The state of the schema: `ok`, `empty`, `old`."""
    with opening(settings) as url:
        return check_schema(url)


def bring_up_to_date(settings: Config) -> None:
    """The database has the newest schema."""
    with opening(settings) as url:
        migrate(url)


def make_data_folder(settings: Config) -> None:
    """The data folder exists; nobody else on this machine looks into one that we made."""
    Path(settings.data_dir).mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def open_database(settings: Config) -> Generator[Database]:
    """The database, for one command; works beside a running server. An empty one gets its schema."""
    make_data_folder(settings)
    state = check_reachable(settings)
    if state == "old":
        raise FangyuanError("The schema is old", key="cli.error.schema_old")
    if state == "empty":
        bring_up_to_date(settings)
    db = Database(settings.database_url(), SystemClock(), Ids(settings.server_name))
    try:
        yield db
    finally:
        db.close()


def first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]

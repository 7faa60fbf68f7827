"""Brings a database to the newest schema. Alembic is imported only when there is something to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fangyuan.db.drivers import BUSY_TIMEOUT_MS, driver_for
from fangyuan.db.statement import SQL
from fangyuan.kernel.errors import FangyuanError

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Engine

_FOLDER = Path(__file__).parent / "migrations"
_VERSION = SQL("SELECT version_num FROM alembic_version")


class SchemaError(FangyuanError):
    """The database is newer than this program, or older than it expects."""


def head() -> str:
    """The newest revision that this program knows."""
    return max(file.name[:4] for file in (_FOLDER / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


def current(url: str) -> str | None:
    """The revision of the database, None when it is empty."""
    connection = driver_for(url).connect(readonly=False)
    try:
        return str(connection.all(_VERSION, {})[0][0])
    except Exception as error:
        # CROSS-DIALECT: "no such table" (SQLite), "does not exist" (PostgreSQL).
        if "alembic_version" in str(error):
            return None
        raise
    finally:
        connection.close()


def check_schema(url: str) -> str:
    """One of `ok`, `empty`, `old`; SchemaError when the database is newer than the program."""
    found = current(url)
    if found is None:
        return "empty"
    if found > head():
        raise SchemaError(
            f"The database has schema {found}, newer than this program's {head()}: upgrade the program"
        )
    return "ok" if found == head() else "old"


def migrate(url: str) -> bool:
    """Brings the database to the newest schema; False when there was nothing to do."""
    if check_schema(url) == "ok":
        return False
    from alembic import command

    engine = sqlalchemy_engine(url)
    try:
        with engine.begin() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
    return True


def sqlalchemy_engine(url: str) -> Engine:
    """An engine for Alembic and for the tests that compare schemas."""
    from sqlalchemy import create_engine

    if url.startswith("sqlite"):
        return create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    return create_engine("postgresql+psycopg://" + url.partition("://")[2])


def alembic_config() -> Config:
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config

"""`fangyuan group`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fangyuan import keeping
from fangyuan.cli.place import open_database
from fangyuan.cli.words import coloured, terminal_languages, whisper
from fangyuan.http.content.depot import Depot
from fangyuan.http.content.exporter import write_export
from fangyuan.kernel.config import Config
from fangyuan.kernel.errors import Conflict, FangyuanError


def export(settings: Config, room_id: str, file: Path) -> None:
    """Writes a whole group to a new file, as far as its label allows it."""
    if file.exists():
        raise Conflict("The file exists", key="cli.error.file_exists", params={"file": file})
    with open_database(settings) as db:
        try:
            db.read_now(lambda tx: keeping.check_may_export(tx, None, room_id))
        except FangyuanError as refused:
            if refused.afterwards is not None:
                db.write_now(refused.afterwards)
            raise
        depot = Depot(settings.media, Path(settings.data_dir))
        manifest, messages = asyncio.run(write_export(db, depot, room_id, file, _nobody_waits))
        db.write_now(lambda tx: keeping.record_export(tx, "cli", room_id, manifest, messages, ""))
    whisper("group.exported", file=file, messages=messages, manifest=manifest)


async def _nobody_waits(_done: int, _total: int) -> None:
    pass


def verify(file: Path) -> int:
    """Checks an export and says what it found; 1 when something in it is not as it was made."""
    checked = keeping.verify_export(file)
    for language in terminal_languages():
        print(coloured(checked.say(language), "green" if checked.ok else "red"))
    return 0 if checked.ok else 1

"""`fangyuan search`."""

from __future__ import annotations

from fangyuan import search
from fangyuan.cli.place import open_database
from fangyuan.cli.words import say, whisper
from fangyuan.kernel.config import Config

_EVERY = 100  # batches between two lines of progress


def rebuild(settings: Config) -> None:
    """Makes the index anew; a server may run meanwhile, and finds what is in it already."""
    with open_database(settings) as db:
        db.write_now(search.rebuild)
        batches = 0
        while db.write_now(search.advance):
            batches += 1
            if batches % _EVERY == 0:
                position, newest = db.read_now(search.progress)
                whisper("search.progress", position=position, newest=newest)
        position, _ = db.read_now(search.progress)
    say("search.done", position=position)

"""Writes docs/enforcement.md anew, as plain HTTP finds it. Look at the difference before you commit it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from tests.kit.backend import open_backend
from tests.kit.company import beside_rig, hire
from tests.kit.rig import Rig
from tests.matrix.actions import ACTIONS
from tests.matrix.doers import ByHttp
from tests.matrix.place import Town
from tests.matrix.playing import KINDS, NAMES, play
from tests.matrix.table import BASE, FILE, render


async def write(rig: Rig) -> None:
    town = await Town.open(rig)
    ordered = sorted(KINDS, key=lambda kind: kind != BASE)
    tables = {kind: await play(town, ByHttp, kind) for kind in ordered}
    FILE.write_text(render(tables, [action.name for action in ACTIONS], NAMES))
    await rig.close_clients()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        backend = open_backend("sqlite", Path(folder))
        opened = Rig(backend, Path(folder))
        beside_rig(opened, hire)
        try:
            asyncio.run(write(opened))
        finally:
            opened.close()
            backend.close()

"""The Node that `make setup` installed, else the system's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".tools" / "node"


def environment() -> dict[str, str]:
    """This process's, in which programs find that Node first: npm is a program of Node's itself."""
    return dict(os.environ) | {"PATH": os.pathsep.join((str(FOLDER), os.environ.get("PATH", os.defpath)))}


def is_available() -> bool:
    path = environment()["PATH"]
    return all(shutil.which(name, path=path) is not None for name in ("node", "npm"))


def program(name: str) -> str:
    """Where `node` or `npm` is."""
    found = shutil.which(name, path=environment()["PATH"])
    if found is None:
        raise LookupError(f"{name} isn't here: make setup")
    return found

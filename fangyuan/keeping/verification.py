"""Checking an export that somebody has: nothing in it changed, missing or added since it was made."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import Any, Literal

import msgspec

from fangyuan.keeping.package import FORMAT
from fangyuan.kernel.text import Language, text

_CHUNK = 262_144
Flaw = Literal["", "no_export", "changed", "missing", "added", "messages"]


class Checked(msgspec.Struct, frozen=True):
    """What was found: `why` is '' when all is well, `path` what is wrong.

    `manifest` is its SHA-256, as in the audit log.
    """

    why: Flaw
    path: str = ""
    manifest: str = ""
    messages: int = 0
    files: int = 0

    @property
    def ok(self) -> bool:
        return not self.why

    def say(self, language: Language) -> str:
        key = f"keeping.verified.{self.why or 'ok'}"
        return text(
            key, language, path=self.path, manifest=self.manifest, messages=self.messages, files=self.files
        )


def verify_export(path: Path) -> Checked:
    """Reads the whole file, piece by piece."""
    try:
        with zipfile.ZipFile(path) as package:
            return _verify(package)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, msgspec.MsgspecError):
        return Checked("no_export", str(path))


def _verify(package: zipfile.ZipFile) -> Checked:
    raw = package.read("manifest.json")
    manifest: dict[str, Any] = msgspec.json.decode(raw)
    if manifest["format"] != FORMAT:
        return Checked("no_export", "manifest.json")
    said = {str(entry["path"]): entry for entry in manifest["entries"]}
    there = [name for name in package.namelist() if name != "manifest.json"]
    for name in there:
        if name not in said:
            return Checked("added", name)
    lines = 0
    for name, entry in said.items():
        if name not in there:
            return Checked("missing", name)
        try:
            size, digest, count = _read(package, name)
        except zipfile.BadZipFile:
            return Checked("changed", name)
        if (size, digest) != (entry["size"], entry["sha256"]):
            return Checked("changed", name)
        lines += count if name == "messages.jsonl" else 0
    if lines != manifest["messages"]:
        return Checked("messages", "messages.jsonl")
    files = sum(name.startswith("files/") for name in said)
    return Checked("", "", hashlib.sha256(raw).hexdigest(), lines, files)


def _read(package: zipfile.ZipFile, name: str) -> tuple[int, str, int]:
    """(size, SHA-256 in hex, lines)."""
    digest, size, lines = hashlib.sha256(), 0, 0
    with package.open(name) as entry:
        while chunk := entry.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            lines += chunk.count(b"\n")
    return size, digest.hexdigest(), lines

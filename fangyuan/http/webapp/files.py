"""The built files, read once: bodies or paths, types, tags, and the encodings that the build made of each."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

ENCODINGS = {"br": ".br", "gzip": ".gz"}  # the better one first
LARGEST_IN_MEMORY = 1_048_576
HASHED = "assets/"  # the build gives each of these a name that ends in the hash of what it holds

_TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
    "map": "application/json",
    "webmanifest": "application/manifest+json",
    "wasm": "application/wasm",
    "woff2": "font/woff2",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "ico": "image/x-icon",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "txt": "text/plain; charset=utf-8",
}
_WEIGHT = re.compile(r"\s*q=([01](?:\.\d{0,3})?)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent: from memory, or, if it is large, from the disk."""

    size: int
    etag: str
    data: bytes | None
    path: Path


@dataclass(slots=True)
class File:
    name: str
    content_type: str
    bodies: dict[str, Body] = field(default_factory=dict[str, Body])  # by encoding, '' for the file as it is

    @property
    def is_hashed(self) -> bool:
        return self.name.startswith(HASHED)

    def choose(self, accepted: str | None) -> str:
        """The encoding to send, for an Accept-Encoding header. RFC 9110 §12.5.3."""
        weights = _weights(accepted or "")
        best, most = "", 0.0
        for encoding in ENCODINGS:
            weight = weights.get(encoding, weights.get("*", 0.0))
            if encoding in self.bodies and weight > most:
                best, most = encoding, weight
        return best


def _weights(accepted: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        name, says_how_much, how_much = part.partition(";")
        found = _WEIGHT.fullmatch(how_much)
        weights[name.strip().lower()] = float(found[1]) if found else 0.0 if says_how_much else 1.0
    return weights


def read_folder(folder: Path) -> dict[str, File]:
    """Every file below the folder by its name in it; nothing when there is no such folder."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    files: dict[str, File] = {}
    for name, path in sorted(paths.items()):
        encoding = next((one for one, end in ENCODINGS.items() if name.endswith(end)), "")
        plain = name.removesuffix(ENCODINGS[encoding]) if encoding else name
        if plain not in paths:  # compressed by nature
            encoding, plain = "", name
        content_type = _TYPES.get(plain.rpartition(".")[2], "application/octet-stream")
        file = files.setdefault(plain, File(plain, content_type))
        file.bodies[encoding] = _read(path)
    return files


def _read(path: Path) -> Body:
    data = path.read_bytes()
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    return Body(len(data), etag, data if len(data) <= LARGEST_IN_MEMORY else None, path)

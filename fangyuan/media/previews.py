"""Previews of links, as they were made last."""

from __future__ import annotations

import hashlib

from fangyuan.db import Tx
from fangyuan.media import store
from fangyuan.media.actions import delete
from fangyuan.media.model import Preview
from fangyuan.media.needs import is_needed


def _hash(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def find_preview(tx: Tx, url: str) -> Preview | None:
    """The preview of the address, if it was made and is not too old."""
    found = store.find_preview(tx, _hash(url))
    return found if found is not None and found.expires_ts > tx.now_ms else None


def keep_preview(tx: Tx, url: str, answer: bytes, media_id: str | None, keep_ms: int) -> None:
    """Keeps the encoded answer and its picture for so long; the picture of the one before goes."""
    old = store.put_preview(tx, _hash(url), Preview(answer, tx.now_ms + keep_ms), media_id)
    if old is not None and old != media_id and not is_needed(tx, old):
        delete(tx, old)

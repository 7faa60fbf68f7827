"""The SQL of files."""

from __future__ import annotations

from fangyuan.db import SQL, Row, Tx
from fangyuan.media.model import File, Preview, Thumbnail

_FILE = (
    "m.media_id, m.user_id, m.object_key, m.content_type, m.filename, m.size, m.created_ts, m.expires_ts, "
    "m.quarantined_by, b.kind, b.sha256"
)
_FROM = "FROM media m LEFT JOIN media_blobs b ON b.object_key = m.object_key"
_FIND = SQL(f"SELECT {_FILE} {_FROM} WHERE m.media_id = :media_id")
_OF_USER = SQL(
    f"SELECT {_FILE} {_FROM} WHERE m.user_id = :user_id ORDER BY m.created_ts DESC, m.media_id DESC "
    "LIMIT :most OFFSET :start"
)
_KINDS = SQL(
    "SELECT DISTINCT b.kind FROM media m JOIN media_blobs b ON b.object_key = m.object_key "
    "WHERE m.media_id IN :*media_ids AND b.kind <> ''"
)
_SAME = SQL(
    "SELECT media_id FROM media WHERE object_key IN "
    "(SELECT s.object_key FROM media s WHERE s.media_id IN :*media_ids AND s.object_key IS NOT NULL) "
    "ORDER BY media_id LIMIT 1000"
)
_ADD = SQL(
    "INSERT INTO media (media_id, user_id, object_key, content_type, filename, size, created_ts, expires_ts, check_ts, "
    "is_held, quarantined_by) VALUES (:media_id, :user_id, :object_key, :content_type, :filename, :size, :created_ts, "
    ":expires_ts, :check_ts, 0, NULL)"
)
_FILL = SQL(
    "UPDATE media SET object_key = :object_key, content_type = :content_type, filename = :filename, size = :size, "
    "expires_ts = NULL, check_ts = :check_ts WHERE media_id = :media_id"
)
_DROP = SQL("DELETE FROM media WHERE media_id = :media_id")
_COUNT_PENDING = SQL(
    "SELECT COUNT(*), MIN(expires_ts) FROM media WHERE user_id = :user_id AND expires_ts > :now"
)
_EXPIRED = SQL(
    "SELECT media_id FROM media WHERE expires_ts <= :now ORDER BY expires_ts, media_id LIMIT :most"
)
_TO_CHECK = SQL("SELECT media_id FROM media WHERE check_ts <= :now ORDER BY check_ts, media_id LIMIT :most")
_SET_CHECK = SQL("UPDATE media SET check_ts = :check_ts, is_held = :is_held WHERE media_id = :media_id")
_IS_HELD = SQL("SELECT is_held FROM media WHERE media_id = :media_id")
_QUARANTINE = SQL("UPDATE media SET quarantined_by = :by WHERE media_id IN :*media_ids")
_IDS_OF_USER = SQL("SELECT media_id FROM media WHERE user_id = :user_id")

_PIN = SQL(
    "INSERT INTO media_pins (media_id, holder) VALUES (:media_id, :holder) ON CONFLICT (media_id, holder) DO NOTHING"
)
_UNPIN = SQL("DELETE FROM media_pins WHERE holder = :holder")
_PINS = SQL("SELECT COUNT(*) FROM media_pins WHERE media_id = :media_id")

_FIND_BLOB = SQL("SELECT object_key FROM media_blobs WHERE sha256 = :sha256")
_ADD_BLOB = SQL(
    "INSERT INTO media_blobs (object_key, sha256, size, kind, created_ts) "
    "VALUES (:object_key, :sha256, :size, :kind, :now)"
)
_ADD_CODES = SQL("INSERT INTO media_codes (object_key, codes) VALUES (:object_key, :codes)")
_DROP_CODES = SQL("DELETE FROM media_codes WHERE object_key = :object_key")
_CODES = SQL(
    "SELECT b.sha256, c.codes FROM media m JOIN media_blobs b ON b.object_key = m.object_key "
    "JOIN media_codes c ON c.object_key = m.object_key WHERE m.media_id IN :*media_ids"
)
_BLOB_SIZE = SQL("SELECT size FROM media_blobs WHERE object_key = :object_key")
_DROP_BLOB = SQL("DELETE FROM media_blobs WHERE object_key = :object_key")
_IS_USED = SQL("SELECT 1 FROM media WHERE object_key = :object_key LIMIT 1")

_DOOM = SQL(
    "INSERT INTO media_doomed (object_key, due_ts) VALUES (:object_key, :due_ts) "
    "ON CONFLICT (object_key) DO UPDATE SET due_ts = excluded.due_ts"
)
_DOOM_THUMBNAILS = SQL(
    "INSERT INTO media_doomed (object_key, due_ts) SELECT thumbnail_key, :now FROM media_thumbnails "
    "WHERE object_key = :object_key"
)
_DROP_THUMBNAILS = SQL("DELETE FROM media_thumbnails WHERE object_key = :object_key")
_SPARE = SQL("DELETE FROM media_doomed WHERE object_key IN :*object_keys")
_DOOMED = SQL(
    "SELECT object_key FROM media_doomed WHERE due_ts <= :now ORDER BY due_ts, object_key LIMIT :most"
)

_USAGE = SQL("SELECT bytes, files FROM media_usage WHERE user_id = :user_id")
_USE = SQL(
    "INSERT INTO media_usage (user_id, bytes, files) VALUES (:user_id, :bytes, :files) ON CONFLICT (user_id) "
    "DO UPDATE SET bytes = media_usage.bytes + excluded.bytes, files = media_usage.files + excluded.files"
)

_FIND_THUMBNAIL = SQL(
    "SELECT thumbnail_key, content_type, size FROM media_thumbnails "
    "WHERE object_key = :object_key AND variant = :variant"
)
_ADD_THUMBNAIL = SQL(
    "INSERT INTO media_thumbnails (object_key, variant, thumbnail_key, content_type, size) "
    "VALUES (:object_key, :variant, :key, :content_type, :size) ON CONFLICT (object_key, variant) DO NOTHING"
)

_FIND_PREVIEW = SQL("SELECT answer, expires_ts FROM url_previews WHERE url_hash = :url_hash")
_PUT_PREVIEW = SQL(
    "INSERT INTO url_previews (url_hash, answer, media_id, expires_ts) "
    "VALUES (:url_hash, :answer, :media_id, :expires_ts) ON CONFLICT (url_hash) DO UPDATE SET "
    "answer = excluded.answer, media_id = excluded.media_id, expires_ts = excluded.expires_ts"
)
_PREVIEW_IMAGE = SQL("SELECT media_id FROM url_previews WHERE url_hash = :url_hash")
_EXPIRED_PREVIEWS = SQL(
    "SELECT url_hash, media_id FROM url_previews WHERE expires_ts <= :now ORDER BY expires_ts LIMIT :most"
)
_DROP_PREVIEW = SQL("DELETE FROM url_previews WHERE url_hash = :url_hash")
_IS_PREVIEW = SQL("SELECT 1 FROM url_previews WHERE media_id = :media_id LIMIT 1")

# -- files -----------------------------------------------------------------------------------------------------------


def _file(row: Row) -> File:
    return File(
        media_id=row[0],
        user_id=row[1],
        object_key=row[2],
        content_type=row[3],
        filename=row[4],
        size=row[5],
        created_ts=row[6],
        expires_ts=row[7],
        quarantined_by=row[8],
        kind=row[9] or "",
        sha256=row[10] or "",
    )


def find(tx: Tx, media_id: str) -> File | None:
    row = tx.one(_FIND, media_id=media_id)
    return _file(row) if row else None


def list_of_user(tx: Tx, user_id: str, start: int, most: int) -> list[File]:
    """The newest first."""
    return [_file(row) for row in tx.all(_OF_USER, user_id=user_id, start=start, most=most)]


def list_ids_of_user(tx: Tx, user_id: str) -> list[str]:
    return [row[0] for row in tx.all(_IDS_OF_USER, user_id=user_id)]


def kinds_of(tx: Tx, media_ids: list[str]) -> set[str]:
    """The media types that the bytes of these files show."""
    return {row[0] for row in tx.all(_KINDS, media_ids=media_ids)}


def list_same(tx: Tx, media_ids: list[str]) -> list[str]:
    return [row[0] for row in tx.all(_SAME, media_ids=media_ids)]


def add(tx: Tx, file: File, check_ts: int | None) -> None:
    tx.run(
        _ADD,
        media_id=file.media_id,
        user_id=file.user_id,
        object_key=file.object_key,
        content_type=file.content_type,
        filename=file.filename,
        size=file.size,
        created_ts=file.created_ts,
        expires_ts=file.expires_ts,
        check_ts=check_ts,
    )


def fill(tx: Tx, file: File, check_ts: int) -> None:
    """What was announced is here."""
    tx.run(
        _FILL,
        media_id=file.media_id,
        object_key=file.object_key,
        content_type=file.content_type,
        filename=file.filename,
        size=file.size,
        check_ts=check_ts,
    )


def drop(tx: Tx, media_id: str) -> None:
    tx.run(_DROP, media_id=media_id)


def count_pending(tx: Tx, user_id: str) -> tuple[int, int]:
    """(announced files of the user, when the first of them expires)."""
    row = tx.one(_COUNT_PENDING, user_id=user_id, now=tx.now_ms)
    return (row[0], row[1] or 0) if row else (0, 0)


def list_expired(tx: Tx, most: int) -> list[str]:
    """Announced files that never came."""
    return [row[0] for row in tx.all(_EXPIRED, now=tx.now_ms, most=most)]


def list_to_check(tx: Tx, most: int) -> list[str]:
    return [row[0] for row in tx.all(_TO_CHECK, now=tx.now_ms, most=most)]


def is_held(tx: Tx, media_id: str) -> bool:
    return bool(tx.value(_IS_HELD, media_id=media_id))


def set_check(tx: Tx, media_id: str, check_ts: int | None, *, is_held: bool = False) -> None:
    tx.run(_SET_CHECK, media_id=media_id, check_ts=check_ts, is_held=int(is_held))


def pin(tx: Tx, holder: str, media_ids: list[str]) -> None:
    """Somebody who is no event keeps these files."""
    tx.many(_PIN, [{"media_id": media_id, "holder": holder} for media_id in media_ids])


def unpin(tx: Tx, holder: str) -> None:
    """He keeps them no more."""
    tx.run(_UNPIN, holder=holder)


def is_pinned(tx: Tx, media_id: str) -> bool:
    """Whether somebody keeps the file so."""
    return bool(tx.value(_PINS, media_id=media_id))


def set_quarantine(tx: Tx, media_ids: list[str], by: str | None) -> int:
    return tx.run(_QUARANTINE, media_ids=media_ids, by=by)


# -- what is stored --------------------------------------------------------------------------------------------------


def find_blob(tx: Tx, sha256: str) -> str | None:
    """The name of the content in the store."""
    return tx.value(_FIND_BLOB, sha256=sha256)


def add_blob(tx: Tx, object_key: str, sha256: str, size: int, kind: str) -> None:
    tx.run(_ADD_BLOB, object_key=object_key, sha256=sha256, size=size, kind=kind, now=tx.now_ms)


def add_codes(tx: Tx, object_key: str, codes: bytes) -> None:
    tx.run(_ADD_CODES, object_key=object_key, codes=codes)


def codes_of(tx: Tx, media_ids: list[str]) -> dict[str, bytes]:
    """By the hash of a picture the codes in it, encoded; pictures without codes are missing."""
    return {row[0]: bytes(row[1]) for row in tx.all(_CODES, media_ids=media_ids)}


def has_blob(tx: Tx, object_key: str) -> bool:
    return tx.one(_BLOB_SIZE, object_key=object_key) is not None


def drop_blob_if_unused(tx: Tx, object_key: str) -> int:
    """Dooms the content and its thumbnails if no file has it any more; gives the bytes that become free."""
    if tx.one(_IS_USED, object_key=object_key) is not None:
        return 0
    size: int = tx.value(_BLOB_SIZE, object_key=object_key) or 0
    tx.run(_DOOM_THUMBNAILS, object_key=object_key, now=tx.now_ms)
    tx.run(_DROP_THUMBNAILS, object_key=object_key)
    tx.run(_DROP_CODES, object_key=object_key)
    tx.run(_DROP_BLOB, object_key=object_key)
    doom(tx, object_key, tx.now_ms)
    return size


def doom(tx: Tx, object_key: str, due_ts: int) -> None:
    """The name is deleted from the store at `due_ts` or later, unless it is spared."""
    tx.run(_DOOM, object_key=object_key, due_ts=due_ts)


def spare(tx: Tx, object_keys: list[str]) -> None:
    tx.run(_SPARE, object_keys=object_keys)


def list_doomed(tx: Tx, most: int) -> list[str]:
    return [row[0] for row in tx.all(_DOOMED, now=tx.now_ms, most=most)]


def usage(tx: Tx, user_id: str) -> tuple[int, int]:
    """(bytes, files) of a person; of '' the bytes and contents that are stored."""
    row = tx.one(_USAGE, user_id=user_id)
    return (row[0], row[1]) if row else (0, 0)


def use(tx: Tx, user_id: str, size: int, files: int) -> None:
    """Adds to what somebody uses; negative numbers take away."""
    tx.run(_USE, user_id=user_id, bytes=size, files=files)


# -- thumbnails and previews -----------------------------------------------------------------------------------------


def find_thumbnail(tx: Tx, object_key: str, variant: str) -> Thumbnail | None:
    row = tx.one(_FIND_THUMBNAIL, object_key=object_key, variant=variant)
    return Thumbnail(*row) if row else None


def add_thumbnail(tx: Tx, object_key: str, variant: str, thumbnail: Thumbnail) -> bool:
    """False when there is one already."""
    return (
        tx.run(
            _ADD_THUMBNAIL,
            object_key=object_key,
            variant=variant,
            key=thumbnail.key,
            content_type=thumbnail.content_type,
            size=thumbnail.size,
        )
        > 0
    )


def find_preview(tx: Tx, url_hash: str) -> Preview | None:
    row = tx.one(_FIND_PREVIEW, url_hash=url_hash)
    return Preview(bytes(row[0]), row[1]) if row else None


def put_preview(tx: Tx, url_hash: str, preview: Preview, media_id: str | None) -> str | None:
    """Gives the picture of the preview that it replaces."""
    old: str | None = tx.value(_PREVIEW_IMAGE, url_hash=url_hash)
    tx.run(
        _PUT_PREVIEW,
        url_hash=url_hash,
        answer=preview.answer,
        media_id=media_id,
        expires_ts=preview.expires_ts,
    )
    return old


def list_expired_previews(tx: Tx, most: int) -> list[tuple[str, str | None]]:
    """(hash of the address, its picture)."""
    return [(row[0], row[1]) for row in tx.all(_EXPIRED_PREVIEWS, now=tx.now_ms, most=most)]


def drop_preview(tx: Tx, url_hash: str) -> None:
    tx.run(_DROP_PREVIEW, url_hash=url_hash)


def is_preview(tx: Tx, media_id: str) -> bool:
    return tx.one(_IS_PREVIEW, media_id=media_id) is not None

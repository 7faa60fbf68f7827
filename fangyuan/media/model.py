"""What is known of a file, and the errors of the content repository."""

from __future__ import annotations

import msgspec

from fangyuan.kernel.errors import Conflict, FangyuanError

OCTETS = "application/octet-stream"
MOST_NAME = 255  # characters of a file's name and of its media type that are kept


class File(msgspec.Struct, frozen=True, kw_only=True):
    """One uploaded or announced file. `object_key` is None until its content is here.

    `content_type` is what the uploader said, `kind` the media type that its bytes show ('' when they tell nothing).
    Sizes are bytes, times ms UTC. Many files may share one stored content.
    """

    media_id: str
    user_id: str
    object_key: str | None = None
    content_type: str | None = None
    filename: str | None = None
    size: int = 0
    created_ts: int = 0
    expires_ts: int | None = None
    quarantined_by: str | None = None
    kind: str = ""
    sha256: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether its media type says nothing: so clients upload what they encrypted."""
        return self.content_type is None or self.content_type.partition(";")[0].strip().lower() == OCTETS


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """What has arrived: its content's hash, size and kind, and what the uploader said of it.

    `codes` are the texts of the QR codes in it.
    """

    user_id: str
    sha256: str
    size: int
    kind: str
    content_type: str | None = None
    filename: str | None = None
    codes: tuple[str, ...] = ()


class Thumbnail(msgspec.Struct, frozen=True):
    """A smaller form of a picture, in the store under `key`."""

    key: str
    content_type: str
    size: int


class Preview(msgspec.Struct, frozen=True):
    """The encoded answer to /preview_url, and when it is to be made anew."""

    answer: bytes
    expires_ts: int


class NotYetUploaded(FangyuanError):
    """It was announced, and its content is not here yet. §GET /media/download."""

    status = 504
    errcode = "M_NOT_YET_UPLOADED"


class CannotOverwrite(Conflict):
    """Its content is here already. §PUT /media/upload."""

    errcode = "M_CANNOT_OVERWRITE_MEDIA"

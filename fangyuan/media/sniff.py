"""What a file really is, by its bytes: names and declared types are what somebody says.

Only signatures that can't well be accidents count, so that encrypted files, which look like noise, stay unknown. Of
containers the tracks are asked: a voice message in an MP4 or WebM is audio.
"""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

_HEAD = 4_096
_TRACKS = 4_194_304  # bytes of a container's index that are searched for tracks
_MOST_BOXES = 1_000

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"FLV\x01", "video/x-flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", "video/x-ms-asf"),
    (b"\x00\x00\x01\xba", "video/mpeg"),
    (b"\x00\x00\x01\xb3", "video/mpeg"),
    (b".RMF\x00\x00\x00", "video/vnd.rn-realvideo"),
    (b"fLaC", "audio/flac"),
    (b"ID3\x02", "audio/mpeg"),
    (b"ID3\x03", "audio/mpeg"),
    (b"ID3\x04", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"#!SILK_V3", "audio/silk"),
    (b"\x02#!SILK_V3", "audio/silk"),
    (b"MThd\x00\x00\x00\x06", "audio/midi"),
    (b"MAC \x96\x0f", "audio/x-ape"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"\x7fELF", "application/x-elf"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_FORM = {b"AIFF": "audio/aiff", b"AIFC": "audio/aiff"}
_STILL_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
}
_MP4_TRACK = re.compile(rb"hdlr.{8}vide", re.DOTALL)
_MP4_SOUND = re.compile(rb"hdlr.{8}soun", re.DOTALL)
_MKV_TRACK = re.compile(rb"\x86[\x80-\xff]\x00*V_|\x83\x81\x01")
_MKV_SOUND = re.compile(rb"\x86[\x80-\xff]\x00*A_|\x83\x81\x02")
_OGG_VIDEO = re.compile(rb"\x80theora|\x01video|BBCD\x00|\x4f\x56\x50\x38\x30")
_MPEG_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MPEG_SAMPLES = (44_100, 48_000, 32_000)


def sniff(file: BinaryIO) -> str:
    """The media type that the bytes show, '' when they show none. Moves the file's position."""
    file.seek(0)
    head = file.read(_HEAD)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    four, brand = head[:4], head[8:12]
    if four == b"RIFF" and brand in _RIFF:
        return _RIFF[brand]
    if four == b"FORM" and brand in _FORM:
        return _FORM[brand]
    if head[4:8] == b"ftyp":
        return _STILL_BRANDS.get(brand) or _mp4(file, brand)
    if head[4:8] in (b"moov", b"mdat", b"wide") and head[:4] < b"\x10":
        return _mp4(file, b"qt  ")
    if four == b"\x1a\x45\xdf\xa3":
        return _matroska(file)
    if four == b"OggS":
        return "video/ogg" if _OGG_VIDEO.search(head) else "audio/ogg"
    return _by_repetition(head) or _by_structure(file, head)


def _mp4(file: BinaryIO, brand: bytes) -> str:
    """By the handlers of its tracks, wherever its index (`moov`) stands."""
    video = "video/quicktime" if brand == b"qt  " else "video/mp4"
    index = _find_box(file, b"moov")
    if index is None:
        return "audio/mp4" if brand in (b"M4A ", b"M4B ") else video
    if _MP4_TRACK.search(index) or not _MP4_SOUND.search(index):
        return video
    return "audio/mp4"


def _find_box(file: BinaryIO, wanted: bytes) -> bytes | None:
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            return None
        size, kind = struct.unpack(">I4s", header[:8])
        if size == 1 and len(header) == 16:
            (size,) = struct.unpack(">Q", header[8:])
        if kind == wanted:
            file.seek(at)
            return file.read(min(size or _TRACKS, _TRACKS))
        if size < 8:  # to the end of the file, or nonsense
            return None
        at += size
        if at >= 2**63:
            return None
    return None


def _matroska(file: BinaryIO) -> str:
    file.seek(0)
    start = file.read(_TRACKS)
    is_webm = b"webm" in start[:64]
    if _MKV_SOUND.search(start) and not _MKV_TRACK.search(start):
        return "audio/webm" if is_webm else "audio/x-matroska"
    return "video/webm" if is_webm else "video/x-matroska"


def _by_repetition(head: bytes) -> str:
    """Streams without a header, whose packets begin alike."""
    for first, step in ((0, 188), (4, 192)):
        places = range(first, first + 5 * step, step)
        if len(head) > places[-1] and all(head[place] == 0x47 for place in places):
            return "video/mp2t"
    length = _mp3_frame(head, 0)
    if length and (second := _mp3_frame(head, length)) and _mp3_frame(head, length + second):
        return "audio/mpeg"
    length = _adts_frame(head, 0)
    if length and (second := _adts_frame(head, length)) and _adts_frame(head, length + second):
        return "audio/aac"
    return ""


def _mp3_frame(head: bytes, at: int) -> int:
    """The length of the MPEG-1 layer III frame that begins there, 0 when none does."""
    if len(head) < at + 4 or head[at] != 0xFF or head[at + 1] & 0xFE != 0xFA:
        return 0
    rate, sample = head[at + 2] >> 4, (head[at + 2] >> 2) & 3
    if rate in (0, 15) or sample == 3:
        return 0
    return 144_000 * _MPEG_RATES[rate] // _MPEG_SAMPLES[sample] + ((head[at + 2] >> 1) & 1)


def _adts_frame(head: bytes, at: int) -> int:
    if len(head) < at + 7 or head[at] != 0xFF or head[at + 1] & 0xF6 != 0xF0:
        return 0
    length = (head[at + 3] & 3) << 11 | head[at + 4] << 3 | head[at + 5] >> 5
    return length if length > 7 else 0


def _by_structure(file: BinaryIO, head: bytes) -> str:
    """Short signatures, believed only if what follows them fits."""
    if head[:2] == b"BM" and len(head) >= 14:
        size = file.seek(0, 2)
        if struct.unpack("<I", head[2:6])[0] == size and head[6:10] == bytes(4):
            return "image/bmp"
    if head[:2] == b"MZ" and len(head) >= 64:
        (at,) = struct.unpack("<I", head[60:64])
        if head[at : at + 4] == b"PE\x00\x00":
            return "application/vnd.microsoft.portable-executable"
    return ""

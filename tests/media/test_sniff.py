"""What a file is, by its bytes."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.media import sniff
from tests.kit.files import box, moving, mp4, picture


def mkv(*codecs: bytes, doctype: bytes = b"webm") -> bytes:
    tracks = b"".join(b"\x86" + bytes([0x80 | len(codec)]) + codec for codec in codecs)
    return b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84" + doctype + bytes(20) + tracks + bytes(100)


def mp3_frames(count: int) -> bytes:
    """128 kbit/s, 44.1 kHz: 417 bytes each."""
    return (b"\xff\xfb\x90\x00" + bytes(413)) * count


def adts_frames(count: int) -> bytes:
    length = 200
    header = bytes([0xFF, 0xF1, 0x50, 0x80 | length >> 11, length >> 3 & 0xFF, (length & 7) << 5, 0xFC])
    return (header + bytes(length - 7)) * count


BMP = b"BM" + struct.pack("<I", 100) + bytes(94)
EXE = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\x00\x00" + bytes(20)

KNOWN: dict[str, tuple[bytes, str]] = {
    "png": (picture(), "image/png"),
    "jpeg": (picture(format="JPEG"), "image/jpeg"),
    "gif": (moving(), "image/gif"),
    "webp": (picture(format="WEBP"), "image/webp"),
    "avif": (picture(format="AVIF"), "image/avif"),
    "tiff": (picture(format="TIFF"), "image/tiff"),
    "bmp": (BMP, "image/bmp"),
    "heic": (b"\x00\x00\x00\x18ftypheic" + bytes(50), "image/heic"),
    "a film": (mp4(b"vide", b"soun"), "video/mp4"),
    "a film with its index last": (mp4(b"soun", b"vide", index_last=True), "video/mp4"),
    "a film behind much nothing": (
        mp4(b"vide")[:28] + box(b"free", bytes(6_000_000)) + mp4(b"vide")[28:],
        "video/mp4",
    ),
    "a QuickTime film": (mp4(b"vide", brand=b"qt  "), "video/quicktime"),
    "an old QuickTime film": (box(b"moov", bytes(8)) + bytes(50), "video/quicktime"),
    "a voice message of a phone": (mp4(b"soun"), "audio/mp4"),
    "an M4A without its index": (b"\x00\x00\x00\x18ftypM4A " + bytes(12) + b"\x00\x00\x00\x00mdat", "audio/mp4"),
    "WebM": (mkv(b"V_VP9", b"A_OPUS"), "video/webm"),
    "a voice message of Chrome": (mkv(b"A_OPUS"), "audio/webm"),
    "Matroska": (mkv(b"V_MPEG4/ISO/AVC", doctype=b"matr"), "video/x-matroska"),
    "Ogg Opus": (b"OggS" + bytes(24) + b"OpusHead" + bytes(50), "audio/ogg"),
    "Ogg Theora": (b"OggS" + bytes(24) + b"\x80theora" + bytes(50), "video/ogg"),
    "AVI": (b"RIFF\x00\x10\x00\x00AVI LIST", "video/x-msvideo"),
    "WAV": (b"RIFF\x00\x10\x00\x00WAVEfmt ", "audio/wav"),
    "transport stream": ((b"\x47" + bytes(187)) * 10, "video/mp2t"),
    "MPEG": (b"\x00\x00\x01\xba" + bytes(50), "video/mpeg"),
    "MP3": (mp3_frames(4), "audio/mpeg"),
    "MP3 with its title": (b"ID3\x03\x00" + bytes(50), "audio/mpeg"),
    "AAC": (adts_frames(4), "audio/aac"),
    "AMR": (b"#!AMR\n" + bytes(50), "audio/amr"),
    "PDF": (b"%PDF-1.7", "application/pdf"),
    "ZIP": (b"PK\x03\x04" + bytes(50), "application/zip"),
    "EXE": (EXE, "application/vnd.microsoft.portable-executable"),
}  # fmt: skip


@pytest.mark.parametrize("name", KNOWN)
def test_kinds(name: str) -> None:
    content, kind = KNOWN[name]
    assert sniff(io.BytesIO(content)) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a",
        b"BM and so on, a text",
        b"MZ",
        b"\xff\xfb\x90\x00",
        b"\xff\xfb" + bytes(500),
        b"G" * 300,
        "规矩".encode(),
    ],
)
def test_accidents_are_nothing(content: bytes) -> None:
    assert sniff(io.BytesIO(content)) == ""


@given(st.binary(max_size=3_000), st.sampled_from(sorted(KNOWN)), st.integers(0, 200))
def test_nothing_breaks_it(noise: bytes, name: str, at: int) -> None:
    content = KNOWN[name][0][:5_000]
    kind = sniff(io.BytesIO(content[:at] + noise + content[at + len(noise) :]))
    assert kind == "" or kind.count("/") == 1

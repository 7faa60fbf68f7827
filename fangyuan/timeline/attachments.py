"""Files in messages: who may have them, and what they are in the eyes of a charter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from fangyuan import events, identity, media, rooms
from fangyuan.charter import FileFact
from fangyuan.db import Tx
from fangyuan.events import FileRef
from fangyuan.kernel import json
from fangyuan.kernel.errors import InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import Range

_MOST_REFS = 1_000
_MOST_DEPTH = 8
_MOST_FILES = 100  # in one message, pictures in its text and thumbnails included
_BESIDE = ("thumbnail", "m.thumbnail", "org.matrix.msc1767.thumbnail", "avatar_url")


def get_file(tx: Tx, user_id: str | None, media_id: str) -> media.File:
    """The file, or M_NOT_FOUND when there is none or it is not for him: which of both is nobody's business.

    `user_id` None asks for nobody in particular: the deprecated endpoints, where they are switched on.
    """
    file = media.get(tx, media_id)
    if user_id is not None and not may_read(tx, user_id, file):
        raise NotFound("No such media")
    return file


def may_read(tx: Tx, user_id: str, file: media.File) -> bool:
    """Whether the user may have the file, if he knows its id.

    Anybody who is signed in may, until the one who uploaded it shows it in a readable message. From then on it is for
    those who see such a message: his, or one of somebody who could see the file himself. So an id that leaks opens
    nothing: a message of a stranger to the file shows it to nobody. Pictures of people and rooms are for everybody,
    as they are in invitations. Decision 0009.
    """
    if file.user_id == user_id:
        return True
    refs = events.list_file_refs(tx, file.media_id, _MOST_REFS)
    if not any(ref.sender == file.user_id for ref in refs):
        return True
    if any(ref.is_picture and ref.sender == file.user_id for ref in refs):
        return True
    account = identity.find_account(tx, file.user_id)
    if account is not None and account.avatar_url == media.uri(tx, file.media_id):
        return True
    eyes = _Eyes(tx)
    shown: list[FileRef] = []  # by who could see it himself, in the order of the stream
    for ref in refs:
        if ref.sender == file.user_id or any(eyes.saw(ref.sender, other) for other in shown):
            if eyes.see(user_id, ref):
                return True
            shown.append(ref)
    return False


class _Eyes:
    """What people can see, or could while they were there; each room asked once."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._ranges: dict[tuple[str, str, bool], list[Range]] = {}

    def see(self, user_id: str, ref: FileRef) -> bool:
        return rooms.is_visible(self._look(ref.room_id, user_id, False), ref.position)

    def saw(self, user_id: str, ref: FileRef) -> bool:
        """Also in a room that he has forgotten since."""
        return rooms.is_visible(self._look(ref.room_id, user_id, True), ref.position)

    def _look(self, room_id: str, user_id: str, even_forgotten: bool) -> list[Range]:
        key = (room_id, user_id, even_forgotten)
        if key not in self._ranges:
            self._ranges[key] = rooms.visible_ranges(
                self._tx, room_id, user_id, even_forgotten=even_forgotten
            )
        return self._ranges[key]


def check_addresses(tx: Tx, encoded: bytes) -> None:
    """M_INVALID_PARAM for content with more files than anybody looks through, or with odd addresses of files."""
    if events.has_odd_address(encoded):
        raise InvalidParam("A file's address is mxc://server/id", key="timeline.odd_address")
    if len(events.files_of(encoded, tx.ids.server_name)) > _MOST_FILES:
        raise InvalidParam(
            "Too many files in one message", key="timeline.too_many_files", params={"most": _MOST_FILES}
        )


def types_of_files(tx: Tx, type: str, content: JsonObject) -> frozenset[str]:
    """The media types that the files of a message have by their bytes.

    Of what stands beside the file itself (thumbnails, pictures in formatted text, a sticker's) only sound and films
    count: there a picture is no picture that somebody posts.
    """
    every = events.files_of(json.encode(content), tx.ids.server_name)
    if not every:
        return frozenset()
    posted = set[str]() if type == "m.sticker" else set(_posted(content, _MOST_DEPTH))
    main = [media_id for media_id in every if media.uri(tx, media_id) in posted]
    beside = [media_id for media_id in every if media.uri(tx, media_id) not in posted]
    found = media.kinds_of(tx, main) if main else frozenset[str]()
    if beside:
        found |= {kind for kind in media.kinds_of(tx, beside) if kind.startswith(("video/", "audio/"))}
    return found


def files_of_message(tx: Tx, content: JsonObject) -> tuple[FileFact, ...]:
    """The files that a message shows, each as it says and as its bytes are; without what stands beside them.

    Of that only sound and films count, as in `types_of_files`. A file that is shown twice under two names is there
    twice: nobody knows which of them a client shows.
    """
    encoded = json.encode(content)
    if b"mxc://" not in encoded:  # nearly every message
        return ()
    prefix = media.uri(tx, "")
    known: dict[str, media.File | None] = {}
    found: dict[FileFact, None] = {}
    for uri, said in _described(content, {}, _MOST_DEPTH):
        if not uri.startswith(prefix):
            continue
        if uri not in known:
            known[uri] = media.find(tx, uri.removeprefix(prefix))
        file = known[uri]
        if file is not None:
            said |= {"kind": file.kind, "size": None if file.object_key is None else file.size}
        found[FileFact(**said)] = None
    for media_id in events.files_of(encoded, tx.ids.server_name):
        if media.uri(tx, media_id) not in known:
            file = media.find(tx, media_id)
            if file is not None and file.kind.startswith(("video/", "audio/")):
                found[FileFact(kind=file.kind, size=file.size)] = None
    return tuple(found)


def _described(content: object, around: dict[str, Any], depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """(address, what is said of it) of each file; what a block doesn't say, the blocks around it do."""
    if isinstance(content, list):
        for value in cast(list[object], content):
            yield from _described(value, around, depth)
    if not isinstance(content, dict) or not depth:
        return
    block = cast(JsonObject, content)
    said = {**around, **_said(block)}
    for key, value in block.items():
        if key.startswith(_BESIDE):
            continue
        if isinstance(value, str) and value.startswith("mxc://"):
            yield value, {"name": "?", **said}
        elif isinstance(value, (dict, list)):
            yield from _described(cast(object, value), said, depth - 1)


def _said(block: JsonObject) -> dict[str, Any]:
    """A file's name, media type and seconds, as far as this part of a message says them."""
    info, said = json.as_object(block.get("info")), dict[str, Any]()
    name = (
        json.as_str(block.get("filename")) or json.as_str(block.get("body")) or json.as_str(block.get("name"))
    )
    if name:
        said["name"] = name
    claimed = json.as_str(info.get("mimetype")) or json.as_str(block.get("mimetype"))
    if claimed:
        said["claimed"] = claimed.lower()[:100]
    for length in (info.get("duration"), block.get("duration")):
        if isinstance(length, int | float) and not isinstance(length, bool):
            said["seconds"] = length / 1_000
            break
    return said


def pictures_in(tx: Tx, type: str, content: JsonObject) -> list[str]:
    """The ids of the files that a message shows, where it may be pictures."""
    if type not in ("m.room.message", "m.sticker"):
        return []
    every = events.files_of(json.encode(content), tx.ids.server_name)
    if not every:
        return []
    posted = set(_posted(content, _MOST_DEPTH))
    return [media_id for media_id in every if media.uri(tx, media_id) in posted]


def _posted(content: object, depth: int) -> Iterator[str]:
    """Addresses of the files themselves."""
    if isinstance(content, dict) and depth:
        for key, value in cast(JsonObject, content).items():
            if key.startswith(_BESIDE):
                continue
            if isinstance(value, str):
                if value.startswith("mxc://"):
                    yield value
            else:
                yield from _posted(value, depth - 1)
    elif isinstance(content, list) and depth:
        for value in cast(list[object], content):
            yield from _posted(value, depth - 1)

"""What an event is in the eyes of a charter: whether it is a post, of which kinds, its texts and its links.

A message may be of several kinds: a film sent as a file is a file and a video, a text with a link is a text
and a link. What it calls itself counts, and what it says its bytes are (media type, name); so nobody gets
round by renaming.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast
from urllib.parse import unquote

from fangyuan.charter.links import find_hosts, find_html_hosts, text_of
from fangyuan.charter.words import MessageKind
from fangyuan.kernel.json import JsonObject
from fangyuan.wording import Find, Finder, plain
from fangyuan.wording.acknowledging import LONGEST as MOST_OF_AN_ACKNOWLEDGEMENT
from fangyuan.wording.acknowledging import is_acknowledgement

K = TypeVar("K", bound=Hashable)

_BY_MSGTYPE: dict[str, MessageKind] = {
    "m.text": "text",
    "m.notice": "text",
    "m.emote": "text",
    "m.image": "image",
    "m.video": "video",
    "m.audio": "voice",
    "m.file": "file",
    "m.location": "location",
}
_POLLS = frozenset({"m.poll.start", "org.matrix.msc3381.poll.start"})
_POLL_ENDS = frozenset({"m.poll.end", "org.matrix.msc3381.poll.end"})
# Not posts: reactions, redactions, votes, key exchange, calls' signals.
_NOT_POSTS = re.compile(
    r"m\.reaction|m\.room\.redaction|m\.receipt|m\.typing|(?:m|org\.matrix\.msc3381)\.poll\.response"
    r"|m\.key\.verification\..+|m\.call\..+|(?:m|org\.matrix\.msc4143)\.rtc\..+"
    r"|org\.matrix\.msc4075\.rtc\.notification"
)
_POST_TYPES = frozenset({"m.room.message", "m.room.encrypted", "m.sticker", "m.message", *_POLLS})
_MEDIA: dict[str, MessageKind] = {"video": "video", "audio": "voice", "image": "image"}
_ENDINGS_OF: dict[MessageKind, str] = {
    "video": "mp4 m4v mov avi mkv webm wmv flv f4v mpg mpeg mpe 3gp 3g2 mts m2ts rm rmvb vob ogv asf divx",
    "voice": "mp3 wav aac m4a ogg oga opus weba flac amr wma ape silk",
    "image": "jpg jpeg png gif webp bmp heic heif avif tif tiff svg",
}
_ENDINGS = {ending: kind for kind, endings in _ENDINGS_OF.items() for ending in endings.split()}
_SAYS_NOTHING = ("application/octet-stream", "application/ogg", "application/mp4", "binary/")
_ROOM_WORD = re.compile(r"(?<![a-z0-9_])@room(?![a-z0-9_])", re.IGNORECASE)
_PERSON_LINK = re.compile(r"matrix\.to/#/((?:@|%40)[^\s\"'<>?/]{1,300})", re.IGNORECASE)
_INNER = ("m.new_content", "m.poll", *sorted(_POLLS))
# An acceptance is allowed wherever its sender may not speak yet, so it may carry nothing else.
_ACCEPTANCES = frozenset({"!accept", "!接受", "!同意"})
_ACCEPTANCE_KEYS = frozenset({"msgtype", "body", "format", "formatted_body", "m.mentions", "m.relates_to"})
_QUOTATION = re.compile(r"^(?:>[^\n]*\n)+\n?")
_LONG_REACTION = 40  # characters beyond which a reaction is a text that somebody wrote


class Seen:
    """What was seen of one event. Texts, hosts and forbidden words are found when asked for."""

    __slots__ = ("_finds", "_hosts", "_parts", "_texts", "is_post", "kinds")

    def __init__(self, event_type: str, content: JsonObject, state_key: str | None) -> None:
        self._hosts: list[str] | None = None
        self._texts: list[str] | None = None
        self._finds: dict[int, dict[Any, Find]] = {}
        self.is_post = is_post(event_type, content, state_key)
        self._parts = _parts(content)
        self.kinds: set[str] = set()
        if self.is_post and event_type != "m.room.encrypted":
            for part in self._parts:
                _add_kinds(self.kinds, event_type, part)

    @property
    def is_edit(self) -> bool:
        """Whether it changes a message; that stands in the open where messages are encrypted, too."""
        return _object(self._parts[0].get("m.relates_to")).get("rel_type") == "m.replace"

    @property
    def formatted(self) -> list[str]:
        """Its HTML, as it is and as an edit makes it."""
        found = (part.get("formatted_body") for part in self._parts)
        return [html for html in found if isinstance(html, str)]

    @property
    def texts(self) -> list[str]:
        """Its texts as they are compared (`wording.plain`), each once."""
        if self._texts is None:
            found = (plain(text) for part in self._parts for text in _texts(part))
            self._texts = list(dict.fromkeys(found))
        return self._texts

    @property
    def hosts(self) -> list[str]:
        """Where its links lead."""
        if self._hosts is None:
            self._hosts = [host for text in self.texts for host in find_hosts(text)]
            for formatted in self.formatted:
                if "<" in formatted:
                    self._hosts.extend(find_html_hosts(formatted))
        return self._hosts

    def words(self, finder: Finder[K]) -> Mapping[K, Find]:
        """The words of lists in its texts: of each list that has any the gravest. Looked for once for each finder."""
        if id(finder) not in self._finds:
            self._finds[id(finder)] = finder.find_in(self.texts)
        return self._finds[id(finder)]


def raw_texts(content: JsonObject) -> list[str]:
    """What people read in an event, as it was written, each once."""
    return list(dict.fromkeys(text for part in _parts(content) for text in _texts(part)))


def is_post(event_type: str, content: JsonObject, state_key: str | None = None) -> bool:
    """Whether the charter's rules of posting apply: messages of every sort, also those sent as state.

    Not to other state (power levels say who may), and not to reactions, votes, redactions and signals; but a
    reaction that is a sentence is a post.
    """
    if state_key is not None:
        return event_type in _POST_TYPES
    if event_type == "m.reaction":
        key = _object(content.get("m.relates_to")).get("key")
        return isinstance(key, str) and len(key) > _LONG_REACTION
    return event_type in _POST_TYPES or not _NOT_POSTS.fullmatch(event_type)


def kinds_of_types(media_types: Iterable[str]) -> set[str]:
    """The kinds of message that files of these media types are."""
    return {_MEDIA.get(media_type.partition("/")[0], "file") for media_type in media_types}


def is_acceptance(event_type: str, content: JsonObject, charter_event_id: str | None = None) -> bool:
    """Whether a stock client says with it "I accept the charter": `!accept`, or ✅ on the charter's message.

    Without `charter_event_id` only the message counts.
    """
    if event_type == "m.room.message":
        if not _is_accepting(content.get("body")):  # as nearly all aren't
            return False
        if (
            content.get("msgtype") != "m.text"
            or not _ACCEPTANCE_KEYS.issuperset(content)
            or names_room(content)
            or len(people_named(content)) > 1  # a reply names whom it answers
        ):
            return False
        return all(_is_accepting(text) for text in _texts(content))
    if event_type == "m.reaction" and charter_event_id is not None:
        relation = _object(content.get("m.relates_to"))
        key = relation.get("key")
        ticked = isinstance(key, str) and key.rstrip("\ufe0e\ufe0f") in ("✅", "✔", "☑")
        return ticked and relation.get("event_id") == charter_event_id
    return False


def _is_accepting(text: object) -> bool:
    return isinstance(text, str) and len(text) < 40 and plain(text).strip() in _ACCEPTANCES


def says_received(event_type: str, content: JsonObject) -> bool:
    """Whether it is a text that only says 收到, perhaps under the quotation that older clients write into replies."""
    body = content.get("body")
    if event_type != "m.room.message" or content.get("msgtype") != "m.text" or not isinstance(body, str):
        return False
    if "m.new_content" in content:
        return False
    if body.startswith(">") and "m.in_reply_to" in _object(content.get("m.relates_to")):
        body = _QUOTATION.sub("", body, count=1)
    return len(body) <= MOST_OF_AN_ACKNOWLEDGEMENT and is_acknowledgement(plain(body))


def names_room(content: JsonObject) -> bool:
    """Whether it calls everybody: by `m.mentions`, or by @room where a client writes no `m.mentions`."""
    mentions = content.get("m.mentions")
    if isinstance(mentions, dict):
        return cast(JsonObject, mentions).get("room") is True
    body = content.get("body")
    return isinstance(body, str) and _ROOM_WORD.search(body) is not None


def people_named(content: JsonObject) -> set[str]:
    """The user ids that a message mentions: by `m.mentions`, and by links to people in its text."""
    named: set[str] = set()
    for part in _parts(content):
        ids: object = _object(part.get("m.mentions")).get("user_ids")
        if isinstance(ids, list):
            named.update(one for one in cast(list[object], ids) if isinstance(one, str))
        formatted = part.get("formatted_body")
        if isinstance(formatted, str):
            named.update(unquote(one) for one in _PERSON_LINK.findall(formatted))
    return named


def _parts(content: JsonObject) -> list[JsonObject]:
    """The content, and what an edit puts in its place: some clients show the one, some the other."""
    parts = [content]
    for part in parts:  # an edited poll has its poll inside its new content
        parts.extend(
            cast(JsonObject, part[key]) for key in _INNER if key in part and isinstance(part[key], dict)
        )
        if len(parts) > 8:
            break
    return parts


def _add_kinds(kinds: set[str], event_type: str, content: JsonObject) -> None:
    if event_type in ("m.room.message", "m.message"):
        msgtype = content.get("msgtype")
        kind = _BY_MSGTYPE.get(msgtype) if isinstance(msgtype, str) else None
        if kind is None:  # clients show the body of what they don't know
            kind = "file" if "url" in content or "file" in content else "text"
        kinds.add(kind)
        if kind != "text" and kind != "location":
            _add_media(kinds, content)
    elif event_type in _POLLS or event_type in _POLL_ENDS:
        kinds.add("poll")
    elif event_type == "m.sticker":
        kinds.add("sticker")
        if _media_family(content) == "video":
            kinds.add("video")
    elif event_type == "m.reaction":
        kinds.add("text")
    else:
        kinds.add("location" if "beacon" in event_type else "other")
        if "url" in content or "info" in content or "file" in content:
            _add_media(kinds, content)


def _add_media(kinds: set[str], content: JsonObject) -> None:
    """By media type and by name. A name that ends like a document makes it a file, whatever it is sent as."""
    family = _media_family(content)
    if family in _MEDIA:
        kinds.add(_MEDIA[family])
    elif family in ("application", "text"):
        kinds.add("file")
    name = content.get("filename") or content.get("body")  # with a `filename`, the body is a caption
    if isinstance(name, str) and (ending := last_ending(name)) in _ENDINGS:
        kinds.add(_ENDINGS[ending])


def _media_family(content: JsonObject) -> str:
    """`video` of `video/mp4`; "" where the type says nothing."""
    mimetype = _object(content.get("info")).get("mimetype")
    if not isinstance(mimetype, str):
        return ""
    mimetype = plain(mimetype[:100]).strip()
    return "" if mimetype.startswith(_SAYS_NOTHING) else mimetype.partition("/")[0]


def family_of_name(name: str) -> str:
    """image, video or audio by the ending of a file's name; "" for others."""
    kind = _ENDINGS.get(last_ending(name))
    return "audio" if kind == "voice" else kind or ""


def last_ending(name: str) -> str:
    """`pdf` of `返工单.PDF `; the whole name when it has no dot."""
    return plain(name[-40:]).rstrip(" .。\t\r\n").rpartition(".")[2]


def _texts(content: JsonObject) -> Iterator[str]:
    for key in ("body", "filename", "name", "topic"):
        value = content.get(key)
        if isinstance(value, str):
            yield value
    formatted = content.get("formatted_body")
    if isinstance(formatted, str):
        yield text_of(formatted)
    if "m.relates_to" in content:
        key = _object(content["m.relates_to"]).get("key")
        if isinstance(key, str):
            yield key
    yield from _extensible(content)


def _extensible(content: JsonObject) -> Iterator[str]:
    """The texts of extensible events, among them a poll's question and answers."""
    for key in ("m.text", "org.matrix.msc1767.text"):
        if key in content:
            yield from _text_blocks(content[key])
    if "org.matrix.msc1767.html" in content and isinstance(content["org.matrix.msc1767.html"], str):
        yield text_of(content["org.matrix.msc1767.html"])
    if "question" in content:
        yield from _texts(_object(content["question"]))
        answers: object = content.get("answers")
        for answer in cast(list[object], answers)[:50] if isinstance(answers, list) else ():
            yield from _texts(_object(answer))


def _text_blocks(blocks: object) -> Iterator[str]:
    if isinstance(blocks, str):
        yield blocks
    for block in cast(list[object], blocks)[:10] if isinstance(blocks, list) else ():
        body: object = _object(block).get("body")
        if isinstance(body, str):
            yield text_of(body)


def _object(value: Any) -> JsonObject:
    return cast(JsonObject, value) if isinstance(value, dict) else {}

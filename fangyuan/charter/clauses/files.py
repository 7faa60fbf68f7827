"""Files in messages: which types, how large, how long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from msgspec import Meta
from msgspec.structs import replace

from fangyuan.charter.clauses.base import Check, ClauseBase, Making
from fangyuan.charter.content import family_of_name, last_ending
from fangyuan.charter.facts import Facts, FileFact, Found, Need, VerdictWord
from fangyuan.charter.mistakes import missing, wrong
from fangyuan.charter.words import Param, say, shorten
from fangyuan.kernel.text import Language, text

if TYPE_CHECKING:
    from fangyuan.charter.content import Seen

_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,99}/(?:\*|[a-z0-9][a-z0-9.+-]{0,99})|[a-z0-9]{1,12}")
_MEDIA = frozenset(("image", "video", "audio"))

Types = Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(max_length=50)]
Bytes = Annotated[int, Meta(ge=1_000, le=100_000_000_000)]
Seconds = Annotated[int, Meta(ge=1, le=86_400)]


class Files(ClauseBase, frozen=True, kw_only=True, tag="files"):
    """Which types of files are allowed (or not), how large they may be, how long videos and voice messages.

    Types are endings ("pdf") or media types ("image/*"). What the bytes are counts beside the name; a length is
    what the client says of it, because the server doesn't decode films.
    """

    VERDICTS: ClassVar[tuple[VerdictWord, ...]] = ("refuse", "hold", "nudge", "divert")
    NEEDS: ClassVar[frozenset[Need]] = frozenset(("files",))
    NEEDS_CONTENT: ClassVar[bool] = True

    allow: Types = ()
    deny: Types = ()
    max_bytes: Bytes | None = None
    max_image_bytes: Bytes | None = None
    max_video_seconds: Seconds | None = None
    max_voice_seconds: Seconds | None = None

    def check(self, making: Making) -> Check | None:
        def ask(facts: Facts, seen: Seen) -> Found | None:
            if not seen.is_post:
                return None
            return next((found for file in facts.files if (found := self.ask_file(file)) is not None), None)

        return ask

    def ask_file(self, file: FileFact) -> Found | None:
        """What it has against one file."""
        ending, family = last_ending(file.name), _family(file)
        named: dict[str, Param] = {"name": (file.name or file.kind or "?")[:60]}
        if self.deny and (_matches(self.deny, ending) or _matches(self.deny, file.kind, file.claimed)):
            return Found("refuse.file_type", named)
        if self.allow and not self._allows(file, ending):
            return Found("refuse.file_type", named)
        most = self.max_image_bytes if family == "image" and self.max_image_bytes else self.max_bytes
        if most is not None and file.size is not None and file.size > most:
            return Found(
                "refuse.file_size", {**named, "size": size_words(file.size), "most": size_words(most)}
            )
        limits = {"video": self.max_video_seconds, "audio": self.max_voice_seconds}
        longest = limits.get(family)
        if longest is not None and file.seconds is not None and file.seconds > longest:
            return Found(f"refuse.{family}_seconds", {"most": longest, "seconds": int(file.seconds)})
        return None

    def _allows(self, file: FileFact, ending: str) -> bool:
        """Bytes that say something else than the name have to be allowed themselves."""
        family = file.kind.partition("/")[0]
        if family in _MEDIA and family_of_name(file.name) != family:
            return _matches(self.allow, file.kind)
        if not file.name:  # it comes after the message that named it, where its name was judged
            return True
        return _matches(self.allow, ending) or _matches(self.allow, file.kind or file.claimed)

    def text(self, language: Language) -> str:
        sentences: list[str] = []
        for key, types in (("files_allow", self.allow), ("files_deny", self.deny)):
            if types:
                sentences.append(say(f"clause.{key}", language, types=shorten(types, language)))
        for key, most in (("files_bytes", self.max_bytes), ("files_image_bytes", self.max_image_bytes)):
            if most is not None:
                sentences.append(say(f"clause.{key}", language, most=size_words(most)))
        for key, longest in (
            ("files_video", self.max_video_seconds),
            ("files_voice", self.max_voice_seconds),
        ):
            if longest is not None:
                sentences.append(say(f"clause.{key}", language, seconds=longest))
        return text("charter.list.sentences", language).join(sentences)

    def settled(self, field: str, server_name: str) -> Self:
        limits = (self.max_bytes, self.max_image_bytes, self.max_video_seconds, self.max_voice_seconds)
        if not self.allow and not self.deny and all(limit is None for limit in limits):
            raise missing([f"{field}.allow"])
        return replace(
            super().settled(field, server_name),
            allow=_types(self.allow, f"{field}.allow"),
            deny=_types(self.deny, f"{field}.deny"),
        )

    def _is_stricter(self, before: Self) -> bool:
        narrower = bool(self.allow) and (not before.allow or not set(before.allow) <= set(self.allow))
        limits = (
            (self.max_bytes, before.max_bytes),
            (self.max_image_bytes, before.max_image_bytes),
            (self.max_video_seconds, before.max_video_seconds),
            (self.max_voice_seconds, before.max_voice_seconds),
        )
        return narrower or not set(self.deny) <= set(before.deny) or any(is_lower(*pair) for pair in limits)


def is_lower(now: int | None, before: int | None) -> bool:
    """Whether a limit asks more than it did; None is no limit."""
    return now is not None and (before is None or now < before)


def size_words(size: int) -> str:
    """`20 MB`, `1.5 GB`: decimal, the same in every language."""
    for unit, factor in (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)):
        if size >= factor:
            return f"{size / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} B"


def _types(types: tuple[str, ...], field: str) -> tuple[str, ...]:
    settled: list[str] = []
    for index, given in enumerate(types):
        name = given.strip().lower().lstrip("*.")
        if not _TYPE.fullmatch(name):
            raise wrong(f"{field}[{index}]", "not_a_file_type", value=given[:40])
        settled.append(name)
    return tuple(dict.fromkeys(settled))


def _matches(types: tuple[str, ...], *candidates: str) -> bool:
    """Whether one of these (an ending, a media type; "" for not known) is one of the types."""
    return any(one and (one in types or f"{one.partition('/')[0]}/*" in types) for one in candidates)


def _family(file: FileFact) -> str:
    """image, video or audio, by the bytes, else by what is said of them, else by the name; else something else."""
    for kind in (file.kind, file.claimed):
        family = kind.partition("/")[0]
        if family in _MEDIA:
            return family
    return family_of_name(file.name)

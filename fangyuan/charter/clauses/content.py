"""What may be in a message: kinds, links, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from msgspec import Meta
from msgspec.structs import replace

from fangyuan.charter.clauses.base import Check, ClauseBase, Making
from fangyuan.charter.facts import Facts, Found, Need, VerdictWord
from fangyuan.charter.links import leads_to
from fangyuan.charter.mistakes import domains, missing, wrong
from fangyuan.charter.words import (
    MESSAGE_KINDS,
    MOST_SHOWN,
    MessageKind,
    enumerate_words,
    kind_terms,
    say,
    shorten,
)
from fangyuan.kernel.text import Language, text
from fangyuan.wording import Find, Word, plain

if TYPE_CHECKING:
    from fangyuan.charter.content import Seen

ListName = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[^\s/\x00-\x1f][^/\x00-\x1f]*\Z")]
_MAY: tuple[VerdictWord, ...] = ("refuse", "hold", "nudge", "divert")


class MessageKinds(ClauseBase, frozen=True, kw_only=True, tag="message_kinds"):
    """Which kinds of message are allowed. A message may be of several: each must be."""

    VERDICTS: ClassVar = _MAY
    NEEDS: ClassVar[frozenset[Need]] = frozenset(("file_types",))
    NEEDS_CONTENT: ClassVar[bool] = True

    allowed: Annotated[tuple[MessageKind, ...], Meta(max_length=20)]

    def check(self, making: Making) -> Check | None:
        refused = frozenset(kind for kind in MESSAGE_KINDS if kind not in self.allowed)
        if not refused:
            return None
        refuses_links = "link" in refused

        def ask(facts: Facts, seen: Seen) -> Found | None:
            if not seen.is_post:
                return None
            found = seen.kinds & refused
            if refuses_links and not found and seen.hosts:
                found = {"link"}
            return Found("refuse.message_kinds", {"kinds": kind_terms(found, either=True)}) if found else None

        return ask

    def text(self, language: Language) -> str:
        refused = [kind for kind in MESSAGE_KINDS if kind not in self.allowed]
        if not refused:
            return say("clause.message_kinds_all", language)
        if len(refused) <= len(self.allowed):
            return say("clause.message_kinds_but", language, kinds=kind_terms(refused, either=True))
        return say("clause.message_kinds_only", language, kinds=kind_terms(self.allowed))

    def settled(self, field: str, server_name: str) -> Self:
        if not self.allowed:
            raise wrong(f"{field}.allowed", "nothing_allowed")
        return replace(super().settled(field, server_name), allowed=tuple(dict.fromkeys(self.allowed)))

    def _is_stricter(self, before: MessageKinds) -> bool:
        return not set(before.allowed) <= set(self.allowed)


class LinkDomains(ClauseBase, frozen=True, kw_only=True, tag="link_domains"):
    """Where links may lead: with `allow`, only to those sites; never to those in `deny`. Subdomains too."""

    VERDICTS: ClassVar = _MAY
    NEEDS_CONTENT: ClassVar[bool] = True

    allow: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=253)], ...], Meta(max_length=200)
    ] = ()
    deny: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=253)], ...], Meta(max_length=200)] = ()

    def check(self, making: Making) -> Check | None:
        allow, deny = frozenset(self.allow), frozenset(self.deny)

        def ask(facts: Facts, seen: Seen) -> Found | None:
            for host in seen.hosts:
                if deny and leads_to(host, deny):
                    return Found("refuse.link_denied", {"host": host[:100]})
                if allow and not leads_to(host, allow):
                    return Found("refuse.link_not_allowed", {"host": host[:100]})
            return None

        return ask

    def text(self, language: Language) -> str:
        sentences: list[str] = []
        if self.allow:
            sentences.append(say("clause.links_allow", language, domains=shorten(self.allow, language)))
        if self.deny:
            sentences.append(say("clause.links_deny", language, domains=shorten(self.deny, language)))
        return text("charter.list.sentences", language).join(sentences)

    def settled(self, field: str, server_name: str) -> Self:
        if not self.allow and not self.deny:
            raise missing([f"{field}.allow"])
        return replace(
            super().settled(field, server_name),
            allow=domains(self.allow, f"{field}.allow"),
            deny=domains(self.deny, f"{field}.deny"),
        )

    def _is_stricter(self, before: LinkDomains) -> bool:
        narrower = bool(self.allow) and (not before.allow or not set(before.allow) <= set(self.allow))
        return narrower or not set(self.deny) <= set(before.deny)


class Keywords(ClauseBase, frozen=True, kw_only=True, tag="keywords"):
    """Words that must not occur: its own, and those of the company's word lists that it names.

    Found whatever their case or width; with `evasions` also in disguise (see `wording.finder`). A word may have its own
    severity, context and exceptions: then it stands as a record in the place of a string.
    """

    VERDICTS: ClassVar = _MAY
    NEEDS_CONTENT: ClassVar[bool] = True
    COUNTS: ClassVar[bool] = True

    words: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=50)] | Word, ...], Meta(max_length=1_000)
    ] = ()
    lists: Annotated[tuple[ListName, ...], Meta(max_length=20)] = ()
    evasions: bool = True

    @property
    def entries(self) -> tuple[Word, ...]:
        """Its own words, each as a record."""
        return tuple(
            word if isinstance(word, Word) else Word(word, evasions=self.evasions) for word in self.words
        )

    @property
    def needs(self) -> frozenset[Need]:
        return super().needs | (frozenset[Need](("word_lists",)) if self.lists else frozenset[Need]())

    def check(self, making: Making) -> Check | None:
        number, own, lists = self.number, making.finder, self.lists

        def ask(facts: Facts, seen: Seen) -> Found | None:
            found = [seen.words(own).get(number)]  # the words of all clauses are looked for at once
            if lists and facts.word_lists is not None:
                listed = seen.words(facts.word_lists)
                found += [listed.get(name) for name in lists]
            return _gravest([find for find in found if find is not None])

        return ask

    def text(self, language: Language) -> str:
        sentences: list[str] = []
        if len(self.words) > MOST_SHOWN:
            sentences.append(say("clause.keywords_many", language, count=len(self.words)))
        elif self.words:
            words = enumerate_words([word.word for word in self.entries], language)
            sentences.append(say("clause.keywords_few", language, words=words))
        if self.lists:
            sentences.append(say("clause.keywords_lists", language, lists=shorten(self.lists, language)))
        return text("charter.list.sentences", language).join(sentences)

    def settled(self, field: str, server_name: str) -> Self:
        if not self.words and not self.lists:
            raise missing([f"{field}.words"])
        words = tuple(
            dict.fromkeys(
                word.strip() if isinstance(word, str) else replace(word, word=word.word.strip())
                for word in self.words
            )
        )
        if not all(plain(word if isinstance(word, str) else word.word) for word in words):
            raise wrong(f"{field}.words", "empty_word")
        return replace(
            super().settled(field, server_name), words=words, lists=tuple(dict.fromkeys(self.lists))
        )

    def _is_stricter(self, before: Self) -> bool:
        own = set(self.entries) <= set(before.entries)
        return not (own and set(self.lists) <= set(before.lists))


def _gravest(finds: list[Find]) -> Found | None:
    """The find whose word weighs most; a word without a severity of its own weighs what its clause says."""
    if not finds:
        return None
    find = max(finds, key=lambda one: one.weight)
    key = "refuse.keywords" if find.how == "plain" else "refuse.keywords_disguised"
    return Found(key, {"word": find.word.word}, word=find.word.severity)

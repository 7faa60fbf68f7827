"""What a charter would say of five messages that everybody knows, for whoever writes one."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from fangyuan.charter.content import raw_texts
from fangyuan.charter.decide import compile_charter, decide
from fangyuan.charter.facts import MINUTES_A_DAY, AdvertFact, Facts, FileFact
from fangyuan.charter.model import Charter
from fangyuan.charter.verdict import Verdict
from fangyuan.kernel.text import Language, text
from fangyuan.wording import Finder
from fangyuan.wording.adverts import score_advert

_TEN_ON_TUESDAY = MINUTES_A_DAY + 10 * 60
_FILES = {"video": (FileFact("VID_1203.mp4", "video/mp4", "video/mp4", 8_000_000, 15.0),)}


class Sample(Struct, frozen=True):
    """One of them, and the verdict on it; `name` says what it is."""

    name: str
    body: str
    verdict: Verdict


def samples(charter: Charter, language: Language, word_lists: Finder[str] | None = None) -> list[Sample]:
    """The verdicts on messages in this language, of an ordinary member who has accepted, on a Tuesday at ten.

    Without `word_lists` the company's lists that the charter names are left out.
    """
    rules = compile_charter(charter)
    found: list[Sample] = []
    for name, content in _messages(language).items():
        facts = Facts(
            actor="@member:example.com",
            event_type="m.room.message",
            content=content,
            accepted=True,
            advert=_advert_in(content),
            minute=_TEN_ON_TUESDAY,
            word_lists=word_lists,
            files=_FILES.get(name, ()),
        )
        found.append(Sample(text(f"charter.sample.{name}", language), content["body"], decide(rules, facts)))
    return found


def _advert_in(content: dict[str, Any]) -> AdvertFact:
    found = score_advert("\n".join(raw_texts(content)))
    return AdvertFact(found.score, found.reasons)


def _messages(language: Language) -> dict[str, dict[str, Any]]:
    body = {
        name: text(f"charter.sample.{name}_body", language) for name in ("work", "call", "link", "advert")
    }
    film = {
        "msgtype": "m.video",
        "body": "VID_1203.mp4",
        "info": {"mimetype": "video/mp4", "duration": 15_000},
    }
    return {
        "work": {"msgtype": "m.text", "body": body["work"], "m.mentions": {}},
        "call": {"msgtype": "m.text", "body": body["call"], "m.mentions": {"room": True}},
        "video": {**film, "url": "mxc://example.com/film"},
        "link": {"msgtype": "m.text", "body": body["link"], "m.mentions": {}},
        "advert": {"msgtype": "m.text", "body": body["advert"], "m.mentions": {}},
    }

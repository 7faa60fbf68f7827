"""What is known of an action when the charter is asked, and what a clause may find in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from fangyuan.charter.words import Param
from fangyuan.directory import Org, Person
from fangyuan.kernel.json import JsonObject
from fangyuan.wording import Finder

VerdictWord = Literal["allow", "nudge", "divert", "schedule", "hold", "refuse"]
STRENGTH: dict[VerdictWord, int] = {
    "allow": 0,
    "nudge": 1,
    "divert": 2,
    "schedule": 3,
    "hold": 4,
    "refuse": 5,
}
"""Of several verdicts the strongest holds; of equals the first clause's."""

Need = Literal[
    "accepted",
    "room_mentions_today",
    "file_types",
    "who",
    "minute",
    "word_lists",
    "files",
    "paced",
    "target",
    "advert",
    "quarrels_with",
]
"""A fact that only some clauses ask for: a field of Facts that `timeline.judging` knows how to gather."""

MINUTES_A_DAY, MINUTES_A_WEEK = 1_440, 10_080


class Who(NamedTuple):
    """The actor in the company as it is now; `person` is None for accounts that the directory doesn't know."""

    org: Org
    person: Person | None


class FileFact(NamedTuple):
    """A file of a message. `kind`: the media type that its bytes show, `claimed`: what the message says; "" unknown.

    `size` in bytes, None until it is here; `seconds`: how long the message says that it is.
    """

    name: str = ""
    kind: str = ""
    claimed: str = ""
    size: int | None = None
    seconds: float | None = None


class Paced(NamedTuple):
    """When people posted in this group, ascending (ms UTC): the actor in the last 24 hours, everybody in the last."""

    mine: Sequence[int] = ()
    everybody: Sequence[int] = ()


class Target(NamedTuple):
    """The message that an edit or a redaction is about."""

    sender: str
    ts: int


class AdvertFact(Struct, frozen=True):
    """How much a message is like an advert, 0 to 100, and the keys of the reasons; nothing more of one that isn't.

    `fingerprint` and `bands`: by which the same text, or the same picture, is found again elsewhere.
    """

    score: int = 0
    reasons: tuple[str, ...] = ()
    fingerprint: tuple[int, ...] = ()
    bands: tuple[int, ...] = ()


class Facts(Struct, frozen=True, kw_only=True):
    """What is known of an action when the charter is asked. Fields named in `Need` are there when the rules need them.

    `content` is as the sender wrote it: an edit is recognised by its `m.new_content`, encryption by the event
    type. `is_leader`: leads a department, or is made equal to one by power. `accepted`: accepted the
    charter as it asks now. `room_mentions_today` says how often the actor called everybody in this group
    in the last 24 hours, before this. `file_types` are the media types that its files have by their bytes: 'video/mp4'
    of a film, whatever it calls itself. `minute` is the company's time in minutes since Monday 00:00.
    `word_lists` finds the words of the company's lists. `files` are
    those of the message; `target`: the post that is edited or redacted.
    `quarrels_with` is the other one of two who quarrel, with this message.
    """

    actor: str
    event_type: str
    content: JsonObject
    state_key: str | None = None
    is_owner: bool = False
    is_leader: bool = False
    mentions_room: bool = False
    now_ms: int = 0
    accepted: bool = False
    room_mentions_today: int = 0
    file_types: frozenset[str] = frozenset()
    who: Who | None = None
    minute: int = 0
    word_lists: Finder[str] | None = None
    files: tuple[FileFact, ...] = ()
    paced: Paced = Paced()
    target: Target | None = None
    advert: AdvertFact | None = None
    quarrels_with: str | None = None

    @property
    def encrypted(self) -> bool:
        """Whether the server can't read the content."""
        return self.event_type == "m.room.encrypted"


class Found(NamedTuple):
    """What a clause has against an action: its reason as `charter.<key>` with parameters.

    `word` where this finding weighs otherwise than the clause's own verdict; `to` names the room that it
    belongs in, `until_ts` (ms UTC) when it may be.
    """

    key: str
    params: dict[str, Param] = {}  # noqa: RUF012 - never written to
    word: VerdictWord | None = None
    to: str | None = None
    until_ts: int | None = None

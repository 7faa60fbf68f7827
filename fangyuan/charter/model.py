"""What a charter is made of: frozen records, the same in every language, and their limits.

People are named by user id everywhere in a charter, departments by department id, ranks by name or level (1
is the top). The words that people read are made from these records in `charter.words`, so nobody writes
legalese twice.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from fangyuan.kernel import json
from fangyuan.kernel.text import Language

Label = Literal["open", "internal", "confidential"]
MessageKind = Literal["text", "image", "video", "voice", "file", "link", "sticker", "poll", "location"]
MESSAGE_KINDS: tuple[MessageKind, ...] = (
    "text",
    "image",
    "video",
    "voice",
    "file",
    "link",
    "sticker",
    "poll",
    "location",
)
# `nudge`, `divert`, `hold` and `schedule` are words that a verdict may have; no clause gives them yet.
VerdictWord = Literal["allow", "nudge", "divert", "hold", "schedule", "refuse"]
Words = dict[Language, str]

MAX_CLAUSES = 40
# A charter and its text in two languages must fit into one event of 65,536 bytes, however long the lists of
# people.
MAX_FREE_WORDS = 3_000  # characters of all clauses in their author's own words
MAX_BYTES = 26_000  # of the charter as `to_state` gives it
_MOST_PEOPLE_IN_STATE = 30

UserId = Annotated[str, Meta(min_length=1, max_length=255)]
Identifier = Annotated[str, Meta(min_length=1, max_length=255)]
Line = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
Domain = Annotated[str, Meta(min_length=1, max_length=253)]
Keyword = Annotated[str, Meta(min_length=1, max_length=50)]
Rank = Annotated[int, Meta(ge=1, le=1_000)] | Annotated[str, Meta(min_length=1, max_length=60)]
"""A rank's name (better: it stays true when the company puts in another rank) or its level."""


# -- audience ------------------------------------------------------------------------------------------------


class _Part(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """One thing that is true of a person or not."""


class InDepartment(_Part, frozen=True, tag="department"):
    """Who works in the department; with `subtree`, also in any below it."""

    department_id: Identifier
    subtree: bool = True


class InRanks(_Part, frozen=True, tag="rank"):
    """Who is of rank `floor` or higher, and of rank `ceiling` or lower. One of the two at least."""

    floor: Rank | None = None
    ceiling: Rank | None = None


class Leads(_Part, frozen=True, tag="leaders"):
    """Who leads a department: the given one or one below it; without an id any one of the company."""

    department_id: Identifier | None = None


class ReportsTo(_Part, frozen=True, tag="reports"):
    """Whose direct superior is this person."""

    manager: UserId


class HasRole(_Part, frozen=True, tag="role"):
    """Who was given the role (`hr`, `auditor`, …)."""

    role: Annotated[str, Meta(min_length=1, max_length=60)]


class Named(_Part, frozen=True, tag="people"):
    """Who is on the list."""

    people: Annotated[tuple[UserId, ...], Meta(min_length=1, max_length=5_000)]


class Everyone(_Part, frozen=True, tag="everyone"):
    """Everybody in the company."""


Simple = InDepartment | InRanks | Leads | ReportsTo | HasRole | Named | Everyone


class AllOf(_Part, frozen=True, tag="all_of"):
    """Who meets every one of these: "in plant 2, and of rank team leader or higher"."""

    parts: Annotated[tuple[Simple, ...], Meta(min_length=2, max_length=5)]


AudienceClause = InDepartment | InRanks | Leads | ReportsTo | HasRole | Named | Everyone | AllOf


class Audience(Struct, frozen=True, forbid_unknown_fields=True):
    """Who is in: the union of `include` without whoever meets a clause of `exclude`."""

    include: Annotated[tuple[AudienceClause, ...], Meta(min_length=1, max_length=30)]
    exclude: Annotated[tuple[AudienceClause, ...], Meta(max_length=30)] = ()


class DatedException(Struct, frozen=True):
    """A dated exception to an audience. Valid while now < `until_ts` (ms UTC); None: until revoked."""

    person_id: str
    effect: Literal["include", "exclude"]
    reason: str
    until_ts: int | None = None


EVERYONE = Audience((Everyone(),))


# -- clauses -------------------------------------------------------------------------------------------------


class _Clause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """One rule. `number` is its place, 1 to n; `id` stays the same when the numbers move."""

    number: int = 0
    id: Annotated[str, Meta(pattern=r"^[a-z0-9_-]{0,40}\Z")] = ""


class MessageKinds(_Clause, frozen=True, kw_only=True, tag="message_kinds"):
    """Which kinds of message are allowed. A message may be of several: each must be."""

    allowed: Annotated[tuple[MessageKind, ...], Meta(max_length=20)]


class Posting(_Clause, frozen=True, kw_only=True, tag="posting"):
    """Who may post. The owner and his deputies always may."""

    who: Literal["all", "leaders", "owner", "listed"]
    people: Annotated[tuple[UserId, ...], Meta(max_length=500)] = ()


class LinkDomains(_Clause, frozen=True, kw_only=True, tag="link_domains"):
    """Where links may lead: with `allow`, only to those sites; never to those in `deny`. Subdomains too."""

    allow: Annotated[tuple[Domain, ...], Meta(max_length=200)] = ()
    deny: Annotated[tuple[Domain, ...], Meta(max_length=200)] = ()


class Keywords(_Clause, frozen=True, kw_only=True, tag="keywords"):
    """Words that must not occur, whatever their case or width. English words are found as whole words."""

    words: Annotated[tuple[Keyword, ...], Meta(min_length=1, max_length=1_000)]


class RoomMentions(_Clause, frozen=True, kw_only=True, tag="room_mentions"):
    """Who may call everybody (@room), and how often each person may in 24 hours; None: as often as needed."""

    who: Literal["all", "leaders", "owner", "nobody"]
    per_day: Annotated[int, Meta(ge=1, le=1_000)] | None = None


class SizeBudget(_Clause, frozen=True, kw_only=True, tag="size_budget"):
    """At most so many members."""

    members: Annotated[int, Meta(ge=2, le=1_000_000)]


class AcceptFirst(_Clause, frozen=True, kw_only=True, tag="accept_first"):
    """Read the charter and accept it before the first post; again after each new version."""


class ByPeople(_Clause, frozen=True, kw_only=True, tag="by_people"):
    """A rule that people keep, not the server, in its author's words; honestly flagged as that."""

    words: dict[Language, Annotated[str, Meta(min_length=1, max_length=300)]]


Clause = MessageKinds | Posting | LinkDomains | Keywords | RoomMentions | SizeBudget | AcceptFirst | ByPeople
# What the server can't check where it can't read: the content of encrypted messages.
NEEDS_CONTENT = (MessageKinds, LinkDomains, Keywords, RoomMentions)


# -- the charter ---------------------------------------------------------------------------------------------


class Charter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group's charter. `version` counts from 1; `review_date` (YYYY-MM-DD): when it is looked at again."""

    version: Annotated[int, Meta(ge=1)] = 1
    kind: Identifier
    name: Line
    purpose: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+\Z")]
    owner: UserId
    deputies: Annotated[tuple[UserId, ...], Meta(max_length=20)] = ()
    audience: Audience
    clauses: Annotated[tuple[Clause, ...], Meta(max_length=MAX_CLAUSES)] = ()
    label: Label = "internal"
    review_date: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}\Z")] | None = None

    @property
    def size_budget(self) -> int | None:
        """How many members the charter allows, None without a limit."""
        return min(
            (clause.members for clause in self.clauses if isinstance(clause, SizeBudget)), default=None
        )

    @property
    def owners(self) -> tuple[str, ...]:
        """The owner and his deputies."""
        return (self.owner, *self.deputies)

    @property
    def is_confidential(self) -> bool:
        """Whether its label asks for end-to-end encryption."""
        return self.label == "confidential"

    def to_json(self) -> dict[str, Any]:
        """As plain values: what `parse_charter` reads."""
        return json.decode(encode_charter(self))

    def to_state(self) -> dict[str, Any]:
        """As `to_json`, but long lists of people in the audience are cut, with how many there are.

        For the room's state, which every member gets. `charter.rules_of_state` reads it.
        """
        state = self.to_json()
        for clause in (*state["audience"]["include"], *state["audience"]["exclude"]):
            for part in clause.get("parts", [clause]):
                people = part.get("people", [])
                if len(people) > _MOST_PEOPLE_IN_STATE:
                    part |= {"people": people[:_MOST_PEOPLE_IN_STATE], "people_count": len(people)}
        return state


_decoder = msgspec.json.Decoder(Charter)
encode_charter = msgspec.json.Encoder().encode
"""A charter as bytes for storage."""


def decode_charter(stored: bytes) -> Charter:
    """A charter that we stored ourselves."""
    return _decoder.decode(stored)

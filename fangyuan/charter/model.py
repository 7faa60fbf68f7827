"""What a charter is made of: frozen records, the same in every language, and their limits.

People are named by user id everywhere in a charter, departments by department id, ranks by name or level (1
is the top). Its clauses stand in `charter.clauses`, its audience's in `charter.people`. The words that people
read are made from these records, so nobody writes legalese twice.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from fangyuan.charter.clauses import Clause, SizeBudget
from fangyuan.charter.people import Audience, Identifier, UserId
from fangyuan.kernel import json

Label = Literal["open", "internal", "confidential"]

MAX_CLAUSES = 40
# A charter and its text in two languages must fit into one event of 65,536 bytes, however long the lists of
# people.
MAX_FREE_WORDS = 3_000  # characters of all clauses in their author's own words
MAX_BYTES = 26_000  # of the charter as `to_state` gives it
_MOST_PEOPLE_IN_STATE = 30

Line = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+\Z")]


class Charter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group's charter. `version` counts from 1; `review_date` (YYYY-MM-DD): when it is looked at again.

    `social` is the room id of the group where its chit-chat goes; None: the nearest social group of each author.
    """

    version: Annotated[int, Meta(ge=1)] = 1
    kind: Identifier
    name: Line
    purpose: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+\Z")]
    owner: UserId
    deputies: Annotated[tuple[UserId, ...], Meta(max_length=20)] = ()
    approvers: Annotated[tuple[UserId, ...], Meta(max_length=20)] = ()
    audience: Audience
    clauses: Annotated[tuple[Clause, ...], Meta(max_length=MAX_CLAUSES)] = ()
    label: Label = "internal"
    review_date: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}\Z")] | None = None
    social: Identifier | None = None

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

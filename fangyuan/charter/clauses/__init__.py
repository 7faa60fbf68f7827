"""The catalogue of clauses: one file for each family. Each record knows its words, its check and what it asks."""

from __future__ import annotations

from fangyuan.charter.clauses.acknowledging import Acknowledgements
from fangyuan.charter.clauses.base import Check, ClauseBase, Exempt, Making
from fangyuan.charter.clauses.changes import Edits, NoticeLanguage
from fangyuan.charter.clauses.conduct import QUARREL, Adverts, Quarrels
from fangyuan.charter.clauses.content import Keywords, LinkDomains, MessageKinds
from fangyuan.charter.clauses.files import Files
from fangyuan.charter.clauses.keeping import Retention
from fangyuan.charter.clauses.pace import Length, Pace, PostingHours
from fangyuan.charter.clauses.people import AcceptFirst, ByPeople, Posting, RoomMentions, SizeBudget
from fangyuan.charter.words import Words
from fangyuan.kernel.text import LANGUAGES

Clause = (
    MessageKinds
    | Posting
    | LinkDomains
    | Keywords
    | Files
    | Length
    | NoticeLanguage
    | Edits
    | Pace
    | PostingHours
    | RoomMentions
    | SizeBudget
    | AcceptFirst
    | Acknowledgements
    | Retention
    | Adverts
    | Quarrels
    | ByPeople
)

__all__ = [
    "QUARREL",
    "AcceptFirst",
    "Acknowledgements",
    "Adverts",
    "ByPeople",
    "Check",
    "Clause",
    "ClauseBase",
    "Edits",
    "Exempt",
    "Files",
    "Keywords",
    "Length",
    "LinkDomains",
    "Making",
    "MessageKinds",
    "NoticeLanguage",
    "Pace",
    "Posting",
    "PostingHours",
    "Quarrels",
    "Retention",
    "RoomMentions",
    "SizeBudget",
    "clause_words",
]


def clause_words(clause: ClauseBase) -> Words:
    """The clause's text in both languages."""
    return {language: clause.text(language) for language in LANGUAGES}

"""What all open groups are for, ready to be compared with what a new one would be for."""

from __future__ import annotations

import msgspec

from fangyuan.db import Tx
from fangyuan.groups import store
from fangyuan.wording import likeness
from fangyuan.wording.likeness import Corpus, Text


class Purpose(msgspec.Struct, frozen=True):
    """One open group: what its charter says of it, and the same taken apart."""

    room_id: str
    kind: str
    owner: str
    name: str
    label: str
    text: Text


class Purposes(msgspec.Struct, frozen=True):
    """All open groups, and how common which words are among them. Confidential ones don't count as words."""

    groups: tuple[Purpose, ...]
    corpus: Corpus

    def alike(self, text: Text) -> dict[str, float]:
        """The likeness of each group that has anything in common with the text, by room id."""
        figures = {one.room_id: likeness.likeness(text, one.text, self.corpus) for one in self.groups}
        return {room_id: figure for room_id, figure in figures.items() if figure}


class _Said(msgspec.Struct):
    """Of a stored charter, what is compared."""

    name: str
    purpose: str
    label: str = "internal"


_decoder = msgspec.json.Decoder(_Said)


def purposes(tx: Tx) -> Purposes:
    """What the open groups are for. The writer remembers it until a group changes."""
    return tx.remember(store.PURPOSES, lambda: _load(tx))


def _load(tx: Tx) -> Purposes:
    found: list[Purpose] = []
    for room_id, kind, owner, charter in store.list_texts(tx):
        said = _decoder.decode(charter)
        text = likeness.take_apart(said.name, said.purpose)
        found.append(Purpose(room_id, kind, owner, said.name, said.label, text))
    corpus = likeness.corpus_of(one.text for one in found if one.label != "confidential")
    return Purposes(tuple(found), corpus)

"""Finding what was said, Chinese inside sentences too. Client-Server API §Server side search,
§User directory.

Owns the tables `search_texts`, `search_words` and `search_state`. Notes no changes. The index follows the log behind
the commits (`advance`, a batch at a time): sending knows nothing of it. Who searches first catches it up. What cuts
texts into words is in `words.py`, the same for both databases; a match is decided there, and the index only proposes.
"""

from fangyuan.search.finding import find
from fangyuan.search.indexing import BATCH, advance, forget, is_behind, progress, rebuild
from fangyuan.search.model import KEYS, Found, Group, Match, Token, Wish
from fangyuan.search.people import find_people
from fangyuan.search.words import MOST_TERM, Query, fold, parse

__all__ = [
    "BATCH",
    "KEYS",
    "MOST_TERM",
    "Found",
    "Group",
    "Match",
    "Query",
    "Token",
    "Wish",
    "advance",
    "find",
    "find_people",
    "fold",
    "forget",
    "is_behind",
    "parse",
    "progress",
    "rebuild",
]

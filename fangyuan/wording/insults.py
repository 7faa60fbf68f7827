"""How much a text insults, threatens or shouts at a person, and why.

Hard words about machines, in quotations, at oneself or among laughing friends are no quarrel; a warning shouted on the
shop floor isn't either. Words and weights are data (`data/insults.toml`, `data/insults.json`); see docs/adverts.md.
"""

from __future__ import annotations

import re
from functools import cache

from fangyuan.wording.folding import fold, has_quote
from fangyuan.wording.lexicon import Lexicon, Weights, load, load_weights, names
from fangyuan.wording.scoring import CLEAR, Score, damped, weigh

_HARD = names("abuse initials threat belittle you_are mother go_away reproach mild group_slur censored")
_MARKS = re.compile(r"[!?！？]{2,}")
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")

SAID_AS = {
    "abuse": "wording.abuse",
    "you_are": "wording.abuse",
    "mother": "wording.abuse",
    "mild": "wording.abuse",
    "censored": "wording.abuse_hidden",
    "hard_directed": "wording.belittle",
    "group_slur": "wording.abuse",
    "initials": "wording.abuse_hidden",
    "go_away": "wording.go_away",
    "threat": "wording.threat",
    "belittle": "wording.belittle",
    "reproach": "wording.belittle",
    "sarcasm_directed": "wording.sarcasm",
    "shouted": "wording.shouted",
    "swear_directed": "wording.swear",
}


def score_insult(text: str) -> Score:
    """How certain it is that this text attacks a person, 0 to 100, with reasons."""
    folded = fold(text)
    features = find_features(text, folded)
    return weigh(_weights(), features, folded, SAID_AS) if features else CLEAR


def is_shouted(text: str) -> bool:
    """Whether it is shouted: marks upon marks, or mostly capitals."""
    marks = sum(len(run) for run in _MARKS.findall(text))
    if marks >= 3:
        return True
    loud = sum(map(len, _CAPITALS.findall(text))) if text.upper() != text.lower() else 0
    return loud >= 12 and loud * 2 > sum(map(str.isalpha, text))


def find_features(raw: str, folded: str) -> dict[str, float]:
    """What is in the text, by feature; empty when nothing in it would be a reason."""
    found = _lexicon().find(folded)
    seen = found.keys()
    if seen.isdisjoint(_HARD) and "directed" not in seen:  # nearly every message
        return {}
    shouted = is_shouted(raw)
    if seen.isdisjoint(_HARD) and not (shouted or "swear" in seen or "sarcasm" in seen):
        return {}
    features = damped(found)
    hard = len(seen & _HARD)
    calm = not seen.isdisjoint(("joking", "self", "object", "quote"))
    directed = "directed" in seen
    for name, holds in (
        ("hard_directed", directed and hard),
        ("hards", hard > 1),
        ("many_hards", hard > 2),
        ("shouted", shouted and directed),
        ("shouted_hard", shouted and hard),
        ("swear_directed", directed and "swear" in seen),
        ("sarcasm_directed", directed and "sarcasm" in seen),
        ("calm_one", calm and hard == 1),
        ("undirected", not directed),
        ("in_quotes", has_quote(raw)),
        ("safe_shout", shouted and "safety" in seen),
        ("short", len(folded) < 14),
        ("long", len(folded) > 60),
    ):
        if holds:
            features[name] = 1.0
    return features


@cache
def _lexicon() -> Lexicon:
    return load("insults")


@cache
def _weights() -> Weights:
    return load_weights("insults")

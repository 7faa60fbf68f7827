"""A score from 0 to 100 with its reasons: weighted features, put through the logistic function.

Which features a text has is said in `adverts` and `insults`; what each weighs was learned (tools/learn_wording.py). A
score needs at least one feature that a person understands: runs of characters alone accuse nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

from msgspec import Struct

from fangyuan.wording.lexicon import Weights, sum_grams

_MOST_REASONS = 4
_HOPELESS = -3.0  # log odds from which no runs of characters make a suspicion
_LEAST = 0.35  # what a feature must add to be called a reason


class Score(Struct, frozen=True):
    """`score` 0 to 100, percent of certainty; `reasons` are locale keys, the weightiest first."""

    score: int = 0
    reasons: tuple[str, ...] = ()


CLEAR = Score()


def weigh(weights: Weights, features: Mapping[str, float], text: str, said_as: Mapping[str, str]) -> Score:
    """The score of these features. `said_as` names the locale key of those features that are reasons."""
    known = weights.features
    added = {name: known.get(name, 0.0) * value for name, value in features.items()}
    speaking = sorted(((-part, name) for name, part in added.items() if part > _LEAST and name in said_as))
    if not speaking:
        return CLEAR
    sum_ = weights.bias + sum(added.values())
    if sum_ > _HOPELESS:
        sum_ += sum_grams(weights.grams, text)
    score = round(100 / (1 + exp(-max(-30.0, min(30.0, sum_)))))
    keys = dict.fromkeys(said_as[name] for _, name in speaking)
    return Score(score, tuple(keys)[:_MOST_REASONS])


def damped(found: Mapping[str, int]) -> dict[str, float]:
    """Counts as values of features: the second entry of a kind says less than the first, the fourth nothing."""
    return {name: _DAMPED[min(count, 3)] for name, count in found.items()}


_DAMPED = (0.0, 1.0, 1.5, 1.8)

"""Learns the weights of adverts and insults from the labelled messages in tests/wording/data.

    .venv/bin/python -m tools.learn_wording            learns and writes fangyuan/wording/data/*.json
    .venv/bin/python -m tools.learn_wording --try      five folds by topic over what may be looked at; writes nothing

Plain logistic regression with a penalty: the same messages give the same weights. The families in aside.txt are never
learned from. A run of characters is learned only if it occurs in several topics, so that it is a way of speaking and
not a memory of one message.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from math import exp
from pathlib import Path
from random import Random

import msgspec

from fangyuan.wording import adverts, insults
from fangyuan.wording.folding import fold
from fangyuan.wording.lexicon import grams
from tools.labelled import Message, load_messages

DATA = Path(__file__).parent.parent / "fangyuan" / "wording" / "data"
EPOCHS, RATE = 40, 0.25
PENALTY, GRAM_PENALTY = 0.03, 0.04
BIAS_PENALTY = 0.02
LEAST_TOPICS, MOST_GRAM = 5, 0.4


@dataclass
class Task:
    """One thing to learn: which label is meant, and how a text becomes features."""

    name: str
    label: str
    features: Callable[[str, str], dict[str, float]]


TASKS = (
    Task("adverts", "advert", lambda raw, folded: adverts.find_features(raw, folded)),
    Task("insults", "quarrel", insults.find_features),
)


@dataclass
class Sample:
    message: Message
    features: dict[str, float]
    grams: dict[str, float]
    wanted: float


def samples_of(task: Task, messages: list[Message]) -> list[Sample]:
    """A message without features gets no score, so nothing is learned of it."""
    made: list[Sample] = []
    for message in messages:
        folded = fold(message.text)
        features = task.features(message.text, folded)
        damping = 1 / (1 + len(folded) / 400)
        runs = dict.fromkeys(grams(folded), damping) if features else {}
        made.append(Sample(message, features, runs, float(message.label == task.label)))
    return made


def learn(samples: list[Sample], prior: dict[str, float]) -> tuple[float, dict[str, float], dict[str, float]]:
    """Bias, weights of features, weights of runs."""
    samples = [sample for sample in samples if sample.features]
    kept = _common_grams(samples)
    chance = Random(0)
    bias, features, runs = prior["bias"], dict(prior), dict.fromkeys(kept, 0.0)
    order = list(range(len(samples)))
    for epoch in range(EPOCHS):
        rate = RATE / (1 + epoch / 8)
        chance.shuffle(order)
        for index in order:
            sample = samples[index]
            mine = [run for run in sample.grams if run in kept]
            value = next(iter(sample.grams.values()), 0.0)
            total = bias + sum(features.get(name, 0.0) * one for name, one in sample.features.items())
            total += value * sum(runs[run] for run in mine)
            error = sample.wanted - 1 / (1 + exp(-max(-30.0, min(30.0, total))))
            bias += rate * (error - BIAS_PENALTY * (bias - prior["bias"])) * 0.5
            for name, one in sample.features.items():
                old = features.get(name, 0.0)
                features[name] = old + rate * (error * one - PENALTY * (old - prior.get(name, 0.0))) * 0.5
            for run in mine:
                new = runs[run] + rate * (error * value * 0.3 - GRAM_PENALTY * runs[run])
                runs[run] = max(-MOST_GRAM, min(MOST_GRAM, new))
    features.pop("bias", None)
    return bias, features, runs


def _common_grams(samples: list[Sample]) -> frozenset[str]:
    topics: dict[str, set[str]] = {}
    for sample in samples:
        for run in sample.grams:
            topics.setdefault(run, set()).add(sample.message.topic)
    return frozenset(run for run, where in topics.items() if len(where) >= LEAST_TOPICS and run.strip())


def predict(sample: Sample, learned: tuple[float, dict[str, float], dict[str, float]], task: Task) -> int:
    """The score as the server would give it."""
    bias, features, runs = learned
    said = adverts.SAID_AS if task.name == "adverts" else insults.SAID_AS
    added = {name: features.get(name, 0.0) * one for name, one in sample.features.items()}
    if not any(part > 0.35 and name in said for name, part in added.items()):
        return 0
    total = bias + sum(added.values())
    if total > -3.0:
        total += next(iter(sample.grams.values()), 0.0) * sum(runs.get(run, 0.0) for run in sample.grams)
    return round(100 / (1 + exp(-max(-30.0, min(30.0, total)))))


def main() -> None:
    messages = [message for message in load_messages() if not message.aside]
    for task in TASKS:
        samples = samples_of(task, messages)
        if "--try" in sys.argv:
            _try(task, samples)
            continue
        bias, features, runs = learn(samples, _prior(task))
        weights = {
            "bias": round(bias, 3),
            "features": {name: round(weight, 3) for name, weight in sorted(features.items())},
            "grams": {run: round(one, 3) for run, one in sorted(runs.items()) if abs(one) >= 0.03},
        }
        encoded = msgspec.json.format(msgspec.json.encode(weights), indent=1)
        (DATA / f"{task.name}.json").write_bytes(encoded + b"\n")
        print(f"{task.name}: {len(features)} features, {sum(abs(one) >= 0.03 for one in runs.values())} runs")


def _prior(task: Task) -> dict[str, float]:
    """What each feature is believed to weigh before any message was seen; the messages move it."""
    return msgspec.toml.decode((Path(__file__).parent / "wording_prior.toml").read_bytes())[task.name]


def _try(task: Task, samples: list[Sample]) -> None:
    topics = sorted({sample.message.topic for sample in samples})
    Random(1).shuffle(topics)
    scored: list[tuple[int, Sample]] = []
    for fold_number in range(5):
        out = set(topics[fold_number::5])
        learned = learn([sample for sample in samples if sample.message.topic not in out], _prior(task))
        scored += [(predict(one, learned, task), one) for one in samples if one.message.topic in out]
    for threshold in (50, 60, 70, 80, 85, 90, 95):
        said = [one for score, one in scored if score >= threshold]
        right = sum(one.wanted for one in said)
        every = sum(one.wanted for one in samples)
        print(
            f"{task.name} {threshold}: precision {right / max(1, len(said)):.3f} recall {right / every:.3f}"
        )
    if "--errors" in sys.argv:
        for score, one in sorted(scored, key=lambda pair: -pair[0]):
            if (score >= 50) != bool(one.wanted):
                print(
                    score,
                    one.message.label,
                    one.message.family,
                    one.message.text[:110].replace("\n", "/"),
                    sorted(one.features),
                )


if __name__ == "__main__":
    main()

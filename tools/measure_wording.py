"""How good the scores of adverts and insults are, on the labelled messages that are kept aside.

    .venv/bin/python -m tools.measure_wording            the tables of docs/adverts.md
    .venv/bin/python -m tools.measure_wording --write    the same, put into docs/adverts.md

Precision: of what would be stopped, how much deserves it. Recall: of what deserves it, how much would be stopped.
Behind each its 95 % interval (Wilson). Each message is judged by the threshold of a new group of its kind.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from math import sqrt
from pathlib import Path

from fangyuan.charter import kinds
from fangyuan.charter.clauses import Adverts
from fangyuan.wording.adverts import score_advert
from fangyuan.wording.insults import score_insult
from fangyuan.wording.quarrels import INSULT
from tools.labelled import Message, load_messages

PAGE = Path(__file__).parent.parent / "docs" / "adverts.md"
_BEGIN, _END = "<!-- measured -->\n", "<!-- end of measured -->\n"
_Z = 1.96

Judge = Callable[[Message], bool]


def thresholds() -> dict[str, int]:
    """By kind of group, from which score on a new group stops a message."""
    return {
        kind.id: clause.score for kind in kinds() for clause in kind.clauses if isinstance(clause, Adverts)
    }


def is_stopped(message: Message) -> bool:
    """Whether a new group of its kind takes it for an advert."""
    return score_advert(message.text).score >= thresholds().get(message.kind, 80)


def is_insult(message: Message) -> bool:
    """Whether it counts as an insult in a quarrel."""
    return score_insult(message.text).score >= INSULT


class Figures:
    """How often a judge was right."""

    def __init__(self, messages: Iterable[Message], label: str, judge: Judge) -> None:
        judged = [(message.label == label, judge(message)) for message in messages]
        self.messages = len(judged)
        self.wanted = sum(wanted for wanted, _ in judged)
        self.said = sum(said for _, said in judged)
        self.right = sum(wanted and said for wanted, said in judged)

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    def row(self, name: str) -> str:
        false = self.said - self.right
        shares = (_share(self.right, self.said), _share(self.right, self.wanted))
        return f"| {name} | {self.messages} | {self.wanted} | {false} | {' | '.join(shares)} |"


def _share(part: int, whole: int) -> str:
    """0.98 (0.95–0.99), by Wilson's interval."""
    if not whole:
        return "–"
    share, square = part / whole, _Z * _Z / whole
    middle = (share + square / 2) / (1 + square)
    half = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole)) / (1 + square)
    return f"{share:.3f} ({max(0.0, middle - half):.2f}–{min(1.0, middle + half):.2f})"


def tables() -> str:
    """The measured part of the page."""
    aside = [message for message in load_messages() if message.aside]
    return "\n".join(
        (
            *_table("Adverts / 推销", aside, "advert", is_stopped),
            "",
            *_table("Insults / 辱骂", aside, "quarrel", is_insult),
            "",
        )
    )


def _table(title: str, messages: list[Message], label: str, judge: Judge) -> list[str]:
    rows = [("all / 全部", messages)]
    rows += [(f"lang: {lang}", [one for one in messages if one.lang == lang]) for lang in ("zh", "en")]
    present = sorted({one.kind for one in messages})
    rows += [(f"kind: {kind}", [one for one in messages if one.kind == kind]) for kind in present]
    rows += [("near misses / 难例", [one for one in messages if one.near_miss or one.label == label])]
    late = [one for one in messages if one.topic.startswith("aside")]
    rows += [("written last / 最后写的", late)]
    head = f"| {title} | messages | wanted | false alarms | precision | recall |"
    return [head, "|---|---|---|---|---|---|"] + [
        Figures(some, label, judge).row(name) for name, some in rows
    ]


def main() -> None:
    measured = tables()
    if "--write" not in sys.argv:
        print(measured)
        return
    page = PAGE.read_text("utf-8")
    before, rest = page.split(_BEGIN)
    PAGE.write_text(before + _BEGIN + measured + _END + rest.split(_END)[1], "utf-8")


if __name__ == "__main__":
    main()

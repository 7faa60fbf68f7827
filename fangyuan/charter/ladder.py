"""The ladder of a kind of group: what comes of the first breach, of the second, and so on. Data in `kinds/*.toml`."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Rung = Literal["word", "slow", "mute"]
_MINUTE_MS = 60_000
_DAY_MS = 86_400_000


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One rung. `minutes` is how long it lasts; `every_seconds`, of slow mode: the time between two messages."""

    act: Rung
    minutes: Annotated[int, Meta(ge=0, le=43_200)] = 0
    every_seconds: Annotated[int, Meta(ge=0, le=86_400)] = 0

    @property
    def lasts_ms(self) -> int:
        return self.minutes * _MINUTE_MS


class Ladder(Struct, frozen=True, forbid_unknown_fields=True):
    """The steps in their order; the last one stays. A breach counts for the next one for `fade_days`."""

    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=10)]
    fade_days: Annotated[int, Meta(ge=1, le=365)] = 30

    def step(self, count: int) -> Step:
        """What comes of the `count`th breach that counts, 1 being the first."""
        return self.steps[min(max(count, 1), len(self.steps)) - 1]

    @property
    def fades_ms(self) -> int:
        return self.fade_days * _DAY_MS


USUAL = Ladder((Step("word"), Step("slow", 60, 60), Step("mute", 60)))
"""Of kinds that say nothing of it."""

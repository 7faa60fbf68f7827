"""Rate limits: a token bucket for each (rate, who). Time is handed in."""

from __future__ import annotations

from fangyuan.kernel.config import Limits
from fangyuan.kernel.errors import LimitExceeded

_MOST_BUCKETS = 100_000


class RateLimiter:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._buckets: dict[tuple[str, str], tuple[float, int]] = {}

    def check(self, rate: str, who: str, now_ms: int) -> None:
        """Takes one token of `rate` for `who`, or raises LimitExceeded with the time until there is one."""
        if not self._limits.enabled:
            return
        per_ms: float = getattr(self._limits, f"{rate}_per_minute") / 60_000
        burst: int = getattr(self._limits, f"{rate}_burst")
        tokens, last_ms = self._buckets.get((rate, who), (float(burst), now_ms))
        tokens = min(float(burst), tokens + (now_ms - last_ms) * per_ms)
        if tokens < 1:
            raise LimitExceeded(int((1 - tokens) / per_ms) + 1)
        if len(self._buckets) >= _MOST_BUCKETS:
            self._forget_full(now_ms)
        self._buckets[(rate, who)] = (tokens - 1, now_ms)

    def _forget_full(self, now_ms: int) -> None:
        """Drops the buckets that have filled up again; all of them when everybody is busy at once."""
        kept = {key: value for key, value in self._buckets.items() if now_ms - value[1] < 60_000}
        self._buckets = kept if len(kept) < _MOST_BUCKETS else {}

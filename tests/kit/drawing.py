"""How many examples hypothesis draws: enough for each run, or thoroughly, for a night."""

from __future__ import annotations

import os

VARIABLE = "FANGYUAN_HYPOTHESIS"
THOROUGH = "thorough"
TIMES = 4


def drawn(examples: int) -> int:
    """This many in an ordinary run, several times as many in a thorough one."""
    how = os.environ.get(VARIABLE, "")
    if how not in ("", THOROUGH):
        raise ValueError(f"{VARIABLE}: {how} is unknown; {THOROUGH} or nothing")
    return examples * TIMES if how else examples

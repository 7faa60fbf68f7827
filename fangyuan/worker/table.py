"""Which function a kind of job calls: `domain.act` -> that domain's function `(tx, payload)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fangyuan.db import Tx

JobFunction = Callable[[Tx, Any], object]

JOBS: Mapping[str, JobFunction] = {}

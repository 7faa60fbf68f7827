"""What the web client offers for a clause is what the clause may do."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import fangyuan
from fangyuan.charter.clauses import Clause
from fangyuan.kernel import json

CHOICES = Path(fangyuan.__file__).parent.parent / "web" / "src" / "store" / "clauseVerdicts.json"


def test_the_verdicts_that_the_web_client_offers() -> None:
    """In the same order, because the first is the usual one; types with a single verdict have no choice."""
    may = {
        str(clause.__struct_config__.tag): list(clause.VERDICTS)
        for clause in get_args(Clause)
        if len(clause.VERDICTS) > 1
    }
    assert json.decode(CHOICES.read_bytes()) == may

from __future__ import annotations

import pytest

from tests.kit.drawing import VARIABLE, drawn


@pytest.mark.parametrize(("how", "examples"), [("", 10), ("thorough", 40)])
def test_a_thorough_run_draws_more(monkeypatch: pytest.MonkeyPatch, how: str, examples: int) -> None:
    monkeypatch.setenv(VARIABLE, how)
    assert drawn(10) == examples


def test_a_typing_error_makes_no_run_shallow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "thorogh")
    with pytest.raises(ValueError, match="thorogh is unknown"):
        drawn(10)

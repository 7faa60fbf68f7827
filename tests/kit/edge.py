"""What every answer has, whatever it is: §API standards."""

from __future__ import annotations

from collections.abc import Mapping

from tests.kit.client import Answer
from tests.kit.talk import verdict


def check_cors(headers: Mapping[str, str]) -> None:
    """§Web browser clients."""
    assert headers["Access-Control-Allow-Origin"] == "*"
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
        assert method in headers["Access-Control-Allow-Methods"]
    allowed = headers["Access-Control-Allow-Headers"].lower()
    for header in ("x-requested-with", "content-type", "authorization"):
        assert header in allowed


def check_error(answer: Answer, status: int, errcode: str) -> None:
    """§Standard error response."""
    assert verdict(answer) == (status, errcode)
    assert isinstance(answer.body["error"], str)
    assert answer.headers["Content-Type"] == "application/json"
    check_cors(answer.headers)

"""Requests that want an answer only if something changed. RFC 9110 §13."""

from __future__ import annotations


def matches(said: str | None, etag: str) -> bool:
    """Whether who sent this If-None-Match has it already."""
    if said is None:
        return False
    return said.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in said.split(",")}

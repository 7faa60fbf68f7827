"""Deprecated calls that only the conformance suites of the test mode get: /events, /initialSync."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

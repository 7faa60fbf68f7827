"""MSC4140: delayed events."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

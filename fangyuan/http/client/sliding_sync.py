"""MSC4186: simplified sliding sync."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

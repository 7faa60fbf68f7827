"""Client-Server API §Presence."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

"""Client-Server API §Room Upgrades."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

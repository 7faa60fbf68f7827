"""Client-Server API §Server-side key backups."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

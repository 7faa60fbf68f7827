"""Client-Server API §Content repository."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

"""Client-Server API §Server Side Search."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

"""Client-Server API §Third-party Networks; application service ping."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

"""Client-Server API §Reporting Content."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

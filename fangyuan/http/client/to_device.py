"""Client-Server API §Send-to-Device messaging."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

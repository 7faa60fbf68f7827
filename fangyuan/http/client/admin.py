"""Client-Server API §Server Administration: whois, locking, suspension."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

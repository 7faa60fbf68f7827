"""Client-Server API §Voice over IP; MSC4143 transports."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

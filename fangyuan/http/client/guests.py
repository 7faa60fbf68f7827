"""Client-Server API §Guest Access."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

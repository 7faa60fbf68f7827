"""Client-Server API §Spaces, room summaries, mutual rooms."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

"""Client-Server API §Push Notifications: pushers, and the list of notifications."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

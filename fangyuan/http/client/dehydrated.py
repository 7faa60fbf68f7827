"""MSC3814: dehydrated devices."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

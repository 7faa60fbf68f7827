"""The calls of Synapse's Admin API that provisioning tools use."""

from __future__ import annotations

from fangyuan.http.routes import Route

ROUTES: list[Route] = []

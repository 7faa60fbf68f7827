"""Our own API, /_fangyuan/v1: groups and charters, the directory, the audit log. Described by OpenAPI 3.1."""

from __future__ import annotations

from fangyuan.http import openapi
from fangyuan.http.governance import (
    audit,
    census,
    charters,
    directory,
    fairness,
    groups,
    guests,
    held,
    imports,
    keeping,
    lifecycle,
    looks,
    me,
    mentions,
    merges,
    policies,
    proposals,
    reach,
    reports,
    today,
    word_lists,
)
from fangyuan.http.routes import Route

_SECTIONS = (
    audit,
    census,
    charters,
    directory,
    fairness,
    groups,
    guests,
    held,
    imports,
    keeping,
    lifecycle,
    looks,
    me,
    mentions,
    merges,
    policies,
    proposals,
    reach,
    reports,
    today,
    word_lists,
)


def all_routes() -> list[Route]:
    """Every route of it, and the one that serves their description."""
    routes = [route for section in _SECTIONS for route in section.ROUTES]
    return [*routes, openapi.route(routes)]

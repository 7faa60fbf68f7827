"""The Matrix Client-Server API, one file for each section of the spec."""

from __future__ import annotations

from fangyuan.http.client import (
    account,
    account_data,
    devices,
    filter,
    keys,
    login,
    membership,
    messages,
    profile,
    push_rules,
    receipts,
    relations,
    rooms,
    sync,
    versions,
)
from fangyuan.http.routes import Route


def all_routes() -> list[Route]:
    sections = (
        account,
        account_data,
        devices,
        filter,
        keys,
        login,
        membership,
        messages,
        profile,
        push_rules,
        receipts,
        relations,
        rooms,
        sync,
        versions,
    )
    return [route for section in sections for route in section.ROUTES]

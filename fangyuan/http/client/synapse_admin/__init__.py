"""The part of Synapse's admin API that provisioning tools call, under /_synapse/admin. Not of the Matrix spec.

Only administrators get an answer; each act leaves a row in the audit log. Decision 0014 says what is left out and why.
"""

from __future__ import annotations

from fangyuan.http.client.synapse_admin import devices, media, registration, rooms, users

ROUTES = [*registration.ROUTES, *users.ROUTES, *devices.ROUTES, *rooms.ROUTES, *media.ROUTES]

"""What people report: messages, rooms and colleagues. Filing, looking at, dealing with.

Owns the table `reports`; notes no changes for clients. A report keeps what it speaks of as it was then, with the few
messages before it, so that a redaction takes nothing out of it. Client-Server API §Reporting content.
"""

from fangyuan.moderation.actions import report_event, report_room, report_user, resolve
from fangyuan.moderation.answers import answered
from fangyuan.moderation.listing import get, list_reports, may_moderate
from fangyuan.moderation.model import OUTCOMES, Measures, Report

__all__ = [
    "OUTCOMES",
    "Measures",
    "Report",
    "answered",
    "get",
    "list_reports",
    "may_moderate",
    "report_event",
    "report_room",
    "report_user",
    "resolve",
]

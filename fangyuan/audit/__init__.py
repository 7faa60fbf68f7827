"""The hash-chained log of every governing act: who did what to whom, before, after and why.

Owns the table `audit`. Notes no changes for clients. Each row's hash covers its content and the hash before
it, so a row that was changed, removed, put in or moved is found by `verify`. What the chain can't show by
itself is that its newest rows were cut off: `verify` names the head's hash, to be kept elsewhere and handed
back as `expect`.
"""

from fangyuan.audit.actions import record
from fangyuan.audit.model import FIRST_HASH, Act, Entry, Flaw, Verified, describe, to_json
from fangyuan.audit.store import Filters, head, list_entries, list_latest
from fangyuan.audit.verification import export_lines, line_of, verify, verify_lines

__all__ = [
    "FIRST_HASH",
    "Act",
    "Entry",
    "Filters",
    "Flaw",
    "Verified",
    "describe",
    "export_lines",
    "head",
    "line_of",
    "list_entries",
    "list_latest",
    "record",
    "to_json",
    "verify",
    "verify_lines",
]

"""Groups: rooms with a charter. Founding, members true to the audience, acceptance, refusals, the house's account.

Owns the tables `groups`, `charter_versions`, `audience_exceptions`, `house_chats`, `told`. Its changes are events.
Every client's way into a room (create, join, invite, leave, send, state) passes here: none goes round the charter.
"""

from fangyuan.groups.audience import (
    EXPIRE,
    add_exception,
    admitted,
    close_account,
    expire_exception,
    explain,
    follow_directory,
    reconcile,
    revoke_exception,
    wanted,
)
from fangyuan.groups.founding import (
    amend,
    check_may_govern,
    create_room,
    found,
    get,
    list_groups,
    may_govern,
)
from fangyuan.groups.house import ensure_house, house, tell, tell_once
from fangyuan.groups.membership import ban, invite, join, kick, knock, leave, unban
from fangyuan.groups.model import FREE_KINDS, AudienceException, Group
from fangyuan.groups.store import list_exceptions, list_open, list_versions
from fangyuan.groups.talking import accept, put_state, send

__all__ = [
    "EXPIRE",
    "FREE_KINDS",
    "AudienceException",
    "Group",
    "accept",
    "add_exception",
    "admitted",
    "amend",
    "ban",
    "check_may_govern",
    "close_account",
    "create_room",
    "ensure_house",
    "expire_exception",
    "explain",
    "follow_directory",
    "found",
    "get",
    "house",
    "invite",
    "join",
    "kick",
    "knock",
    "leave",
    "list_exceptions",
    "list_groups",
    "list_open",
    "list_versions",
    "may_govern",
    "put_state",
    "reconcile",
    "revoke_exception",
    "send",
    "tell",
    "tell_once",
    "unban",
    "wanted",
]

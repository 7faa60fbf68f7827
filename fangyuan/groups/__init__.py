"""Groups: rooms with a charter. Founding, members true to the audience, acceptance, refusals, the house's account.

Owns the tables `groups`, `charter_versions`, `audience_exceptions`, `house_chats`, `told`, `org_spaces`. Its changes
are events.
Every client's way into a room (create, join, invite, leave, send, redact, state) passes here: none goes round the
charter. Top to bottom: `talking | files | closing`, `upgrading | creating`, `charters`, `membership`, `exceptions`,
`size`, `audience`, and below them `spaces`, `refusals`, `settings`, `register`, `house`.
"""

from fangyuan.groups.audience import admitted, close_account, explain, follow_directory, reconcile, wanted
from fangyuan.groups.charters import amend, found
from fangyuan.groups.closing import dissolve
from fangyuan.groups.creating import create_room
from fangyuan.groups.exceptions import EXPIRE, add_exception, expire_exception, revoke_exception
from fangyuan.groups.files import check_late_file
from fangyuan.groups.house import check_name, ensure_house, house, say, tell, tell_once
from fangyuan.groups.membership import ban, invite, join, kick, knock, leave, unban
from fangyuan.groups.model import FREE_KINDS, AudienceException, Group
from fangyuan.groups.register import (
    check_may_govern,
    get,
    get_visible,
    list_confidential,
    list_groups,
    may_govern,
)
from fangyuan.groups.spaces import FOLLOW, check_not_org_space, follow, set_org_spaces
from fangyuan.groups.store import list_exceptions, list_open, list_versions
from fangyuan.groups.talking import accept, put_state, redact, send
from fangyuan.groups.upgrading import upgrade

__all__ = [
    "EXPIRE",
    "FOLLOW",
    "FREE_KINDS",
    "AudienceException",
    "Group",
    "accept",
    "add_exception",
    "admitted",
    "amend",
    "ban",
    "check_late_file",
    "check_may_govern",
    "check_name",
    "check_not_org_space",
    "close_account",
    "create_room",
    "dissolve",
    "ensure_house",
    "expire_exception",
    "explain",
    "follow",
    "follow_directory",
    "found",
    "get",
    "get_visible",
    "house",
    "invite",
    "join",
    "kick",
    "knock",
    "leave",
    "list_confidential",
    "list_exceptions",
    "list_groups",
    "list_open",
    "list_versions",
    "may_govern",
    "put_state",
    "reconcile",
    "redact",
    "revoke_exception",
    "say",
    "send",
    "set_org_spaces",
    "tell",
    "tell_once",
    "unban",
    "upgrade",
    "wanted",
]

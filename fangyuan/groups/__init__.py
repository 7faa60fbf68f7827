"""Groups: rooms with a charter. Founding, members true to the audience, acceptance, refusals, the house's account.

Owns the tables `groups`, `charter_versions`, `audience_exceptions`, `house_chats`, `house_questions`, `told`,
`org_spaces`, `held_messages`, `merges`, `merge_signatures`. Its changes are events.
Every client's way into a room (create, join, invite, leave, send, redact, state) passes here: none goes round the
charter. Top to bottom: `talking | files | closing | archiving | owning | reviewing`, `answers | orders`, `offering`,
`upgrading | creating`, `moving | merging`, `diverting | uniting`, `charters`, `membership | outsiders`, `exceptions`,
`size`, `audience`, `refusals`, `holding`, `approvers`, `appeals | restraints`, `succession`, `revising`, and below them
`contacts | offices | looking`, `spaces`, `settings`, `register | purposes`, `asking`, `house`.
"""

from fangyuan.groups.answers import REPORT_ANSWERED
from fangyuan.groups.appeals import appeal, judges, list_to_decide
from fangyuan.groups.appeals import decide as decide_appeal
from fangyuan.groups.appeals import list_for as list_appeals
from fangyuan.groups.approvers import list_asked, list_held, list_own_held
from fangyuan.groups.archiving import archive, put_away, restore
from fangyuan.groups.asking import (
    Question,
    Said,
    ask,
    find_question,
    forget_questions,
    list_subjects,
    list_who_was_asked,
    read_answer,
)
from fangyuan.groups.audience import (
    admitted,
    close_account,
    explain,
    follow_directory,
    people_of,
    reconcile,
    replace_absent_owners,
    wanted,
)
from fangyuan.groups.charters import Founding, amend, found, found_planned, plan, write_retention
from fangyuan.groups.closing import close, dissolve
from fangyuan.groups.contacts import answer as answer_contact
from fangyuan.groups.contacts import check_seen, does_see, list_unseen, org_seen
from fangyuan.groups.creating import create_room
from fangyuan.groups.diverting import post_in_name, send_to_social, social_for
from fangyuan.groups.exceptions import EXPIRE, add_exception, expire_exception, revoke_exception
from fangyuan.groups.files import check_late_file
from fangyuan.groups.held_model import Held
from fangyuan.groups.holding import DUE, drop_old_held, due, line_of, withdraw
from fangyuan.groups.holding import decide as decide_held
from fangyuan.groups.house import (
    TELL,
    check_name,
    ensure_house,
    house,
    is_chat_with,
    post,
    say,
    show,
    tell,
    tell_all,
    tell_once,
    tell_people,
)
from fangyuan.groups.looking import Look, file_look, is_look, list_looks
from fangyuan.groups.membership import ban, invite, join, kick, knock, leave, unban
from fangyuan.groups.mentioning import MentionCost, mention_cost
from fangyuan.groups.merging import (
    EXPIRE_MERGE,
    decline_merge,
    expire_merge,
    get_merge,
    list_merges,
    list_to_sign,
    plan_of_merge,
    propose_merge,
    sign_merge,
    valid_signatures,
)
from fangyuan.groups.merging_model import Merge, Signature
from fangyuan.groups.model import FREE_KINDS, PURGED_TYPE, RETENTION_TYPE, AudienceException, Group
from fangyuan.groups.moving import Moved, move_message
from fangyuan.groups.offering import divert
from fangyuan.groups.offices import (
    check_not_protected,
    check_reportable,
    seal,
    set_offices,
    set_reach_policy,
)
from fangyuan.groups.outsiders import (
    END_GUEST,
    WARN_SPONSOR,
    GuestWish,
    change_guest,
    end_due_guest,
    end_guest,
    may_manage,
    warn_sponsor,
    welcome,
)
from fangyuan.groups.owning import hand_over
from fangyuan.groups.purposes import Purpose, Purposes, purposes
from fangyuan.groups.register import (
    check_may_govern,
    check_open,
    check_reason,
    find_governed_by,
    get,
    get_visible,
    list_confidential,
    list_groups,
    list_own,
    list_to_accept,
    may_govern,
    may_govern_all,
    may_see_all,
    name_of,
)
from fangyuan.groups.restraints import (
    lift,
    lift_group,
    mute_group,
    restrain,
    strike_by_hand,
)
from fangyuan.groups.reviewing import renew
from fangyuan.groups.spaces import FOLLOW, check_not_org_space, follow, set_org_spaces
from fangyuan.groups.store import (
    list_after,
    list_all,
    list_among,
    list_exceptions,
    list_founded_before,
    list_open,
    list_review_due,
    list_versions,
)
from fangyuan.groups.succession import list_absent, shown
from fangyuan.groups.talking import accept, put_state, redact, remove_message, send
from fangyuan.groups.upgrading import upgrade

__all__ = [
    "DUE",
    "END_GUEST",
    "EXPIRE",
    "EXPIRE_MERGE",
    "FOLLOW",
    "FREE_KINDS",
    "PURGED_TYPE",
    "REPORT_ANSWERED",
    "RETENTION_TYPE",
    "TELL",
    "WARN_SPONSOR",
    "AudienceException",
    "Founding",
    "Group",
    "GuestWish",
    "Held",
    "Look",
    "MentionCost",
    "Merge",
    "Moved",
    "Purpose",
    "Purposes",
    "Question",
    "Said",
    "Signature",
    "accept",
    "add_exception",
    "admitted",
    "amend",
    "answer_contact",
    "appeal",
    "archive",
    "ask",
    "ban",
    "change_guest",
    "check_late_file",
    "check_may_govern",
    "check_name",
    "check_not_org_space",
    "check_not_protected",
    "check_open",
    "check_reason",
    "check_reportable",
    "check_seen",
    "close",
    "close_account",
    "create_room",
    "decide_appeal",
    "decide_held",
    "decline_merge",
    "dissolve",
    "divert",
    "does_see",
    "drop_old_held",
    "due",
    "end_due_guest",
    "end_guest",
    "ensure_house",
    "expire_exception",
    "expire_merge",
    "explain",
    "file_look",
    "find_governed_by",
    "find_question",
    "follow",
    "follow_directory",
    "forget_questions",
    "found",
    "found_planned",
    "get",
    "get_merge",
    "get_visible",
    "hand_over",
    "house",
    "invite",
    "is_chat_with",
    "is_look",
    "join",
    "judges",
    "kick",
    "knock",
    "leave",
    "lift",
    "lift_group",
    "line_of",
    "list_absent",
    "list_after",
    "list_all",
    "list_among",
    "list_appeals",
    "list_asked",
    "list_confidential",
    "list_exceptions",
    "list_founded_before",
    "list_groups",
    "list_held",
    "list_looks",
    "list_merges",
    "list_open",
    "list_own",
    "list_own_held",
    "list_review_due",
    "list_subjects",
    "list_to_accept",
    "list_to_decide",
    "list_to_sign",
    "list_unseen",
    "list_versions",
    "list_who_was_asked",
    "may_govern",
    "may_govern_all",
    "may_manage",
    "may_see_all",
    "mention_cost",
    "move_message",
    "mute_group",
    "name_of",
    "org_seen",
    "people_of",
    "plan",
    "plan_of_merge",
    "post",
    "post_in_name",
    "propose_merge",
    "purposes",
    "put_away",
    "put_state",
    "read_answer",
    "reconcile",
    "redact",
    "remove_message",
    "renew",
    "replace_absent_owners",
    "restore",
    "restrain",
    "revoke_exception",
    "say",
    "seal",
    "send",
    "send_to_social",
    "set_offices",
    "set_org_spaces",
    "set_reach_policy",
    "show",
    "shown",
    "sign_merge",
    "social_for",
    "strike_by_hand",
    "tell",
    "tell_all",
    "tell_once",
    "tell_people",
    "unban",
    "upgrade",
    "valid_signatures",
    "wanted",
    "warn_sponsor",
    "welcome",
    "withdraw",
    "write_retention",
]

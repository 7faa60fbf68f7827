"""Charters as data, and what they say: `decide(rules, facts)` gives a verdict with clause and reason.

Owns the tables `acceptances` and `policies`, the kinds of group (`kinds/*.toml`) and the default creation
policy (`policy.toml`). It sits below what it governs and is handed facts, so that each rule can be tested as
a table. It takes no position but one for each change of a policy, of which no client is told; whoever calls
it writes the audit rows.
"""

from fangyuan.charter.actions import (
    accept,
    check_may_found,
    copy_acceptances,
    creation_policy,
    has_accepted,
    list_acceptances,
    set_creation_policy,
)
from fangyuan.charter.audience import Explanation, explain, meets, resolve
from fangyuan.charter.audience_words import describe
from fangyuan.charter.checking import check_against_org
from fangyuan.charter.content import is_acceptance, is_post, names_room
from fangyuan.charter.decide import (
    ALLOW,
    Facts,
    Refused,
    Rules,
    Verdict,
    compile_charter,
    decide,
    decide_file,
    decide_join,
    refuse,
    rules_of_state,
)
from fangyuan.charter.model import (
    EVERYONE,
    AcceptFirst,
    Audience,
    ByPeople,
    Charter,
    Clause,
    DatedException,
    InDepartment,
    Keywords,
    LinkDomains,
    MessageKinds,
    Posting,
    RoomMentions,
    SizeBudget,
    decode_charter,
    encode_charter,
)
from fangyuan.charter.parse import draft, parse_audience, parse_charter
from fangyuan.charter.policy import CreationPolicy, Grant, MayNotFound, default_policy
from fangyuan.charter.templates import Kind, find_kind, get_kind, kinds
from fangyuan.charter.text import html, texts, topic
from fangyuan.charter.words import clause_text, clause_words

__all__ = [
    "ALLOW",
    "EVERYONE",
    "AcceptFirst",
    "Audience",
    "ByPeople",
    "Charter",
    "Clause",
    "CreationPolicy",
    "DatedException",
    "Explanation",
    "Facts",
    "Grant",
    "InDepartment",
    "Keywords",
    "Kind",
    "LinkDomains",
    "MayNotFound",
    "MessageKinds",
    "Posting",
    "Refused",
    "RoomMentions",
    "Rules",
    "SizeBudget",
    "Verdict",
    "accept",
    "check_against_org",
    "check_may_found",
    "clause_text",
    "clause_words",
    "compile_charter",
    "copy_acceptances",
    "creation_policy",
    "decide",
    "decide_file",
    "decide_join",
    "decode_charter",
    "default_policy",
    "describe",
    "draft",
    "encode_charter",
    "explain",
    "find_kind",
    "get_kind",
    "has_accepted",
    "html",
    "is_acceptance",
    "is_post",
    "kinds",
    "list_acceptances",
    "meets",
    "names_room",
    "parse_audience",
    "parse_charter",
    "refuse",
    "resolve",
    "rules_of_state",
    "set_creation_policy",
    "texts",
    "topic",
]

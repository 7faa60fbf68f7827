"""Charters as data, and what they say: `decide(rules, facts)` gives a verdict with clause and reason.

Owns the tables `acceptances`, `policies` and `clause_counts`, the kinds of group (`kinds/*.toml`) and the default
creation policy (`policy.toml`). It sits below what it governs and is handed facts, so that each rule can be tested as
a table. It takes no position but one for each change of a policy, of which no client is told; whoever calls
it writes the audit rows.
"""

from fangyuan.charter.actions import (
    accept,
    check_may_found,
    clause_figures,
    copy_acceptances,
    count_observed,
    count_verdict,
    creation_policy,
    has_accepted,
    list_acceptances,
    minute_of_week,
    set_creation_policy,
    set_time_zone,
    time_zone,
)
from fangyuan.charter.audience import Explanation, explain, meets, resolve
from fangyuan.charter.audience_words import describe
from fangyuan.charter.checking import check_against_org
from fangyuan.charter.clauses import (
    AcceptFirst,
    ByPeople,
    Clause,
    ClauseBase,
    Edits,
    Files,
    Keywords,
    Length,
    LinkDomains,
    MessageKinds,
    NoticeLanguage,
    Pace,
    Posting,
    PostingHours,
    RoomMentions,
    SizeBudget,
    clause_words,
)
from fangyuan.charter.content import is_acceptance, is_post, names_room, people_named, says_received
from fangyuan.charter.decide import (
    Rules,
    asks_acceptance,
    compile_charter,
    decide,
    decide_file,
    decide_join,
    rules_of_state,
)
from fangyuan.charter.difference import Change, asks_more, difference
from fangyuan.charter.facts import Facts, FileFact, Need, Paced, Target, VerdictWord, Who
from fangyuan.charter.lines import clause_line
from fangyuan.charter.model import Charter, Label, decode_charter, encode_charter
from fangyuan.charter.parse import draft, next_review, parse_audience, parse_charter
from fangyuan.charter.people import EVERYONE, Audience, DatedException, InDepartment
from fangyuan.charter.policy import CreationPolicy, Grant, MayNotFound, default_policy
from fangyuan.charter.sampling import Sample, samples
from fangyuan.charter.templates import Kind, find_kind, get_kind, kinds
from fangyuan.charter.text import html, texts, topic
from fangyuan.charter.verdict import ALLOW, Observed, Refused, Verdict, refuse
from fangyuan.charter.word_lists import (
    WordList,
    check_word_lists,
    drop_word_list,
    get_word_list,
    read_words,
    set_word_list,
    word_lists,
)

__all__ = [
    "ALLOW",
    "EVERYONE",
    "AcceptFirst",
    "Audience",
    "ByPeople",
    "Change",
    "Charter",
    "Clause",
    "ClauseBase",
    "CreationPolicy",
    "DatedException",
    "Edits",
    "Explanation",
    "Facts",
    "FileFact",
    "Files",
    "Grant",
    "InDepartment",
    "Keywords",
    "Kind",
    "Label",
    "Length",
    "LinkDomains",
    "MayNotFound",
    "MessageKinds",
    "Need",
    "NoticeLanguage",
    "Observed",
    "Pace",
    "Paced",
    "Posting",
    "PostingHours",
    "Refused",
    "RoomMentions",
    "Rules",
    "Sample",
    "SizeBudget",
    "Target",
    "Verdict",
    "VerdictWord",
    "Who",
    "WordList",
    "accept",
    "asks_acceptance",
    "asks_more",
    "check_against_org",
    "check_may_found",
    "check_word_lists",
    "clause_figures",
    "clause_line",
    "clause_words",
    "compile_charter",
    "copy_acceptances",
    "count_observed",
    "count_verdict",
    "creation_policy",
    "decide",
    "decide_file",
    "decide_join",
    "decode_charter",
    "default_policy",
    "describe",
    "difference",
    "draft",
    "drop_word_list",
    "encode_charter",
    "explain",
    "find_kind",
    "get_kind",
    "get_word_list",
    "has_accepted",
    "html",
    "is_acceptance",
    "is_post",
    "kinds",
    "list_acceptances",
    "meets",
    "minute_of_week",
    "names_room",
    "next_review",
    "parse_audience",
    "parse_charter",
    "people_named",
    "read_words",
    "refuse",
    "resolve",
    "rules_of_state",
    "samples",
    "says_received",
    "set_creation_policy",
    "set_time_zone",
    "set_word_list",
    "texts",
    "time_zone",
    "topic",
    "word_lists",
]

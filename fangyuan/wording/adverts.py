"""How much a text is like an advert, a chain letter, a request for votes or a trap, and why.

What makes an advert is that a way to be answered comes together with something offered: a phone number alone is work,
a price alone too. The words and their weights are data (`data/adverts.toml`, `data/adverts.json`); how good they are
stands in docs/adverts.md.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from math import exp, log

from fangyuan.wording.folding import fold, has_quote
from fangyuan.wording.hooks import CodeHook, find_hooks
from fangyuan.wording.lexicon import Lexicon, Weights, load, load_weights, names
from fangyuan.wording.scoring import CLEAR, Score, damped, weigh

_CONTACTS = names(
    "mobile landline call_number wechat wechat_id wechat_evasive wechat_plus wechat_spelled qq qq_number qr "
    "image_qr messenger handle short_link contact_link"
)
_ASKS = names("dm_me join_group plus_reply stop_reply invite click_link image_link order_me en_price_ask")
_OFFERS = names(
    "price discount free scarcity selling sell_price price_offer guarantee first_n pay_after "
    "big_off money_rate"
)
_THEMES = names(
    "microbiz health loan job mlm invest invoice papers gamble adult property course insurance travel fishing"
)
_FAVOURS = frozenset(("vote", "assist", "family_vote", "invite"))
_CHAINS = frozenset(("chain", "chain_count", "chain_threat", "pass_on"))
_WEAK = names("weak_offer weak_theme weak_favour weak_chain weak_ask")
# Alone these raise no doubt.
_HARMLESS = _WEAK | names(
    "work inside warning quoted asking address own_link trade shop narrative unit_price"
)

SUSPICIOUS = 35
"""A score from which it is worth looking where else the same was said."""
_ECHO, _NEWCOMER = 0.8, 1.0  # log odds

SAID_AS = {
    **{name: f"wording.{name}" for name in (*sorted(_THEMES), "vote", "assist")},
    **dict.fromkeys(
        ("seller", "seller_more", "selling", "guarantee", "first_n", "pay_after", "have_source"),
        "wording.selling",
    ),
    **dict.fromkeys(("family_vote", "weak_favour"), "wording.vote"),
    "invite": "wording.assist",
    **dict.fromkeys(_CHAINS, "wording.chain"),
    **dict.fromkeys(
        ("contact_offer", "contact_theme", "ask_offer", "ask_theme", "weak_contact", "weak_asks"),
        "wording.offer_with_contact",
    ),
    **dict.fromkeys(("wechat", "wechat_id", "wechat_plus", "wechat_spelled"), "wording.wechat"),
    **dict.fromkeys(("qq", "qq_number"), "wording.qq"),
    **dict.fromkeys(("mobile", "landline", "call_number"), "wording.phone"),
    **dict.fromkeys(("qr", "image_qr", "image_link"), "wording.qr"),
    **dict.fromkeys(
        ("dm_me", "join_group", "plus_reply", "order_me", "messenger", "handle", "contact_link"),
        "wording.answer_privately",
    ),
    **dict.fromkeys(
        (
            "price",
            "discount",
            "big_off",
            "sell_price",
            "price_offer",
            "offers",
            "weak_offer",
            "unit_price",
            "en_price_ask",
        ),
        "wording.price",
    ),
    **dict.fromkeys(("wechat_evasive", "obfuscated"), "wording.evasive"),
    "short_link": "wording.short_link",
    **dict.fromkeys(("link", "click_link"), "wording.link"),
    "free": "wording.free",
    "scarcity": "wording.scarcity",
    "money_rate": "wording.money_rate",
    "stop_reply": "wording.mass_message",
    "decoration": "wording.decoration",
}


def score_advert(text: str, *, code: CodeHook | None = None, own_domains: Collection[str] = ()) -> Score:
    """How certain it is that a message with this text is an advert, 0 to 100, with reasons.

    `code`: where a QR code in its picture leads. `own_domains` are the company's, whose addresses are no hooks.
    """
    folded = fold(text)
    features = find_features(text, folded, code=code, own_domains=own_domains)
    return weigh(_weights(), features, folded, SAID_AS) if features else CLEAR


def in_context(found: Score, *, echoes: int, is_newcomer: bool) -> Score:
    """The score with what is known beside the text: the same in so many other places, a newcomer's first message.

    It turns a doubt into more of one, and never makes an advert of what isn't like one.
    """
    if found.score < SUSPICIOUS or not (echoes or is_newcomer):
        return found
    share = min(max(found.score, 1), 99) / 100
    sum_ = log(share / (1 - share)) + min(echoes, 3) * _ECHO + is_newcomer * _NEWCOMER
    more = ("wording.echo",) * (echoes > 0) + ("wording.newcomer",) * is_newcomer
    return Score(round(100 / (1 + exp(-sum_))), (*found.reasons, *more))


def find_features(
    raw: str, folded: str, *, code: CodeHook | None = None, own_domains: Collection[str] = ()
) -> dict[str, float]:
    """What is in the text, by feature; empty when nothing in it would be a reason."""
    found = _lexicon().find(folded)
    found.update(find_hooks(raw, folded, own_domains))
    if code is not None:
        found[code] = 1
    seen = found.keys()
    if seen <= _HARMLESS and len(seen & _WEAK) < 2 and "address" not in seen:
        return {}
    features = damped(found)
    contacts, asks = len(seen & _CONTACTS), len(seen & _ASKS)
    offers, themes = len(seen & _OFFERS), len(seen & _THEMES)
    favour = not seen.isdisjoint(_FAVOURS)
    calm = not seen.isdisjoint(("work", "inside", "quoted", "warning"))
    for name, holds in (
        ("contact_offer", contacts and offers),
        ("contact_theme", contacts and themes),
        ("ask_offer", asks and offers),
        ("ask_theme", asks and themes),
        ("offer_theme", offers and themes),
        ("offers", offers > 1),
        ("many_offers", offers > 2),
        ("themes", themes > 1),
        ("contacts", contacts > 1),
        ("favour_link", favour and ("link" in seen or "short_link" in seen)),
        ("favour_address", favour and "address" in seen),
        ("offer_address", (offers or themes) and "address" in seen),
        ("chains", len(seen & _CHAINS) > 1),
        ("calm_contact", calm and contacts),
        ("calm_offer", calm and offers),
        ("calm_theme", calm and themes),
        ("weaks", len(seen & _WEAK) > 1),
        ("weak_contact", contacts and not seen.isdisjoint(_WEAK)),
        ("weak_asks", asks and not seen.isdisjoint(_WEAK)),
        (
            "seller_more",
            "seller" in seen and (contacts or asks or offers or themes or not seen.isdisjoint(_WEAK)),
        ),
        ("in_quotes", has_quote(raw)),
        ("narrative_only", "narrative" in seen and not contacts and not asks),
        (
            "chain_alone",
            "chain" in seen and len(seen & _CHAINS) == 1 and not (contacts or asks or themes or favour),
        ),
        ("link_only", "link" in seen and not (asks or offers or themes or favour)),
        ("asking_short", "asking" in seen and len(folded) < 40 and not contacts),
        ("bare", not (contacts or asks or "chain" in seen or favour)),
    ):
        if holds:
            features[name] = 1.0
    return features


@cache
def _lexicon() -> Lexicon:
    return load("adverts")


@cache
def _weights() -> Weights:
    return load_weights("adverts")

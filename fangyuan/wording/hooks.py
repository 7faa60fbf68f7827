"""The ways in which an advert wants to be answered: numbers, ids, addresses, as they stand in folded text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Literal

from fangyuan.wording.folding import fold
from fangyuan.wording.lexicon import names

CodeHook = Literal["image_qr", "image_link"]
"""Features of a picture with a QR code: of a contact, of a site."""

_SHORTENERS = names(
    "t.cn url.cn dwz.cn dwz.mk suo.im suo.nz u.nu bit.ly tinyurl.com goo.gl is.gd ow.ly cutt.ly "
    "rebrand.ly t.ly rb.gy shorturl.at s.id w.url.cn sourl.cn mrw.so m.tb.cn u.jd.com 3.cn v.douyin.com "
    "kutt.it tiny.cc buff.ly lnkd.in c.tb.cn s.click.taobao.com dwz.date dw4.co 6du.in t.hk.uy yzf.qq.com "
    "i0k.cn reurl.cc pse.is bit.do adf.ly"
)
_CONTACT_HOSTS = names(
    "u.wechat.com wa.me t.me qm.qq.com line.me jq.qq.com discord.gg m.me chat.whatsapp.com telegram.me "
    "wpa.qq.com wxp.qq.com qr.alipay.com"
)
_CONTACT_CODES = ("weixin:", "wxp:", "mqqapi:", "tg:", "begin:vcard", "mecard:", "tel:", "smsto:", "mailto:")
_CONTACT_PATH = re.compile(
    r"weixin\.qq\.com/[grxq]/"
)  # a person, a group or an account; articles lie elsewhere
_DIGITS = "0123456789"
_FEWEST_OF_A_NUMBER = 7  # digits, of the shortest telephone number
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9](?:[\s.·_*~,，、\-—]{0,2}\d){9}(?![\d])")
_LANDLINE = re.compile(
    r"(?<!\d)(?:0\d{2,3}[- ]\d{7,8}|[48]00[- ]?\d{3,4}[- ]?\d{3,4}|\(?\d{3}\)?[ -]\d{3}-\d{4}"
    r"|\+\d{1,3}[ -]\d[\d -]{7,})(?!\d)"
)
_PRICE = re.compile(r"[¥￥$€£] ?\d|\d ?(?:元|块钱|块(?!板)|万元|usd|rmb|dollars|bucks)")
_HOST = re.compile(
    r"(?:https?://|www\.)([a-z0-9.-]+\.[a-z]{2,})|(?<![a-z0-9@._-])((?:[a-z0-9-]+\.)+(?:cn|com|net|top|xyz|vip|cc|ly|me|"
    r"im|gd|gl|co|shop|club|site|info|live|work|app|io|link|fun|win|icu|tk))(?=/|[^a-z0-9.@_-]|$)"
)
_OBFUSCATED = re.compile(
    r"[➊-➓⓪①-⑳⓿㈠-㈩𝟎-𝟿𝐀-𝟋０-９Ａ-Ｚａ-ｚ\u20e3\u200b-\u200d]|[零〇一壹二贰三叁四肆五伍六陆七柒八捌九玖幺]{7,}"
)
_DECORATED = re.compile(r"[🔥💰💵🧧🎁🎉✨⭐🌟💥❗‼⚡👇👉📣📢🏆💎🛒🚀💸🤑🈹🉐🆓🎊✅☎📞🌹🍎🍊💯❤🔔⏰🛍]")


def find_hooks(raw: str, text: str, own_domains: Collection[str] = ()) -> dict[str, int]:
    """Features of `text`, the folded form of `raw`. An address under one of `own_domains` is none."""
    found: dict[str, int] = {}
    if digits := sum(map(text.count, _DIGITS)):
        if digits >= _FEWEST_OF_A_NUMBER:
            if _MOBILE.search(text):
                found["mobile"] = 1
            if _LANDLINE.search(text):
                found["landline"] = 1
        if prices := len(_PRICE.findall(text)):
            found["price"] = prices
    if "." in text or "/" in text:
        _find_addresses(text, own_domains, found)
    if not raw.isascii():
        if decorations := len(_DECORATED.findall(raw)):
            found["decoration"] = decorations
        if _OBFUSCATED.search(raw):
            found["obfuscated"] = 1
    return found


def find_code_hook(codes: Iterable[str], own_domains: Collection[str] = ()) -> CodeHook | None:
    """Where the texts of a picture's QR codes lead: to a contact, or to a site that isn't the company's own.

    None for the label of a machine or a parcel, which leads nowhere.
    """
    found: CodeHook | None = None
    for code in codes:
        text = fold(code)
        hosts = [host for host in hosts_in(text) if not is_under(host, own_domains)]
        if text.startswith(_CONTACT_CODES) or _CONTACT_PATH.search(text):
            return "image_qr"
        if any(is_under(host, _CONTACT_HOSTS | _SHORTENERS) for host in hosts):
            return "image_qr"
        if hosts:
            found = "image_link"
    return found


def hosts_in(text: str) -> list[str]:
    """The hosts of the addresses in a folded text, also of those without a scheme."""
    return [one[0] or one[1] for one in _HOST.findall(text)]


def _find_addresses(text: str, own_domains: Collection[str], found: dict[str, int]) -> None:
    for host in hosts_in(text):
        if is_under(host, own_domains):
            found["own_link"] = 1
        elif is_under(host, _SHORTENERS):
            found["short_link"] = 1
        elif is_under(host, _CONTACT_HOSTS):
            found["contact_link"] = 1
        else:
            found["link"] = 1


def is_under(host: str, domains: Collection[str]) -> bool:
    """Whether the host is one of the domains or below one."""
    while host:
        if host in domains:
            return True
        host = host.partition(".")[2]
    return False

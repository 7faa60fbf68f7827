"""Finding links in what people write, and where they lead: as a client or a browser would understand them.

Full-width forms, invisible characters, `hxxp`, a user name before the host, backslashes, percent signs in the
host and international names are seen through. Mentions and links to messages (matrix.to) are no links:
clients write them. Each pattern reads a text once; none goes back over it, whatever the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Set
from urllib.parse import unquote

from fangyuan.wording import plain

# Endings of names that clients turn into links even without http:// or www., and that mean nothing else at
# work …
_ENDINGS = "com|cn|net|org|xyz|vip|cc|tv|biz|icu|ltd|mobi|gov|edu|hk"
# … and those that do (logger.info, java.io, li.wang): a path must follow.
_ENDINGS_WITH_PATH = (
    "io|co|me|top|info|shop|store|club|site|online|app|link|tech|work|live|fun|ink|wang|ren|pro|asia|cloud|dev|ai|tw|us|"
    "uk|jp|kr|de|ru|eu|gg|ly|im|la|ws|pw|sh|to|fm|so|be|gl|gd"
)
# A host: labels joined by dots; where the first dot is a 。 it goes on with either. So `http://a.com。谢谢`
# ends at the 。, the end of a sentence, and `www。a。com` is a host.
_LABEL = r"[^\s./\\?#:@。,;!、|\"'<>()\[\]【】「」《》“”‘’]+"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})+|{_LABEL}(?:[.。]{_LABEL})*|\[[0-9a-f:.]+\])"
_NAME = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAMES = rf"{_NAME}(?:[.。]{_NAME}){{0,10}}?[.。]"
_TAIL = r"(?:[:/?#\\][^\s,;|\"<>\u0080-\U0010ffff]*)?"
_LINK = re.compile(
    # what only looks like a link: Matrix ids and mail addresses
    rf"[@#!][a-z0-9._=/+-]{{1,255}}:[a-z0-9.-]+(?::[0-9]+)?"
    rf"|(?<![a-z0-9._%+@-])[a-z0-9._%+-]{{1,64}}@[a-z0-9.-]+"
    # with a scheme
    rf"|(?<![a-z0-9])(?:(?P<web>https?|hxxps?|ftp):[/\\]+|(?P<scheme>[a-z][a-z0-9+-]{{1,19}})://)"
    rf"(?:[^\s/\\?#@]*@)?(?P<host>{_HOST}){_TAIL}"
    # without
    rf"|(?<![a-z0-9._%/\\-])(?P<bare>www[.。]{_HOST}|{_NAMES}(?:{_ENDINGS})(?![a-z0-9_-]|[.。][a-z0-9])"
    rf"|{_NAMES}(?:{_ENDINGS_WITH_PATH})(?=(?::[0-9]+)?/[a-z0-9]))"
    rf"{_TAIL}"
)
_HINT = re.compile(r"[a-z0-9][.。:][^\s]")
# `oa.example.com请查收`: a label that begins in Latin letters and goes on in Chinese ends where the Chinese
# begins.
_RUN_ON = re.compile(r"^([^.]+\.(?:[^.]+\.)*?[a-z]{2,})(?=[^\x00-\x7f])")
_HREF = re.compile(r"\b(?:href|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:br|p|div|li|[uo]l|t[rdh]|table|h[1-6r]|blockquote|pre|details|summary|mx-reply)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
# What looks like a link and is the name of a thing that people talk about at work.
_NOT_LINKS = frozenset({"asp.net", "vb.net", "ado.net", "ml.net"})
_INTERNAL = "matrix.to"
_INTERNAL_SCHEMES = frozenset({"mxc", "matrix"})


def plain_domain(domain: str) -> str:
    """A host name as it is compared: lower case, ASCII (IDNA), no dot at the end; "" for none."""
    name = plain(unquote(domain)).replace("。", ".").strip(".")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return name


def find_hosts(text: str) -> list[str]:
    """The hosts to which links in a text lead; `text` was made `wording.plain` before."""
    if not _HINT.search(text):
        return []
    hosts: list[str] = []
    for found in _LINK.finditer(text):
        scheme = found["scheme"]
        if scheme is not None:
            if scheme not in _INTERNAL_SCHEMES:
                hosts.append(scheme + ":")
        elif found["host"] is not None:
            hosts.append(_host(found["host"]))
        elif found["bare"] is not None and (host := _host(found["bare"])) not in _NOT_LINKS:
            hosts.append(host)
    return [host for host in hosts if host != _INTERNAL] if _INTERNAL in hosts else hosts


def find_html_hosts(formatted: str) -> list[str]:
    """The hosts to which the attributes of HTML lead. For its text see `text_of`."""
    hosts: list[str] = []
    for found in _HREF.finditer(formatted):
        target = plain(html.unescape(found[1] or found[2] or found[3] or "")).strip()
        hosts.extend(find_hosts("http:" + target if target.startswith("//") else target))
    return hosts


def text_of(formatted: str) -> str:
    """The text of HTML as a reader sees it, near enough to look for words and links."""
    if "<" in formatted:
        formatted = _TAG.sub("", _BLOCK.sub(" ", formatted))
    return html.unescape(formatted) if "&" in formatted else formatted


def leads_to(host: str, domains: Set[str]) -> bool:
    """Whether the host is one of the domains or below one."""
    while host:
        if host in domains:
            return True
        host = host.partition(".")[2]
    return False


def _host(written: str) -> str:
    name = plain(unquote(written[:255])).replace("。", ".").strip(".[]")
    if not name.isascii():
        run_on = _RUN_ON.match(name)
        name = run_on[1] if run_on else name
    return plain_domain(name)

"""Links and forbidden words, as people write them to get past; and that no text makes the search slow."""

from __future__ import annotations

import time

import pytest

from fangyuan.charter.links import find_hosts, find_html_hosts, leads_to, text_of
from fangyuan.wording import Finder, Word, plain

LINKS: list[tuple[str, list[str]]] = [
    ("https://example.com", ["example.com"]),
    ("HTTPS://EXAMPLE.COM/Path", ["example.com"]),
    ("hxxp://example.com/a", ["example.com"]),
    ("https:/example.com", ["example.com"]),
    ("http:\\\\example.com", ["example.com"]),
    ("www.example.com，好", ["www.example.com"]),
    ("example.com", ["example.com"]),
    ("example.com:8080/x", ["example.com"]),
    ("t.me/abc", ["t.me"]),
    ("(https://a.cn)", ["a.cn"]),
    ("http://a.com,http://b.com", ["a.com", "b.com"]),
    ("https://ok.com/?next=http://evil.com", ["ok.com"]),
    # as people try to hide them
    ("ev\u200bil.com", ["evil.com"]),
    ("\uff45\uff56\uff49\uff4c\uff0e\uff43\uff4f\uff4d", ["evil.com"]),
    ("http\uff1a\uff0f\uff0fevil.com", ["evil.com"]),
    ("http://evil。com/x", ["evil.com"]),
    ("www。evil。com看看", ["www.evil.com"]),
    ("https://ok.com@evil.com/x", ["evil.com"]),
    ("http://evil.com\\@ok.com", ["evil.com"]),
    ("http://%65vil.com", ["evil.com"]),
    ("http://user:pw@evil.com:80/", ["evil.com"]),
    ("http://1.2.3.4/", ["1.2.3.4"]),
    ("http://[::1]:80/", ["::1"]),
    ("http://例子.中国/", ["xn--fsqu00a.xn--fiqs8s"]),
    ("网址：evil.com", ["evil.com"]),
    ("weixin://dl/chat", ["weixin:"]),
    # as they stand in Chinese sentences
    ("见http://a.com。谢谢", ["a.com"]),
    ("见http://a.com。OK", ["a.com"]),
    ("http://oa.a.com请查收", ["oa.a.com"]),
    ("https://a.com/文档/采购单.xlsx", ["a.com"]),
    # no links
    ("今天.明天", []),
    ("读 README.md 和 main.py", []),
    ("版本 1.2.3", []),
    ("logger.info('x'); java.io.File", []),
    ("用 asp.net 写", []),
    ("li.ren 和 zhang.wang", []),
    ("比例 3:4", []),
    ("mail me@example.com", []),
    ("@he.guanglin:example.com 你好", []),
    ("#room:example.com", []),
    ("https://matrix.to/#/@he:example.com", []),
    ("mxc://example.com/abc", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "hosts"), LINKS)
def test_links_are_found_and_where_they_lead(text: str, hosts: list[str]) -> None:
    assert find_hosts(plain(text)) == hosts


@pytest.mark.parametrize(
    ("html", "hosts"),
    [
        ('<a href="https://evil.com/x">公司官网</a>', ["evil.com"]),
        ("<a href=//evil.com>公司官网</a>", ["evil.com"]),
        ("<a HREF='h&#116;tp://evil.com'>x</a>", ["evil.com"]),
        ('<a href="https://matrix.to/#/@a:b.com">何广林</a>', []),
        ('<img src="mxc://a.com/b">', []),
        ("<p>没有</p>", []),
    ],
)
def test_links_in_html(html: str, hosts: list[str]) -> None:
    assert find_html_hosts(html) == hosts


def test_the_text_of_html_is_what_a_reader_sees() -> None:
    assert text_of("ev<b>il</b>.com") == "evil.com"
    assert text_of("a.com<br>好") == "a.com 好"
    assert text_of("1 &lt; 2 &amp; 3") == "1 < 2 & 3"


def test_a_site_means_its_subdomains_too() -> None:
    assert leads_to("a.example.com", {"example.com"})
    assert leads_to("example.com", {"other.com", "example.com"})
    assert not leads_to("notexample.com", {"example.com"})
    assert not leads_to("example.com", {"a.example.com"})


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "<",
        "a.",
        "a://",
        'href="',
        "www.",
        "@",
        "@a",
        "a@",
        "a-",
        "。a",
        "com.",
        ":a",
        "http://a。",
        "#a",
        "src ",
        "&#",
        "例",
    ],
)
def test_no_text_makes_the_search_slow(piece: str) -> None:
    """The largest text that an event can carry, made to go back and forth over."""
    text = (piece * 60_000)[:60_000]
    finder = Finder({1: [Word("aaaab"), Word("例例甲"), Word("com.x")]})
    start = time.process_time()
    find_hosts(plain(text))
    find_html_hosts(text)
    finder.find(plain(text_of(text)))
    assert time.process_time() - start < 2.0

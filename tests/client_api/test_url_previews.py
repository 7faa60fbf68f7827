"""§GET /preview_url: what is told of pages, and that nobody reaches our own network through them."""

from __future__ import annotations

import gzip
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from fangyuan import media
from fangyuan.http.content.outside import NoAnswerError, Visitor, check_url
from fangyuan.kernel.addresses import is_public
from tests.kit.client import Answer, MatrixClient
from tests.kit.edge import check_error
from tests.kit.files import MEDIA, fetch, picture, send_bytes
from tests.kit.rig import Rig

OPEN = {"previews": {"enabled": True, "allow_private": True, "page_bytes": 20_000, "image_bytes": 20_000}}
ROCK = """
<html prefix="og: http://ogp.me/ns#"><head><title>The Rock (1996)</title>
<meta property="og:title" content="The Rock" /><meta property="og:type" content="video.movie" />
<meta property="og:url" content="http://www.imdb.com/title/tt0117500/" />
<meta property="og:image" content="test.png" /><meta property="og:image:width" content="9999" />
</head><body></body></html>
"""


class Site:
    """A web site for one test: `pages` by path, `asked` in order."""

    def __init__(self) -> None:
        self.base = ""
        self.pages: dict[str, web.Response] = {}
        self.asked: list[str] = []

    def page(self, path: str, body: bytes | str, type: str = "text/html", **more: str) -> str:
        raw = body if isinstance(body, bytes) else body.encode()
        self.pages[path] = web.Response(body=raw, headers={"Content-Type": type, **more})
        return self.base + path

    def redirect(self, path: str, to: str) -> str:
        self.pages[path] = web.Response(status=302, headers={"Location": to})
        return self.base + path

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        found = self.pages.get(request.path)
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found.body, status=found.status, headers=found.headers)


@asynccontextmanager
async def site() -> AsyncGenerator[Site]:
    made = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    made.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()


async def preview(client: MatrixClient, url: str) -> Answer:
    return await client.get(f"{MEDIA}/preview_url", url=url)


async def test_off_unless_it_is_switched_on(rig: Rig) -> None:
    alice = await rig.user("alice")
    async with site() as pages:
        check_error(await preview(alice, pages.page("/", ROCK)), 404, "M_UNRECOGNIZED")
        assert pages.asked == []


async def test_a_page_with_a_picture(rig: Rig) -> None:
    await rig.restart(**OPEN)
    alice, bob = await rig.user("alice"), await rig.user("bob")
    async with site() as pages:
        url = pages.page("/film/test.html", ROCK)
        pages.page("/film/test.png", picture(279, 129), "image/png")
        got = (await preview(alice, url)).body
        address = got.pop("og:image")
        assert got == {
            "og:title": "The Rock",
            "og:type": "video.movie",
            "og:url": "http://www.imdb.com/title/tt0117500/",
            "og:image:type": "image/png",
            "og:image:width": 279,
            "og:image:height": 129,
            "matrix:image:size": len(picture(279, 129)),
        }
        assert (await fetch(bob, address)).body == picture(279, 129)
        assert (await fetch(bob, address, kind="thumbnail", width=32, height=32)).status == 200
        # Kept for a day, for everybody; then it is looked at anew, and the old picture goes.
        assert (await preview(bob, url)).body["og:image"] == address
        assert pages.asked == ["/film/test.html", "/film/test.png"]
        rig.clock.advance(24 * 3_600_000)
        pages.page("/film/test.png", picture(80, 60), "image/png")
        assert (await preview(bob, url)).body["og:image:width"] == 80
        assert (await fetch(bob, address)).status == 404


async def test_other_pages(rig: Rig) -> None:
    await rig.restart(**OPEN)
    alice = await rig.user("alice")
    async with site() as pages:
        plain = "<title> 公告\n 栏 </title><meta name=description content='今天 &amp; 明天'>"
        cases: dict[str, tuple[str, dict[str, object]]] = {
            "title and description": (
                pages.page("/plain", plain),
                {"og:title": "公告 栏", "og:description": "今天 & 明天"},
            ),
            "GBK by header": (
                pages.page("/gbk", "<title>方圆</title>".encode("gbk"), "text/html; charset=GBK"),
                {"og:title": "方圆"},
            ),
            "GB 2312 by meta": (
                pages.page("/gb", "<meta charset=gb2312><title>规矩</title>".encode("gbk")),
                {"og:title": "规矩"},
            ),
            "nothing said, and not UTF-8": (
                pages.page("/old", "<title>没有规矩不成方圆</title>".encode("gb18030")),
                {"og:title": "没有规矩不成方圆"},
            ),
            "a charset that is none": (
                pages.page("/odd", "<title>好</title>", "text/html; charset=base64"),
                {"og:title": "好"},
            ),
            "compressed though nobody asked": (
                pages.page("/gz", gzip.compress(b"<title>packed</title>"), **{"Content-Encoding": "gzip"}),
                {"og:title": "packed"},
            ),
            "a script": (
                pages.page("/js", "<script>document.title='x'</script><title>still</title>"),
                {"og:title": "still"},
            ),
            "nothing": (pages.page("/empty", ""), {}),
            "no page": (pages.page("/doc", b"%PDF-1.7", "application/pdf"), {}),
            "a picture that isn't there": (
                pages.page("/bad", "<title>t</title><meta property=og:image content=/gone.png>"),
                {"og:title": "t"},
            ),
            "a picture that is none": (
                pages.page("/lie", "<title>t</title><meta property=og:image content=/plain>"),
                {"og:title": "t"},
            ),
            "a picture elsewhere": (
                pages.page("/else", "<title>t</title><meta property=og:image content='file:///etc/passwd'>"),
                {"og:title": "t"},
            ),
            "after a redirect": (
                pages.redirect("/moved", "/plain"),
                {"og:title": "公告 栏", "og:description": "今天 & 明天"},
            ),
            "longer than is read": (
                pages.page("/long", "<title>long</title>" + "x" * 100_000),
                {"og:title": "long"},
            ),
        }
        for name, (url, expected) in cases.items():
            answer = await preview(alice, url)
            assert (answer.status, answer.body) == (200, expected), name
        direct = (await preview(alice, pages.page("/a/图.png", picture(30, 20), "image/png"))).body
        assert (direct["og:title"], direct["og:image:width"]) == ("图.png", 30)


async def test_what_can_not_be_visited(rig: Rig) -> None:
    await rig.restart(**OPEN)
    alice = await rig.user("alice")
    async with site() as pages:
        for url in (
            pages.base + "/missing",
            pages.redirect("/loop", "/loop"),
            pages.redirect("/out", "ftp://a.example/"),
            pages.page("/br", b"x", **{"Content-Encoding": "br"}),
            pages.page("/notgz", b"this is not compressed", **{"Content-Encoding": "gzip"}),
            "http://127.0.0.1:1/",
        ):
            check_error(await preview(alice, url), 502, "M_UNKNOWN")
        for url in (
            "ftp://a.example",
            "file:///etc/passwd",
            "javascript:1",
            "//a.example",
            "http://",
            "http://a b/",
            "http://user:pw@a.example/",
            "http://a.example:99999/",
            "http://[::1",
            "http://a/" + "x" * 3_000,
        ):
            check_error(await preview(alice, url), 400, "M_INVALID_PARAM")
        check_error(await alice.get(f"{MEDIA}/preview_url"), 400, "M_MISSING_PARAM")
        check_error(
            await alice.get(f"{MEDIA}/preview_url", url=pages.base, ts="then"), 400, "M_INVALID_PARAM"
        )


async def test_our_own_network_is_out_of_reach(rig: Rig) -> None:
    """By number in every writing, by name, and by redirect: all the same answer, and no request is ever made."""
    await rig.restart(previews={"enabled": True})
    alice = await rig.user("alice")
    async with site() as pages:
        port = pages.base.rpartition(":")[2]
        pages.page("/", ROCK)
        hosts = [
            "127.0.0.1",
            "localhost",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.1",
            "[::1]",
            "0.0.0.0",
            "[::ffff:127.0.0.1]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "localhost.",
        ]
        for host in hosts:
            check_error(await preview(alice, f"http://{host}:{port}/"), 502, "M_UNKNOWN")
        assert pages.asked == []


async def test_the_test_mode_previews_this_machine(rig: Rig) -> None:
    await rig.restart(test_mode=True)
    alice = await rig.user("alice")
    async with site() as pages:
        url = pages.page("/test.html", ROCK)
        pages.page("/test.png", picture(279, 129), "image/png")
        got = await alice.get("/_matrix/media/v3/preview_url", url=url)
        assert (got.body["og:title"], got.body["og:image:width"]) == ("The Rock", 279)
        address = got.body["og:image"]
        assert (await fetch(rig.client(), address, base="/_matrix/media/v3")).status == 200
    by_query = await send_bytes(rig.client(), b"x", "/_matrix/media/r0/upload", access_token=alice.token)
    assert by_query.status == 200


async def test_redirects_and_names_are_judged_too() -> None:
    """The visitor itself: a public first address would need the internet."""
    async with site() as pages:
        visitor = Visitor(allow_private=False, timeout_s=5)
        try:
            for url in (pages.base + "/", pages.base.replace("127.0.0.1", "localhost") + "/"):
                with pytest.raises(NoAnswerError):
                    await visitor.visit(url, 100)
        finally:
            await visitor.close()
        assert pages.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", False),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("2002:7f00:1::", False),
        ("2002:0a00:0001::1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("not an address", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@given(st.ip_addresses())
def test_disguises_change_nothing(address: object) -> None:
    text = str(address)
    if ":" not in text:
        for disguise in (f"::ffff:{text}", f"::{text}"):
            assert not is_public(disguise) or is_public(text)


@given(st.binary(max_size=500), st.text(max_size=60))
def test_no_page_breaks_the_reader(body: bytes, type: str) -> None:
    page = media.read_page(b"<html><head><meta property=og:title content='" + body, type, "http://a.example/")
    assert all(len(value) <= 1_000 for value in page.fields.values())


@given(st.text(max_size=100))
def test_no_address_breaks_the_check(url: str) -> None:
    with suppress(NoAnswerError):
        assert check_url(url).startswith(("http://", "https://"))

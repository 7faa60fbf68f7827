"""What a hostile client sends is shown as text at most: nothing runs, nothing is asked elsewhere, the page stays whole.

A violation of the content security policy fails the story too: the policy is the second wall, what is shown the first.
"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.async_api import Page, expect

from tests.browser.looks import settled, sideways
from tests.kit.browser import Browsing, Device, go
from tests.kit.client import Json, MatrixClient, part
from tests.kit.company import found, people, sign_in
from tests.kit.files import put_up
from tests.kit.rig import Rig

EVIL = "http://evil.invalid"
RUN = "window.isEvil=true"
MARKUP = (
    f"<script>{RUN}</script>",
    f'<script src="{EVIL}/a.js"></script>',
    f'<img src="x" onerror="{RUN}">',
    f'<img src="{EVIL}/pixel.png">',
    f'<img src="mxc://evil.invalid/pixel" onload="{RUN}">',
    f'<p onclick="{RUN}" onmouseover="{RUN}" style="position:fixed;inset:0;background:url({EVIL}/b.png)">掩盖</p>',
    f'<a href="javascript:{RUN}">一</a> <a href="JaVaScRiPt:{RUN}">二</a> <a href="&#106;avascript:{RUN}">三</a>',
    f'<a href="data:text/html,<script>{RUN}</script>">四</a> <a href="vbscript:x">五</a>',
    f'<svg onload="{RUN}"><script>{RUN}</script><a xlink:href="javascript:{RUN}"><text>六</text></a></svg>',
    f'<math><mtext><style><img src=x onerror="{RUN}"></style></mtext></math>',
    f'<iframe src="{EVIL}" srcdoc="<script>parent.isEvil=true</script>"></iframe>',
    f'<object data="{EVIL}"></object><embed src="{EVIL}"><video src="{EVIL}/v.mp4" autoplay></video>',
    f'<style>body {{ display: none }} @import "{EVIL}/a.css";</style><link rel="stylesheet" href="{EVIL}/b.css">',
    f'<form action="{EVIL}"><input name="password"><button>登录</button></form>',
    f'<meta http-equiv="refresh" content="0;url={EVIL}"><base href="{EVIL}/">',
    '<div id="root" class="visually-hidden" name="body">冒名</div><a id="axe" name="location">锚</a>',
    f'<template><img src=x onerror="{RUN}"></template><noscript><p title="</noscript><img src=x onerror={RUN}>">',
    "<b>" * 3_000 + "深" + "</b>" * 3_000,
    "<table><tr><td>" * 200 + "格" + "</td></tr></table>" * 200,
    "<h1>大标题</h1>" + "<br>" * 300 + "到底了",
    "x" * 8_000,
    "\u202e\u2066" * 500 + "倒",
    "a\u0301" * 10 + "\u0300" * 2_000,
)
NAMES = (
    "<img src=x onerror=window.isEvil=true>",
    "\u202e林管理\u2066\u200b\u200b",
    "&lt;b&gt;管理员&lt;/b&gt; {{name}} $t(common:close)",
    "W" * 200,
)


def _message(body: str) -> Json:
    return {
        "msgtype": "m.text",
        "body": body[:2_000],
        "format": "org.matrix.custom.html",
        "formatted_body": body,
    }


def _odd() -> list[Json]:
    """Contents whose parts are of other types than they should be."""
    return [
        {"msgtype": "m.text", "body": {"a": 1}},
        {"msgtype": "m.text"},
        {"msgtype": ["m.text"], "body": 7},
        {
            "msgtype": "m.text",
            "body": "x",
            "format": "org.matrix.custom.html",
            "formatted_body": {"x": "<b>"},
        },
        {"msgtype": "m.image", "body": "x", "url": "javascript:window.isEvil=true"},
        {
            "msgtype": "m.image",
            "body": "x",
            "url": f"{EVIL}/a.png",
            "info": {"w": -5, "h": "x", "thumbnail_url": EVIL},
        },
        {"msgtype": "m.image", "body": "x", "url": {"a": 1}, "info": []},
        {"msgtype": "m.video", "body": "x", "url": None, "info": {"duration": "long"}},
        {"msgtype": "m.audio", "body": "x", "url": "mxc://a/b/../../c", "info": {"duration": -1}},
        {"msgtype": "m.location", "body": "x", "geo_uri": "javascript:window.isEvil=true"},
        {"msgtype": "m.unheard-of", "body": "<img src=x onerror=window.isEvil=true>"},
        {"msgtype": "m.text", "body": "x", "m.mentions": "everybody", "m.relates_to": {"m.in_reply_to": 5}},
        {"msgtype": "m.text", "body": "x", "m.relates_to": {"rel_type": "m.replace", "event_id": "$gone"}},
        {"body": "x", "msgtype": "m.emote", "fangyuan.moved": 1, "fangyuan.forwarded": {"sender": {"x": 1}}},
    ]


async def _whole(page: Page) -> None:
    """The page is as it should be, and nothing of what was sent has run."""
    assert await page.evaluate("window.isEvil ?? null") is None
    await expect(page.get_by_role("main")).to_be_visible()
    assert await page.evaluate("location.origin") not in (EVIL, "null")
    assert await sideways(page) == []
    foreign = "main :is(script, iframe, object, embed, style, link, meta, base, svg a, form[action])"
    assert await page.locator(foreign).count() == 0
    bad: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll("main *")].flatMap(one => one.getAttributeNames()
            .filter(name => name.startsWith("on")
                || /^\\s*(javascript|vbscript|data:text)/i.test(one.getAttribute(name)))
            .map(name => one.outerHTML.slice(0, 200)))"""
    )
    assert bad == []


@pytest.mark.parametrize("device", ["desktop", "phone"])
async def test_nothing_hostile_does_anything(works: Rig, browser: Browsing, device: Device) -> None:
    he, li = await sign_in(works, "he", "li")
    group = await found(
        he, kind="social", name=f"茶水间 {NAMES[0]} {device}", audience=people("he", "li", "wang")
    )
    room = group["room_id"]
    for client in (he, li):
        await client.ok("POST", f"/_fangyuan/v1/groups/{room}/charter/acceptance")
    browser.expect_errors("status of 40[04]")  # files that there aren't
    page = await browser.sign_in(works, "li", f"/chats/{part(room)}", device=device)
    await page.get_by_role("textbox").first.wait_for()
    sent = [_message(body) for body in MARKUP] + _odd()
    for number, content in enumerate(sent):
        answer = await he.put(f"/rooms/{room}/send/m.room.message/{device}{number}", content)
        assert answer.status in (200, 400, 403), answer.body
    await _files(he, room)
    await he.send(room, {"msgtype": "m.text", "body": "最后一句"})
    await expect(page.get_by_role("article").get_by_text("最后一句")).to_be_visible()
    await _whole(page)
    await _read_to_the_start(page)
    await _whole(page)
    await go(page, f"/chats/{part(room)}?panel=files")
    await page.get_by_role("complementary").get_by_text("年报").first.wait_for()
    await _whole(page)


async def _files(he: MatrixClient, room: str) -> None:
    for name in (
        *NAMES,
        "年报\u202efdp.exe",
        "../../etc/passwd",
        '"><script>window.isEvil=true</script>.svg',
    ):
        page = b"<html><script>window.isEvil=true</script></html>"
        uri = await put_up(he, page, "text/html")
        content: Json = {"msgtype": "m.file", "body": name, "filename": name, "url": uri}
        await he.send(room, content | {"info": {"mimetype": "text/html", "size": len(page)}})
        svg = await put_up(
            he, b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "image/svg+xml"
        )
        await he.send(
            room, {"msgtype": "m.image", "body": name, "url": svg, "info": {"mimetype": "image/svg+xml"}}
        )


async def _read_to_the_start(page: Page) -> None:
    """Scrolls through all of it, so that every row has been on the page."""
    box = page.locator("main [tabindex='0']").filter(has=page.locator("article")).first
    for _ in range(60):
        await box.evaluate("one => one.scrollBy(0, -one.clientHeight * 0.8)")
        await page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        await _no_evil(page)


async def _no_evil(page: Page) -> None:
    assert await page.evaluate("window.isEvil ?? null") is None


async def test_names_are_only_names(works: Rig, browser: Browsing) -> None:
    """Of people as well: in the list of chats, in the conversation, in the directory."""
    he, li = await sign_in(works, "he", "li")
    group = await found(he, kind="social", name="名字", audience=people("he", "li"))
    room = group["room_id"]
    for client in (he, li):
        await client.ok("POST", f"/_fangyuan/v1/groups/{room}/charter/acceptance")
    page = await browser.sign_in(works, "li")
    for name in NAMES:
        await he.put(f"/profile/{he.user_id}/displayname", {"displayname": name})
        await he.send(room, {"msgtype": "m.text", "body": f"我是 {name}"})
    for address in (
        "/chats",
        f"/chats/{part(room)}",
        f"/chats/{part(room)}?panel=members",
        "/people/he",
        "/today",
    ):
        await go(page, address)
        await settled(page)
        await _whole(page)


async def test_links_and_names_say_what_they_are(works: Rig, browser: Browsing) -> None:
    """A link names the host it leads to, one to a group stays here, and a file can't turn its name around."""
    he, li = await sign_in(works, "he", "li")
    group = await found(he, kind="social", name="骗术", audience=people("he", "li"))
    room = group["room_id"]
    for client in (he, li):
        await client.ok("POST", f"/_fangyuan/v1/groups/{room}/charter/acceptance")
    page = await browser.sign_in(works, "li")
    await page.goto(f"/chats/{part(room)}")
    await page.get_by_role("textbox").first.wait_for()
    for body in (
        f'<a href="{EVIL}/login">https://bank.example/login</a>',
        '<a href="https://matrix.to/#/@zhou:evil.invalid">周主任</a>',
        f'<a href="https://matrix.to/#/{he.user_id}">何主任</a>',
        f'<a href="https://matrix.to/#/{room}?via=evil.invalid">去这个群</a>',
    ):
        await he.send(room, _message(body))
    uri = await put_up(he, b"MZ", "application/octet-stream")
    content: Json = {"msgtype": "m.file", "body": "x", "filename": "年报\u202efdp.exe", "url": uri}
    await he.send(room, content | {"info": {"size": 2}})
    said = page.get_by_role("article")
    await expect(said.get_by_text("年报fdp.exe", exact=True)).to_be_visible()
    await expect(said.get_by_role("link", name="https://bank.example/login (evil.invalid)")).to_be_visible()
    await expect(said.get_by_role("link", name="周主任")).to_have_attribute(
        "href", "https://matrix.to/#/@zhou:evil.invalid"
    )
    await expect(said.get_by_role("link", name="@何主任")).to_have_attribute("href", "/people/he")
    await expect(said.get_by_role("link", name="去这个群")).to_have_attribute(
        "href", f"/chats/{quote(room, safe='!')}"
    )

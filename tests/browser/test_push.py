"""Web Push from the house to what the person sees: encrypted, posted to a push service, and shown by the worker.

A headless browser has no push service. Its subscription is stubbed at the browser's edge, with keys of the test's own;
what the house posts is decrypted with them and handed to the worker as a browser does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from playwright.async_api import BrowserContext, Page, Worker, expect

from fangyuan.http.webapp import DIST
from fangyuan.kernel import json
from tests.browser.conftest import bring_in
from tests.client_api.test_web_push import Browser, text64
from tests.kit.backend import Backend
from tests.kit.browser import Browsing, Chromium, Device, Language, enter, words
from tests.kit.client import Json, MatrixClient
from tests.kit.company import beside_rig, found, people, sign_in
from tests.kit.gateway import Gateway
from tests.kit.rig import PASSWORD, Rig

SUBSCRIBES = """
([endpoint, p256dh, auth]) => {
    if (!location.protocol.startsWith("http")) return;
    let made = null;
    const subscription = {
        endpoint,
        toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
        unsubscribe: async () => { made = null; localStorage.removeItem("stub"); return true; },
    };
    if (localStorage.getItem("stub")) made = subscription;
    PushManager.prototype.getSubscription = async () => made;
    PushManager.prototype.subscribe = async (options) => {
        if (!options.userVisibleOnly || !options.applicationServerKey) throw new TypeError("incomplete");
        localStorage.setItem("stub", "yes");
        return (made = subscription);
    };
}
"""
# What a system does that a headless browser leaves out: the number on the icon, a window that comes to the front.
WATCHES = """() => {
    self.badges = [];
    self.opened = [];
    WorkerNavigator.prototype.setAppBadge = async (count) => void self.badges.push(count);
    WorkerNavigator.prototype.clearAppBadge = async () => void self.badges.push(0);
    Clients.prototype.openWindow = async (url) => void self.opened.push(url);
    WindowClient.prototype.focus = async () => null;
    ExtendableEvent.prototype.waitUntil = () => undefined;
}"""
SHOWN = """async () => (await self.registration.getNotifications())
    .map(({ title, body, tag, data }) => ({ title, body, tag, data }))"""
CLICK = """async () => {
    const [notification] = await self.registration.getNotifications();
    self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
}"""


@pytest.fixture(scope="module")
def _works(chromium: Chromium, backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("push"), DIST, push={"allow_private_gateways": True})
    beside_rig(opened, bring_in)
    yield opened
    opened.close()


@dataclass
class Pushed:
    """A browser in which notifications are on, and whose page is closed."""

    context: BrowserContext
    debugger: Any  # CDPSession, whose commands have no types
    worker: Worker
    registration: str
    keys: Browser
    service: Gateway
    origin: str

    async def deliver(self, *, at: int = -1) -> Json:
        """Hands over what the house posted, as the browser's push service would."""
        told = self.keys.read(self.service.messages[at][1])
        message = {
            "origin": self.origin,
            "registrationId": self.registration,
            "data": json.encode(told).decode(),
        }
        await self.debugger.send("ServiceWorker.deliverPushMessage", message)
        return told

    async def shown(self, count: int = 1) -> list[Json]:
        found: list[Json] = []
        for _ in range(100):
            found = await self.worker.evaluate(SHOWN)
            if len(found) == count:
                return found
            await self.worker.evaluate("() => new Promise(done => setTimeout(done, 100))")
        raise AssertionError(f"shown are {found}")


async def turned_on(
    works: Rig,
    browser: Browsing,
    service: Gateway,
    person: str,
    *,
    language: Language = "zh-CN",
    device: Device = "desktop",
    named: bool = False,
) -> tuple[Page, Pushed]:
    """Signs in and turns notifications on, by hand."""
    keys = Browser()
    page = await browser.window(
        works, language=language, device=device, permissions=["notifications"], keeps_app=True
    )
    stub = json.encode([f"{service.base}/web-push/{person}", text64(keys.point), text64(keys.auth)]).decode()
    await page.context.add_init_script(f"({SUBSCRIBES})({stub})")
    await page.goto("/")
    await enter(page, person, PASSWORD, language)
    await page.get_by_role("navigation", name=words(language, "common")["navigation"]).wait_for()
    debugger: Any = await page.context.new_cdp_session(page)
    registrations: list[Any] = []

    def heard(event: Json) -> None:
        registrations.extend(event["registrations"])

    debugger.on("ServiceWorker.workerRegistrationUpdated", heard)
    await debugger.send("ServiceWorker.enable")
    say: dict[str, Any] = dict(words(language, "settings"))["notifications"]
    await page.goto("/settings/notifications")
    await page.get_by_role("button", name=say["on"], exact=True).click()
    await expect(page.get_by_text(say["pushed"])).to_be_visible()
    if named:
        await page.get_by_text(say["named"], exact=True).click()
        await expect(page.get_by_role("switch", name=say["named"])).to_be_checked()
    [worker] = page.context.service_workers
    await worker.evaluate(WATCHES)
    registration = next(one for one in registrations if one["scopeURL"].startswith(works.base))
    pushed = Pushed(page.context, debugger, worker, registration["registrationId"], keys, service, works.base)
    return page, pushed


async def chat_of(
    works: Rig, name: str, person: str = "li", **more: Any
) -> tuple[MatrixClient, MatrixClient, str]:
    """He and another one in a group whose charter both have accepted."""
    he, other = await sign_in(works, "he", person)
    group = await found(he, name=name, audience=people("he", person), **more)
    room = group["room_id"]
    await other.ok("POST", f"/_fangyuan/v1/groups/{room}/charter/acceptance")
    return he, other, room


@pytest.mark.parametrize(("language", "device"), [("zh-CN", "desktop"), ("en", "phone")])
async def test_a_closed_page_is_told_of_news(
    works: Rig, browser: Browsing, language: Language, device: Device
) -> None:
    """Ids only go over the push service; the group's name, if it is wanted, is asked of the house."""
    say = words(language, "settings")["push"]
    name = f"泵房 {language}"
    he, _, room = await chat_of(works, name)
    async with Gateway() as service:
        page, pushed = await turned_on(
            works, browser, service, "li", language=language, device=device, named=True
        )
        await page.goto("about:blank")
        event = await he.send(room, {"msgtype": "m.text", "body": "三号泵停了"})
        await service.until(lambda: service.messages)
        told = await pushed.deliver()
        assert (told["event_id"], told["room_id"]) == (event, room)
        assert "三号泵停了" not in str(told)
        assert set(told) == {"event_id", "room_id", "counts", "prio"}
        [shown] = await pushed.shown()
        assert shown["title"] == words(language, "common")["appName"]
        assert shown["body"] == say["newIn"].replace("{{group}}", name)
        assert shown["data"] == {"roomId": room, "eventId": event}
        assert await pushed.worker.evaluate("self.badges") == [told["counts"]["unread"]]
        await pushed.worker.evaluate(CLICK)
        await pushed.shown(0)
        opened = f"/chats/{quote(room, safe='!')}?event={quote(event, safe='')}"
        assert await until(pushed.worker, "self.opened") == [opened]
        await page.goto(opened)
        await expect(page.get_by_role("article").get_by_text("三号泵停了")).to_be_visible()


async def until(worker: Worker, expression: str) -> Any:
    """The value of an expression in the worker, once it is neither empty nor nothing."""
    for _ in range(100):
        if found := await worker.evaluate(expression):
            return found
        await worker.evaluate("() => new Promise(done => setTimeout(done, 100))")
    raise AssertionError(f"{expression} stayed empty")


async def test_a_click_goes_to_the_conversation_in_the_open_page(works: Rig, browser: Browsing) -> None:
    """The page stays as it is, with what is being written in it; who looks at it is told nothing."""
    he, _, room = await chat_of(works, "泵房")
    async with Gateway() as service:
        page, pushed = await turned_on(works, browser, service, "li")
        await page.evaluate("window.isSame = true")
        event = await he.send(room, {"msgtype": "m.text", "body": "请回话"})
        await service.until(lambda: service.messages)
        await pushed.deliver()
        await until(pushed.worker, "self.badges")
        await pushed.shown(0)  # it is on the screen
        await pushed.worker.evaluate(
            """async ([title, data]) => {
                await self.registration.showNotification(title, { data, tag: data.roomId });
            }""",
            ["方圆", {"roomId": room, "eventId": event}],
        )
        await pushed.worker.evaluate(CLICK)
        await expect(page.get_by_role("article").get_by_text("请回话")).to_be_visible()
        assert await page.evaluate("window.isSame")
        assert await pushed.worker.evaluate("self.opened") == []


async def test_a_confidential_group_is_never_named(works: Rig, browser: Browsing) -> None:
    he, _, room = await chat_of(works, "配方组", label="confidential", clauses=[])
    async with Gateway() as service:
        page, pushed = await turned_on(works, browser, service, "li", named=True)
        await page.goto("about:blank")
        content = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "ciphertext": "x",
            "session_id": "x",
            "device_id": "x",
        }
        await he.put(f"/rooms/{room}/send/m.room.encrypted/secret1", {**content, "sender_key": "x"})
        await service.until(lambda: service.messages)
        told = await pushed.deliver()
        assert "ciphertext" not in str(told)
        [shown] = await pushed.shown()
        assert shown["body"] == words("zh-CN", "settings")["push"]["new"]


async def test_what_the_charter_stops_rings_nobody(works: Rig, browser: Browsing) -> None:
    """Nor does what is said in a muted group, and whoever signs out is told nothing any more."""
    browser.expect_errors("status of 401", "M_UNKNOWN_TOKEN", "Unable to refresh token")
    he, wang, room = await chat_of(
        works, "禁用词", "wang", clauses=[{"type": "keywords", "words": ["磨洋工"]}]
    )
    async with Gateway() as service:
        page, pushed = await turned_on(works, browser, service, "wang")
        assert [one["pushkey"] for one in (await wang.ok("GET", "/pushers"))["pushers"]] == [
            text64(pushed.keys.point)
        ]
        first = await he.send(room, {"msgtype": "m.text", "body": "一"})
        refused = await he.put(
            f"/rooms/{room}/send/m.room.message/no", {"msgtype": "m.text", "body": "磨洋工"}
        )
        assert refused.status == 403
        await wang.put(f"/pushrules/global/room/{room}", {"actions": []})
        await he.send(room, {"msgtype": "m.text", "body": "二"})
        await wang.ok("DELETE", f"/pushrules/global/room/{room}")
        last = await he.send(room, {"msgtype": "m.text", "body": "三"})
        await service.until(lambda: len(service.messages) >= 2)
        assert [pushed.keys.read(body)["event_id"] for _, body, _ in service.messages] == [first, last]
        await page.goto("/settings/account")
        say = dict[str, Any](words("zh-CN", "settings"))["account"]
        await page.get_by_role("button", name=say["signOut"], exact=True).click()
        await page.get_by_role("dialog").get_by_role("button", name=say["signOut"], exact=True).click()
        await page.get_by_role("button", name=words("zh-CN", "signin")["submit"], exact=True).wait_for()
        assert (await wang.ok("GET", "/pushers"))["pushers"] == []
        await page.wait_for_function("() => localStorage.getItem('stub') === null")

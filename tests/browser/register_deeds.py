"""What is done with a group in the register of the administration: by its owner, by HR, by administrators."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser import deeds
from tests.browser.deeds import Deed
from tests.browser.hand import ALLOWED, NO_RIGHT, Hand, told
from tests.kit.browser import words
from tests.kit.client import part

_NEW_OWNER = "赵工"


async def open_register(hand: Hand) -> bool:
    """The page of the group there; False: there is none for this person."""
    await hand.go(f"/admin/groups/{part(hand.place.room)}")
    keep = hand.button(told("admin", "acts.keep.name"))
    common = words("zh-CN", "common")
    nothing = (
        hand.page.get_by_text(common["notFound"])
        .or_(hand.page.get_by_text(told("admin", "notYours")))
        .or_(hand.page.get_by_role("button", name=common["retry"]))
    )
    await expect(keep.or_(nothing).first).to_be_visible()
    return await keep.count() > 0


async def _see(hand: Hand) -> str:
    await expect(hand.main.get_by_text(re.compile(r"^1\. ")).first).to_be_visible()
    return ALLOWED


async def _versions(hand: Hand) -> str:
    await hand.main.locator("summary").click()
    await expect(hand.main.get_by_text(told("admin", "census.version", version=1)).first).to_be_visible()
    return ALLOWED


async def _figures(hand: Hand) -> str:
    await expect(hand.main.locator("summary")).to_be_visible()
    return await hand.figures()


async def _amend(hand: Hand) -> str:
    return await deeds.amend(hand, hand.button(told("charter", "edit"), within=hand.main))


async def _exception(hand: Hand) -> str:
    return await deeds.add_person(hand, hand.button(told("charter", "addPerson"), within=hand.main))


async def _mute(hand: Hand) -> str:
    restrain = hand.button(told("charter", "restrainSomebody"), within=hand.main)
    if await restrain.count() == 0:
        return NO_RIGHT
    await restrain.click()
    await hand.choose_person("wang", "王工")
    return await deeds.restrain(hand)


async def _export(hand: Hand) -> str:
    start = hand.button(told("admin", "exports.start"), within=hand.main)
    if await start.count() == 0:
        return NO_RIGHT
    await hand.main.get_by_role("textbox", name=told("admin", "reason")).fill("审计要看")
    await start.click()
    await expect(hand.main.get_by_role("listitem").filter(has_text="审计要看")).to_be_visible()
    return ALLOWED


async def _hand_over(hand: Hand) -> str:
    offer = hand.button(told("admin", "handOver.name"), within=hand.main)
    if await offer.count() == 0:
        return NO_RIGHT
    await offer.click()
    await hand.choose_person("zhao", _NEW_OWNER)
    await hand.button(told("admin", "handOver.name"), within=hand.dialog).click()
    await hand.is_settled()
    return ALLOWED


def _ending(act: str) -> Deed:
    async def deed(hand: Hand) -> str:
        offer = hand.button(told("admin", f"acts.{act}.name"), within=hand.main)
        if await offer.count() == 0:
            return NO_RIGHT
        await offer.click()
        await hand.dialog.get_by_role("textbox").fill("不再需要")
        await hand.button(told("admin", f"acts.{act}.name"), within=hand.dialog).last.click()  # not the cross
        await hand.is_settled()
        return ALLOWED

    return deed


# In the order in which a hand does them.
REGISTER: dict[str, Deed] = {
    "看群规 / see the charter": _see,
    "看群规历史 / see its versions": _versions,
    "看条款统计 / see what clauses did": _figures,
    "登记例外 / file an exception": _exception,
    "禁言一人 / mute somebody": _mute,
    "改群规 / change the charter": _amend,
    "导出本群 / export": _export,
}
# Each ends what was before it: one of them for each person and group.
ENDINGS: dict[str, Deed] = {
    "移交群主 / hand over": _hand_over,
    "归档 / archive": _ending("archive"),
    "关闭 / close": _ending("close"),
}

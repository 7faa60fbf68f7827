"""What people do by hand at the web client: each action of the enforcement matrix that its page has a way to do.

A deed gives the cell of the table that it came to. One that the page doesn't offer is without the right to it: `✗`.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import FilePayload, Locator, expect

from tests.browser.hand import ALLOWED, NO_RIGHT, Hand, told
from tests.browser.test_composer import say
from tests.matrix.actions import ADVERT
from tests.matrix.place import MP4, PNG

Deed = Callable[[Hand], Awaitable[str]]
_BARRED = re.compile(r"第 \d+ 条")

PICTURE: FilePayload = {"name": "现场.png", "mimeType": "image/png", "buffer": PNG}
FILM: FilePayload = {"name": "VID_1203.mp4", "mimeType": "video/mp4", "buffer": MP4}
PAPER: FilePayload = {"name": "规程.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 nothing"}
DISGUISED: FilePayload = {"name": "会议纪要.docx", "mimeType": "application/msword", "buffer": MP4}


# -- writing -----------------------------------------------------------------------------------------------------------


def _writing(body: str) -> Deed:
    async def deed(hand: Hand) -> str:
        return await hand.write(body.format(mark=hand.mark))

    return deed


async def _sends(hand: Hand, kind: str, file: FilePayload, *, thread: bool = False) -> str:
    """By the button for pictures or the one for files, with the mark as its caption."""
    composer = hand.composer(thread=thread)
    label = say("files.pictures" if kind == "pictures" else "files.any")
    tool = composer.get_by_role("button", name=re.compile(rf"^{label}"))
    await tool.wait_for()
    named = await tool.get_attribute("aria-label") or ""
    if _BARRED.search(named):
        return hand.cell(named)
    await composer.get_by_test_id(kind).set_input_files([file])
    send = hand.dialog.get_by_role("button", name=re.compile(r"^发送（"))
    await send.wait_for()
    text = await hand.dialog.inner_text()
    if _BARRED.search(text):
        await expect(send).to_be_disabled()
        await hand.button(told("common", "cancel"), within=hand.dialog).click()
        return hand.cell(text)
    await hand.dialog.get_by_role("textbox", name=say("files.caption")).fill(hand.mark)
    await send.click()
    return await hand.came(thread=thread)


def _sending(kind: str, file: FilePayload) -> Deed:
    async def deed(hand: Hand) -> str:
        return await _sends(hand, kind, file)

    return deed


async def _voice(hand: Hand) -> str:
    tool = hand.composer().get_by_role("button", name=re.compile(rf"^{say('voice.start')}"))
    await tool.wait_for()
    named = await tool.get_attribute("aria-label") or ""
    if _BARRED.search(named):
        return hand.cell(named)
    await tool.click()
    await expect(hand.page.get_by_role("timer")).to_have_text("0:01")
    await hand.button(say("voice.send")).click()
    player = hand.page.get_by_role("button", name=told("timeline", "play", name=told("timeline", "voice")))
    sent = hand.main.locator("article[data-message^='$']").filter(has=player)
    against = hand.composer().get_by_text(_BARRED)
    await expect(sent.or_(against).first).to_be_visible()
    return ALLOWED if await sent.count() > 0 else hand.cell(await hand.composer().inner_text())


async def _poll(hand: Hand) -> str:
    await hand.button(say("more"), within=hand.composer()).click()
    item = hand.page.get_by_role("menuitem", name=re.compile(rf"^{say('poll.start')}"))
    await item.wait_for()
    if await item.get_attribute("aria-disabled") == "true":
        text = await item.inner_text()
        await hand.page.keyboard.press("Escape")
        await expect(item).to_have_count(0)
        return hand.cell(text)
    await item.click()
    await hand.dialog.get_by_role("textbox", name=say("poll.question")).fill(hand.mark)
    for number in (1, 2):
        await hand.dialog.get_by_role("textbox", name=say("poll.answer", number=number)).fill(f"{number} 点")
    await hand.button(say("poll.send"), within=hand.dialog).click()
    return await hand.came()


async def _option(hand: Hand, typed: str, name: str) -> Locator:
    await hand.field().press_sequentially(typed)
    option = hand.page.get_by_role("option", name=name)
    await option.wait_for()
    return option


async def _calls(hand: Hand) -> str | None:
    """Puts @所有人 into the field; gives the cell where a clause stands against it."""
    option = await _option(hand, "@suoyou", say("mention.everybody"))
    if await option.get_attribute("aria-disabled") == "true":
        return hand.cell(await option.inner_text())
    await hand.field().press("Enter")
    await expect(hand.field()).to_have_value(re.compile(f"@{say('mention.everybody')} $"))
    return None


async def _everybody(hand: Hand) -> str:
    refused = await _calls(hand)
    if refused:
        await hand.field().fill("")
        return refused
    await hand.page.keyboard.type(hand.mark)
    await hand.field().press("Enter")
    return await hand.came()


async def _mention(hand: Hand) -> str:
    typed, name = ("@li", "李工") if hand.role == "newcomer" else ("@wang", "王工")
    await _option(hand, typed, name)
    await hand.field().press("Enter")
    await expect(hand.field()).to_have_value(f"@{name} ")
    await hand.page.keyboard.type(hand.mark)
    await hand.field().press("Enter")
    return await hand.came()


async def _reply(hand: Hand) -> str:
    message = await hand.reveal(hand.theirs)
    reply = hand.button(told("timeline", "reply"), within=message)
    if await reply.count() == 0:
        return NO_RIGHT
    await reply.click()
    return await hand.write(hand.mark)


async def _open_thread(hand: Hand) -> bool:
    message = await hand.reveal(hand.theirs)
    thread = hand.button(told("timeline", "thread"), within=message)
    if await thread.count() == 0:
        return False
    await thread.click()
    await hand.field(thread=True).wait_for()
    return True


async def _thread(hand: Hand) -> str:
    if not await _open_thread(hand):
        return NO_RIGHT
    came = await hand.write(hand.mark, thread=True)
    await hand.open()
    return came


async def _thread_film(hand: Hand) -> str:
    if not await _open_thread(hand):
        return NO_RIGHT
    came = await _sends(hand, "pictures", FILM, thread=True)
    await hand.open()
    return came


async def _begin_edit(hand: Hand) -> bool:
    if hand.own is None or not await hand.menu_of(hand.own, "edit"):
        return False
    await expect(hand.composer().get_by_text(say("editing"))).to_be_visible()
    return True


async def _edit(hand: Hand) -> str:
    return await hand.write(hand.mark) if await _begin_edit(hand) else NO_RIGHT


async def _edit_calls(hand: Hand) -> str:
    """After he has called everybody from an old client, too, as the table has it: each takes of what the day allows."""
    await hand.say_elsewhere(f"@room {hand.mark}")
    if not await _begin_edit(hand):
        return NO_RIGHT
    await hand.field().fill(f"{hand.mark} ")
    refused = await _calls(hand)
    if refused:
        await hand.page.keyboard.press("Escape")  # closes the list
        await hand.page.keyboard.press("Escape")  # leaves the edit
        await expect(hand.composer().get_by_text(say("editing"))).to_have_count(0)
        return refused
    await hand.field().press("Enter")
    return await hand.came()


async def _edit_theirs(hand: Hand) -> str:
    return ALLOWED if await hand.menu_of(hand.theirs, "edit") else NO_RIGHT


def _chip(message: Locator, key: str, *, is_own: bool) -> Locator:
    return message.locator(f"button[aria-pressed={str(is_own).lower()}]").filter(has_text=key)


async def _react(hand: Hand) -> str:
    message = await hand.reveal(hand.theirs)
    agree = hand.button(told("timeline", "agree"), within=message)
    if await agree.count() == 0:
        return NO_RIGHT
    await agree.click()
    await expect(_chip(message, "👍", is_own=True)).to_be_visible()
    return ALLOWED


async def _received(hand: Hand) -> str:
    """Written where one may write; else the answer that stands there from somebody is given too."""
    if await hand.gate() is None:
        await hand.field().fill("收到")
        await hand.field().press("Enter")
        own = _chip(hand.main, "收到", is_own=True)
        text = hand.main.locator("article[data-message^='$']").get_by_text("收到", exact=True)
        await expect(own.or_(text).first).to_be_visible()
        await expect(hand.field()).to_have_value("")
        return ALLOWED
    message = await hand.reveal(hand.place.others)
    await _chip(message, "收到", is_own=False).click()
    await expect(_chip(message, "收到", is_own=True)).to_be_visible()
    return ALLOWED


async def _accept(hand: Hand) -> str:
    """By the button beside the charter, where it asks for it; else in the way of old clients."""
    gate = await hand.gate()
    if gate is None:
        await hand.field().fill("!accept")
        await hand.field().press("Enter")
        await expect(hand.field()).to_have_value("")
        await expect(hand.composer().get_by_role("list", name=say("troubles"))).to_have_count(0)
        return ALLOWED
    await hand.open("charter")
    await hand.aside.get_by_text(re.compile(r"^1\. ")).first.wait_for()
    accept = hand.button(told("charter", "accept"), within=hand.aside)
    if await accept.count() == 0:
        return gate  # it asks for nothing, and one may not write
    await accept.click()
    await hand.toast(told("charter", "accepted"))
    await expect(hand.field()).to_be_visible()
    return ALLOWED


async def _take_back(hand: Hand) -> str:
    if hand.own and await hand.gate() is None:
        assert await hand.menu_of(hand.own, "recall")
        await hand.button(told("timeline", "recall"), within=hand.dialog).click()
        await expect(hand.main.get_by_text(told("timeline", "trace.own"))).to_be_visible()
        return ALLOWED
    message = await hand.reveal(hand.theirs)
    own = _chip(message, "👍", is_own=True)
    if await own.count() == 0:
        await hand.button(told("timeline", "agree"), within=message).click()
    await own.click()
    await expect(own).to_have_count(0)
    return ALLOWED


async def _remove(hand: Hand) -> str:
    if not await hand.menu_of(hand.theirs, "remove"):
        return NO_RIGHT
    await hand.dialog.get_by_role("textbox", name=told("timeline", "reason")).fill("发错群了")
    await hand.button(told("timeline", "remove"), within=hand.dialog).click()
    await expect(hand.main.get_by_text(re.compile("移除了.*的一条消息"))).to_be_visible()
    return ALLOWED


async def _later(hand: Hand) -> str:
    await hand.field().fill(hand.mark)
    await hand.button(say("later.menu"), within=hand.composer()).click()
    await hand.page.get_by_role("menuitem", name=say("later.choose")).click()
    await hand.dialog.get_by_role("button", name=re.compile(f"^{say('later.times.tomorrow')}")).click()
    await expect(hand.button(say("later.menuWaiting", count=1))).to_be_visible()
    await hand.is_settled()
    return ALLOWED


async def _pin(hand: Hand) -> str:
    if not await hand.menu_of(hand.theirs, "pin"):
        return NO_RIGHT
    await expect(hand.main.get_by_role("button", name=re.compile("1 条置顶"))).to_be_visible()
    return ALLOWED


async def _report(hand: Hand) -> str:
    if not await hand.menu_of(hand.theirs, "report"):
        return NO_RIGHT
    await hand.dialog.get_by_role("textbox", name=told("timeline", "reason")).fill("看看")
    await hand.button(told("timeline", "report"), within=hand.dialog).click()
    await hand.toast(told("timeline", "reported"))
    await hand.is_settled()
    return ALLOWED


# -- reading -----------------------------------------------------------------------------------------------------------


async def _read(hand: Hand) -> str:
    await expect(hand.message(hand.theirs)).to_be_visible()
    return ALLOWED


async def _read_state(hand: Hand) -> str:
    await expect(hand.main.locator("header").get_by_role("heading", level=1)).to_be_visible()
    return ALLOWED


async def _linked(hand: Hand) -> str:
    await hand.reveal(hand.theirs)
    return ALLOWED


async def _search(hand: Hand) -> str:
    await hand.open("search")
    looked_for = hand.aside.get_by_role("searchbox")
    await looked_for.fill("owner")
    await looked_for.press("Enter")
    await expect(hand.aside.get_by_role("listitem").first).to_be_visible()
    await hand.open()
    return ALLOWED


async def _members(hand: Hand) -> str:
    await hand.open("members")
    await expect(hand.aside.get_by_role("listitem").filter(has_text="何主任")).to_be_visible()
    return ALLOWED


# -- beside the conversation -------------------------------------------------------------------------------------------


async def _charter(hand: Hand) -> str:
    await hand.open("charter")
    await expect(hand.aside.get_by_text(told("charter", "version", version=1)).first).to_be_visible()
    await expect(hand.aside.get_by_text(re.compile(r"^1\. ")).first).to_be_visible()
    return ALLOWED


async def _versions(hand: Hand) -> str:
    await _charter(hand)
    await hand.button(told("charter", "showVersions"), within=hand.aside).click()
    shown = hand.aside.get_by_role("listitem").filter(has_text=told("charter", "version", version=1))
    await expect(shown).to_be_visible()
    return ALLOWED


async def _looks(hand: Hand) -> str:
    await _charter(hand)
    await expect(hand.aside.get_by_role("heading", name=told("charter", "looks"))).to_be_visible()
    return ALLOWED


async def _figures(hand: Hand) -> str:
    """Beside its clauses the page shows them to whom the house gives them, and asks for nobody else."""
    await _versions(hand)  # that was asked for later
    return await hand.figures()


async def amend(hand: Hand, edit: Locator) -> str:
    """Name and purpose at once: the next version of the charter."""
    if await edit.count() == 0:
        return NO_RIGHT
    await edit.click()
    await hand.dialog.get_by_role("textbox", name=told("charter", "name"), exact=True).fill(
        f"改名{hand.mark[-12:]}"
    )
    await hand.dialog.get_by_role("textbox", name=told("charter", "purpose")).fill(f"另一个用途 {hand.mark}")
    await hand.button(told("charter", "preview"), within=hand.dialog).click()
    await hand.button(told("charter", "amend"), within=hand.dialog).click()
    await hand.is_settled()
    return ALLOWED


async def _amend(hand: Hand) -> str:
    await _charter(hand)
    came = await amend(hand, hand.button(told("charter", "edit"), within=hand.aside))
    if came == ALLOWED:
        await expect(hand.aside.get_by_text(f"另一个用途 {hand.mark}").first).to_be_visible()
    return came


async def add_person(hand: Hand, add: Locator) -> str:
    if await add.count() == 0:
        return NO_RIGHT
    await add.click()
    await hand.choose_person("qian", "钱工")
    await hand.dialog.get_by_role("textbox", name=told("charter", "reason")).fill("借调")
    await hand.button(told("charter", "addPerson"), within=hand.dialog).click()
    await hand.is_settled()
    return ALLOWED


async def _exception(hand: Hand) -> str:
    await _members(hand)
    return await add_person(hand, hand.button(told("charter", "addPerson"), within=hand.aside))


async def _invite(hand: Hand) -> str:
    await _members(hand)
    invite = hand.button(told("charter", "invite"), within=hand.aside)
    if await invite.count() == 0:
        return NO_RIGHT
    await invite.click()
    await hand.choose_person("zhao", "赵工")
    await hand.button(told("charter", "invite"), within=hand.dialog).click()
    await hand.is_settled()
    return ALLOWED


async def restrain(hand: Hand) -> str:
    await hand.dialog.get_by_role("textbox", name=told("charter", "reason")).fill("刷屏")
    await hand.button(told("charter", "restrain"), within=hand.dialog).click()
    await hand.is_settled()
    return ALLOWED


async def _mute(hand: Hand) -> str:
    await _members(hand)
    name = "李工" if hand.role == "newcomer" else "王工"
    await hand.button(told("charter", "moreAbout", person=name), within=hand.aside).click()
    items = hand.page.get_by_role("menuitem")
    await items.first.wait_for()
    item = items.filter(has_text=told("charter", "restrain"))
    if await item.count() == 0:
        await hand.page.keyboard.press("Escape")
        await expect(items).to_have_count(0)
        return NO_RIGHT
    await item.click()
    return await restrain(hand)


async def _leave(hand: Hand) -> str:
    await hand.main.locator("header").get_by_role("button", name=told("conversation", "openMenu")).click()
    await hand.page.get_by_role("menuitem", name=told("conversation", "leave")).click()
    sure = hand.button(told("conversation", "leave"), within=hand.dialog)
    why = hand.button(told("common", "close"), within=hand.dialog)
    await expect(sure.or_(why).first).to_be_visible()
    if await sure.count() == 0:
        await why.last.click()
        await hand.is_settled()
        return NO_RIGHT
    await sure.click()
    await expect(hand.page).to_have_url(re.compile("/chats$"))
    return ALLOWED


# By the page of a conversation, in the order in which a hand does them: what needs earlier messages first, what ends
# the stay last. Three that one amendment does together have one deed.
TALK: dict[str, Deed] = {
    "读消息 / read messages": _read,
    "读状态 / read state": _read_state,
    "读一条消息 / read one event": _linked,
    "读上下文 / read context": _linked,
    "回复 / reply": _reply,
    "话题回复 / in a thread": _thread,
    "话题里发视频 / a video in a thread": _thread_film,
    "点表情 / reaction": _react,
    "改别人的消息 / edit somebody else's": _edit_theirs,
    "置顶 / pins": _pin,
    "举报消息 / report": _report,
    "改自己的消息 / edit one's own": _edit,
    "文字 / text": _writing("{mark}"),
    "图片 / image": _sending("pictures", PICTURE),
    "视频 / video": _sending("pictures", FILM),
    "语音 / voice": _voice,
    "文件 / file": _sending("files", PAPER),
    "视频当文件发 / a film sent as a file": _sending("files", DISGUISED),
    "链接 / link": _writing("{mark} https://www.example.com/a"),
    "投票 / poll": _poll,
    "推销 / advert": _writing(f"{ADVERT} {{mark}}"),
    "@所有人 / @room": _everybody,
    "@一个人 / a mention": _mention,
    "改成 @所有人 / edit into @room": _edit_calls,
    "定时发文字 / text, delayed": _later,
    "收到 / received": _received,
    "撤回自己的 / redact one's own": _take_back,
    "移除别人的 / redact somebody else's": _remove,
    "搜索 / search": _search,
    "看成员 / read members": _members,
    "看群规 / see the charter": _charter,
    "看群规历史 / see its versions": _versions,
    "看谁看过本群 / see who looked in": _looks,
    "看条款统计 / see what clauses did": _figures,
    "改群规 / change the charter": _amend,
    "登记例外 / file an exception": _exception,
    "邀请 / invite": _invite,
    "禁言一人 / mute somebody": _mute,
    "接受群规 / accept the charter": _accept,
    "退出 / leave": _leave,
}

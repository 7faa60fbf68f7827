"""What people do in groups: about seventy actions, each with every role, in every kind, by every client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from tests.kit.client import Json, part
from tests.kit.company import user
from tests.matrix.doers import Doer
from tests.matrix.place import SPARE, Place

Do = Callable[[Doer, Place, str], Awaitable[Any]]
V3, OURS = "/_matrix/client/v3", "/_fangyuan/v1"


class Action(NamedTuple):
    """`name` in both languages; `fresh`: it changes the group, so that each gets one of his own.

    `shows`: the mark that it is given (a text of its own) stands in the group if it is allowed, and only then.
    """

    name: str
    do: Do
    fresh: bool = False
    shows: bool = False


def text(body: str, **more: Any) -> Json:
    content: Json = {"msgtype": "m.text", "body": body, "m.mentions": {}}
    return content | more


def media(msgtype: str, name: str, type: str, uri: str, **more: Any) -> Json:
    return {"msgtype": msgtype, "body": name, "url": uri, "info": {"mimetype": type}, "m.mentions": {}} | more


def relating(event_id: str, rel_type: str, **more: Any) -> Json:
    return {"m.relates_to": {"rel_type": rel_type, "event_id": event_id, **more}}


def replacing(event_id: str, new: Json, **more: Any) -> Json:
    return {**new, **more, "m.new_content": new, **relating(event_id, "m.replace")}


def _message(make: Callable[[Place, str], Json], type: str = "m.room.message") -> Do:
    async def do(doer: Doer, place: Place, mark: str) -> None:
        await doer.send(place.room, type, make(place, mark))

    return do


def _edit(make: Callable[[Place, str], Json], *, of_others: bool = False, calls: bool = False) -> Do:
    async def do(doer: Doer, place: Place, mark: str) -> None:
        event_id = place.charter_event if of_others else place.own_of(doer.user_id)
        mentions = {"m.mentions": {"room": True}} if calls else {}
        await doer.send(place.room, "m.room.message", replacing(event_id, make(place, mark), **mentions))

    return do


def _reaction(key: Callable[[str], str]) -> Do:
    return _message(lambda p, m: relating(p.others, "m.annotation", key=key(m)), "m.reaction")


def _state(type: str, content: Json) -> Do:
    async def do(doer: Doer, place: Place, mark: str) -> None:
        await doer.put_state(place.room, type, content)

    return do


def _read(path: str) -> Do:
    async def do(doer: Doer, place: Place, mark: str) -> None:
        await doer.request("GET", V3 + path.format(room=part(place.room), event=part(place.charter_event)))

    return do


def _call(method: str, path: str, body: Any = None) -> Do:
    """A request that no library has a method for; the place's ids are put into path and body."""

    async def do(doer: Doer, place: Place, mark: str) -> None:
        ids = {
            "room": part(place.room),
            "event": part(place.charter_event),
            "me": part(doer.user_id),
            "mark": mark,
        }
        await doer.request(method, path.format(**ids), body)

    return do


# -- one by one --------------------------------------------------------------------------------------------------------


async def _redact_own(doer: Doer, place: Place, mark: str) -> None:
    said = await doer.send(place.room, "m.reaction", relating(place.others, "m.annotation", key=mark[-30:]))
    await doer.redact(place.room, said)


async def _redact_others(doer: Doer, place: Place, mark: str) -> None:
    mine = place.own.get(doer.user_id)
    await doer.redact(place.room, next(event for event in place.own.values() if event != mine))


async def _invite(doer: Doer, place: Place, mark: str) -> None:
    await doer.invite(place.room, user(SPARE))


async def _join(doer: Doer, place: Place, mark: str) -> None:
    await doer.join(place.room)


async def _leave(doer: Doer, place: Place, mark: str) -> None:
    await doer.leave(place.room)


async def _kick(doer: Doer, place: Place, mark: str) -> None:
    await doer.kick(place.room, user("wang"))


async def _ban(doer: Doer, place: Place, mark: str) -> None:
    await doer.ban(place.room, user("wang"))


async def _pin(doer: Doer, place: Place, mark: str) -> None:
    await doer.put_state(place.room, "m.room.pinned_events", {"pinned": [place.charter_event, place.others]})


async def _search(doer: Doer, place: Place, mark: str) -> None:
    wanted: Json = {"search_term": "owner", "filter": {"rooms": [place.room]}}
    answer = await doer.request("POST", f"{V3}/search", {"search_categories": {"room_events": wanted}})
    if not answer["search_categories"]["room_events"]["results"]:
        raise LookupError


async def _charter(doer: Doer, place: Place, mark: str) -> None:
    await doer.request("PUT", f"{OURS}/groups/{part(place.room)}/charter", {"purpose": mark})


async def _exception(doer: Doer, place: Place, mark: str) -> None:
    wish = {"person_id": SPARE, "effect": "include", "reason": "借调"}
    await doer.request("POST", f"{OURS}/groups/{part(place.room)}/exceptions", wish)


def _delayed(make: Callable[[Place, str], Json]) -> Do:
    async def do(doer: Doer, place: Place, mark: str) -> None:
        path = f"{V3}/rooms/{part(place.room)}/send/m.room.message/{part(mark)}"
        await doer.request("PUT", f"{path}?org.matrix.msc4140.delay=86400000", make(place, mark))

    return do


NAMING: Json = {"m.mentions": {"user_ids": [user("he")]}}
LISTED = {"visibility": "public"}
HANDED = {"owner": "sun", "reason": "x"}
MUTED = {"user": "wang", "act": "mute", "minutes": 5, "reason": "x"}
POLL: Json = {"question": {"m.text": [{"body": "几点开会？"}]}, "answers": []}
ANSWERS = [{"m.id": str(n), "m.text": [{"body": f"{n}点"}]} for n in (9, 10)]
ADVERT = "全场五折，加微信 abc12345 领券，转发到三个群再送一份！"

ACTIONS: tuple[Action, ...] = (
    # messages
    Action("文字 / text", _message(lambda p, m: text(m)), shows=True),
    Action("图片 / image", _message(lambda p, m: media("m.image", m, "image/png", p.picture)), shows=True),
    Action("视频 / video", _message(lambda p, m: media("m.video", m, "video/mp4", p.film)), shows=True),
    Action("语音 / voice", _message(lambda p, m: media("m.audio", m, "audio/ogg", p.picture)), shows=True),
    Action("文件 / file", _message(lambda p, m: media("m.file", m, "application/pdf", p.picture)), shows=True),
    Action(
        "视频当文件发 / a film sent as a file",
        _message(lambda p, m: media("m.file", f"{m}.docx", "application/msword", p.film)),
        shows=True,
    ),
    Action("链接 / link", _message(lambda p, m: text(f"{m} https://www.example.com/a")), shows=True),
    Action("贴图 / sticker", _message(lambda p, m: media("", m, "image/png", p.picture), "m.sticker"), shows=True),
    Action(
        "投票 / poll",
        _message(lambda p, m: {"m.poll": {**POLL, "answers": ANSWERS}, "m.text": [{"body": m}]}, "m.poll.start"),
        shows=True,
    ),
    Action(
        "位置 / location", _message(lambda p, m: text(m, msgtype="m.location", geo_uri="geo:30,120")), shows=True
    ),
    Action("自定义消息 / an event of its own type", _message(lambda p, m: text(m), "org.example.note"), shows=True),
    Action("推销 / advert", _message(lambda p, m: text(f"{ADVERT} {m}")), shows=True),
    Action("@所有人 / @room", _message(lambda p, m: text(m, **{"m.mentions": {"room": True}})), shows=True),
    Action("正文里写 @room / @room in the text", _message(lambda p, m: {"msgtype": "m.text", "body": f"@room {m}"})),
    Action("@一个人 / a mention", _message(lambda p, m: text(m, **NAMING)), shows=True),
    Action(
        "回复 / reply",
        _message(lambda p, m: text(m, **{"m.relates_to": {"m.in_reply_to": {"event_id": p.others}}})),
        shows=True,
    ),
    Action("话题回复 / in a thread", _message(lambda p, m: text(m, **relating(p.others, "m.thread"))), shows=True),
    Action("话题里发视频 / a video in a thread", _message(
        lambda p, m: media("m.video", m, "video/mp4", p.film, **relating(p.others, "m.thread"))
    ), shows=True),
    Action("改自己的消息 / edit one's own", _edit(lambda p, m: text(m)), shows=True),
    Action("改成视频 / edit into a video", _edit(lambda p, m: media("m.video", m, "video/mp4", p.film)), shows=True),
    Action(
        "改成 @所有人 / edit into @room", _edit(lambda p, m: text(m), calls=True), shows=True
    ),
    Action("改别人的消息 / edit somebody else's", _edit(lambda p, m: text(m), of_others=True), shows=True),
    Action("点表情 / reaction", _reaction(lambda m: f"👍{m}"[-40:])),
    Action(
        "用表情写句子 / a sentence as a reaction",
        _reaction(lambda m: f"下班后来二楼 {m} " * 3),
    ),
    Action("收到 / received", _message(lambda p, m: text("收到"))),
    Action("接受群规 / accept the charter", _message(lambda p, m: text("!accept")), fresh=True),
    Action("撤回自己的 / redact one's own", _redact_own),
    Action("移除别人的 / redact somebody else's", _redact_others, fresh=True),
    Action("发密文 / ciphertext", _message(lambda p, m: {"ciphertext": m}, "m.room.encrypted")),
    Action("定时发文字 / text, delayed", _delayed(lambda p, m: text(m))),
    # state
    Action("消息当状态发 / a message as state", _state("m.room.message", text("当状态发"))),
    Action("改群名 / name", _state("m.room.name", {"name": "改名"}), fresh=True),
    Action("改用途 / topic", _state("m.room.topic", {"topic": "另一个用途"}), fresh=True),
    Action("改头像 / avatar", _state("m.room.avatar", {})),
    Action("置顶 / pins", _pin, fresh=True),
    Action("改权限 / power levels", _state("m.room.power_levels", {"users_default": 100})),
    Action("开加密 / encryption", _state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})),
    Action("改加入方式 / join rules", _state("m.room.join_rules", {"join_rule": "public"}), fresh=True),
    Action("改历史可见 / history visibility", _state("m.room.history_visibility", {"history_visibility": "shared"})),
    Action("放访客进来 / guest access", _state("m.room.guest_access", {"guest_access": "can_join"}), fresh=True),
    Action("换房间 / tombstone", _state("m.room.tombstone", {"body": "x", "replacement_room": "!x:test.local"})),
    Action("直接写群规 / write the charter's state", _state("fangyuan.charter", {"status": "open"})),
    Action("自定义状态 / state of its own type", _state("org.example.state", {"a": 1})),
    # coming and going
    Action("邀请 / invite", _invite, fresh=True),
    Action("加入 / join", _join, fresh=True),
    Action("退出 / leave", _leave, fresh=True),
    Action("移出 / kick", _kick, fresh=True),
    Action("封禁 / ban", _ban, fresh=True),
    Action("申请加入 / knock", _call("POST", f"{V3}/knock/{{room}}", {"reason": "想参加"}), fresh=True),
    Action("升级房间 / upgrade", _call("POST", f"{V3}/rooms/{{room}}/upgrade", {"new_version": "11"}), fresh=True),
    Action("列入目录 / list publicly", _call("PUT", f"{V3}/directory/list/room/{{room}}", LISTED), fresh=True),
    # reading
    Action("读消息 / read messages", _read("/rooms/{room}/messages?dir=b&limit=5")),
    Action("读状态 / read state", _read("/rooms/{room}/state")),
    Action("看成员 / read members", _read("/rooms/{room}/members")),
    Action("读一条消息 / read one event", _read("/rooms/{room}/event/{event}")),
    Action("读上下文 / read context", _read("/rooms/{room}/context/{event}?limit=3")),
    Action("读关联消息 / read relations", _call("GET", "/_matrix/client/v1/rooms/{room}/relations/{event}")),
    Action("搜索 / search", _search),
    # signals
    Action("已读回执 / receipt", _call("POST", f"{V3}/rooms/{{room}}/receipt/m.read/{{event}}", {})),
    Action("正在输入 / typing", _call("PUT", f"{V3}/rooms/{{room}}/typing/{{me}}", {"typing": False})),
    Action("举报消息 / report", _call("POST", f"{V3}/rooms/{{room}}/report/{{event}}", {"reason": "x"})),
    # governing
    Action("看群规 / see the charter", _call("GET", f"{OURS}/groups/{{room}}")),
    Action("看群规历史 / see its versions", _call("GET", f"{OURS}/groups/{{room}}/charter/versions")),
    Action("改群规 / change the charter", _charter, fresh=True),
    Action("看条款统计 / see what clauses did", _call("GET", f"{OURS}/groups/{{room}}/charter/figures")),
    Action("登记例外 / file an exception", _exception, fresh=True),
    Action("看谁看过本群 / see who looked in", _call("GET", f"{OURS}/groups/{{room}}/looks")),
    Action("移交群主 / hand over", _call("POST", f"{OURS}/groups/{{room}}/owner", HANDED), fresh=True),
    Action("归档 / archive", _call("POST", f"{OURS}/groups/{{room}}/archive", {"reason": "x"}), fresh=True),
    Action("关闭 / close", _call("POST", f"{OURS}/groups/{{room}}/close", {"reason": "x"}), fresh=True),
    Action("禁言一人 / mute somebody", _call("POST", f"{OURS}/groups/{{room}}/restraints", MUTED), fresh=True),
    Action("导出本群 / export", _call("POST", f"{OURS}/groups/{{room}}/exports", {"reason": "x"}), fresh=True),
)  # fmt: skip

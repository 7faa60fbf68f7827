"""A group in which all kinds of things have been said, a direct chat, something to approve: no page is empty."""

from __future__ import annotations

from dataclasses import dataclass

from tests.kit.client import Json, MatrixClient
from tests.kit.company import found, people, sign_in, user
from tests.kit.files import picture, put_up
from tests.kit.relations import edit_of, react, relating
from tests.kit.rig import Rig

ADVERT = "全场五折，加微信 abc12345 领券，转发到三个群再送一份！"
LONG = (
    "二号泵停机检修：更换机械密封、校正联轴器、复测振动；检修期间由一号泵单独供水，流量不足时请提前通知调度。"
    * 4
)
HTML = (
    "<p>检修分三步：</p><ol><li><strong>停机</strong>挂牌</li><li>更换密封</li></ol>"
    "<blockquote>先确认隔离</blockquote>"
    "<pre><code>pump-02: ready, vibration 2.8 mm/s, temperature 61 degrees, all on one very long line</code></pre>"
    '<p>见 <a href="https://example.com/manual">手册</a></p>'
)


@dataclass
class Furnished:
    room: str
    direct: str
    root: str  # of a thread
    said: str  # a message with readers and reactions
    group: Json


async def furnish(rig: Rig, name: str = "三号泵改造 · 现场协调与每日进度") -> Furnished:
    """With 林管理 the administrator in it, owned by 何主任; 王工 has not accepted the charter."""
    he, li, lin, wang = await sign_in(rig, "he", "li", "lin", "wang")
    group = await found(lin, name=name, audience=people("he", "li", "wang", "lin"))
    room = group["room_id"]
    for client in (he, li, lin):
        await client.ok("POST", f"/_fangyuan/v1/groups/{room}/charter/acceptance")
    said = await _talk(he, li, lin, room)
    root = await he.send(room, {"msgtype": "m.text", "body": "三号泵的备件到了吗？"})
    for client, body in ((li, "昨天到的，在库房。"), (lin, "入库单已补。")):
        await client.send(room, relating("m.thread", root, body))
    await _files(he, room)
    await _poll(li, lin, room)
    await he.put(f"/rooms/{room}/send/m.room.message/advert", {"msgtype": "m.text", "body": ADVERT})
    for client in (li, lin):
        await client.ok("POST", f"/rooms/{room}/receipt/m.read/{said}", {})
    direct = await li.create_room(is_direct=True, invite=[lin.user_id], preset="trusted_private_chat")
    await lin.join(direct)
    await li.send(direct, {"msgtype": "m.text", "body": "林工，我的账号登录不上。"})
    await wang.ok("GET", f"/_fangyuan/v1/groups/{room}")
    return Furnished(room, direct, root, said, group)


async def _talk(he: MatrixClient, li: MatrixClient, lin: MatrixClient, room: str) -> str:
    said = await he.send(room, {"msgtype": "m.text", "body": LONG})
    await react(li, room, said, "👍")
    await react(lin, room, said, "👍")
    await react(lin, room, said, "收到")
    html = {
        "msgtype": "m.text",
        "body": "检修分三步",
        "format": "org.matrix.custom.html",
        "formatted_body": HTML,
    }
    await he.send(room, html)
    answer = await li.send(
        room, {"msgtype": "m.text", "body": "明白", "m.relates_to": {"m.in_reply_to": {"event_id": said}}}
    )
    await li.send(room, edit_of(answer, "明白，八点前到位"))
    await li.redact(room, await li.send(room, {"msgtype": "m.text", "body": "发错了"}))
    await he.send(
        room, {"msgtype": "m.text", "body": "请看 @林管理", "m.mentions": {"user_ids": [user("lin")]}}
    )
    await li.send(room, {"msgtype": "m.emote", "body": "去现场了"})
    await li.send(room, {"msgtype": "m.location", "body": "泵房", "geo_uri": "geo:30.2,120.1"})
    return said


async def _files(he: MatrixClient, room: str) -> None:
    image = await put_up(he, picture(320, 200), "image/png", "泵房.png")
    about: Json = {"mimetype": "image/png", "w": 320, "h": 200, "size": 900}
    await he.send(
        room, {"msgtype": "m.image", "body": "泵房.png", "filename": "泵房.png", "url": image, "info": about}
    )
    pdf = await put_up(he, b"%PDF-1.4 nothing", "application/pdf", "检修规程.pdf")
    about = {"mimetype": "application/pdf", "size": 16}
    await he.send(
        room,
        {"msgtype": "m.file", "body": "检修规程.pdf", "filename": "检修规程.pdf", "url": pdf, "info": about},
    )
    voice = await put_up(he, b"OggS" + bytes(200), "audio/ogg", "语音.ogg")
    await he.send(
        room,
        {
            "msgtype": "m.audio",
            "body": "语音.ogg",
            "url": voice,
            "info": {"mimetype": "audio/ogg", "size": 204, "duration": 4000},
            "org.matrix.msc1767.audio": {"duration": 4000, "waveform": [10, 400, 800, 200] * 10},
            "org.matrix.msc3245.voice": {},
        },
    )


async def _poll(li: MatrixClient, lin: MatrixClient, room: str) -> None:
    asked: Json = {"m.text": [{"body": "明天几点开会？"}]}
    answers = [{"m.id": str(hour), "id": str(hour), "m.text": [{"body": f"{hour} 点"}]} for hour in (9, 10)]
    poll = {"question": asked, "kind": "m.disclosed", "max_selections": 1, "answers": answers}
    started = await li.send(room, {"m.poll": poll, **asked}, type="m.poll.start")
    vote: Json = {"m.relates_to": {"rel_type": "m.reference", "event_id": started}, "m.selections": ["9"]}
    await lin.send(room, vote, type="m.poll.response")

"""Adverts and quarrels, as people meet them: held with reasons, echoes, newcomers, QR codes, cooling down."""

from __future__ import annotations

import io
import itertools
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from fangyuan.wording.adverts import SUSPICIOUS, score_advert
from tests.kit.client import Answer, Json, MatrixClient, part
from tests.kit.company import EVERYBODY, found, people, sign_in, user, words_of_the_house
from tests.kit.rig import Rig

ADVERT = "想做副业的看过来，在家就能赚，日结300，名额有限，加薇❤：qq_jz886，进群免费领资料"
DOUBTFUL = "我姐的店周末开业，大家捧场"  # alone it passes
MINUTE, DAY = 60_000, 86_400_000
_SAID = itertools.count()


async def group(rig: Rig, *clauses: Json, **more: Any) -> tuple[MatrixClient, str]:
    [he] = await sign_in(rig, "he")
    wish: Json = {"clauses": list(clauses), "audience": people(*sorted(EVERYBODY)), **more}
    return he, (await found(he, **wish))["room_id"]


async def say(client: MatrixClient, room: str, body: str, **content: Any) -> Answer:
    path = f"/rooms/{part(room)}/send/m.room.message/said{next(_SAID)}"
    return await client.put(path, {"msgtype": "m.text", "body": body, "m.mentions": {}, **content})


async def bodies(client: MatrixClient, room: str) -> list[str]:
    chunk = (await client.ok("GET", f"/rooms/{part(room)}/messages", dir="f", limit=200))["chunk"]
    return [
        event["content"]["body"]
        for event in chunk
        if event["type"] == "m.room.message" and event["sender"] != user("fangyuan")
    ]


def verdict(answer: Answer) -> Json:
    assert answer.errcode == "M_FORBIDDEN", answer.body
    return answer.body["fangyuan.verdict"]


# -- adverts -----------------------------------------------------------------------------------------------------------


async def test_an_advert_waits_for_approval_with_its_reasons_in_both_languages(works: Rig) -> None:
    he, room = await group(works, {"type": "adverts", "id": "adverts"})
    [li] = await sign_in(works, "li")
    stopped = verdict(await say(li, room, ADVERT))
    assert (stopped["verdict"], stopped["clause"], stopped["clause_id"]) == ("hold", 1, "adverts")
    assert "变形的联系方式" in stopped["reason"]["zh-CN"]
    assert "a contact in disguise" in stopped["reason"]["en"]
    assert await bodies(he, room) == []
    assert any("像推销" in word for word in await words_of_the_house(li))


async def test_it_can_be_refused_and_then_counts_on_the_ladder(works: Rig) -> None:
    _, room = await group(works, {"type": "adverts", "id": "adverts", "verdict": "refuse"})
    [li] = await sign_in(works, "li")
    assert verdict(await say(li, room, ADVERT))["verdict"] == "refuse"
    assert any("第 1 次" in word for word in await words_of_the_house(li))


@pytest.mark.parametrize(
    "body",
    [
        "华东区最新价格表：A款128元/件，B款96元/件，起订500件，月底前有效",
        "供应商刘工电话13912345678，明天上午到货，仓库放行一下",
        "客户王总的微信是 wzg198，明天他来参观，接待的同事加一下",
        "反诈提醒：凡是说“刷单日结、先垫付后返现”的都是诈骗，别信别点",
        "工会组织团购脐橙，45元一箱，自愿报名，周五前在OA登记",
        "通知！！！周五消防演习，全员参加！！！",
        "Updated price list: M8 bolts $0.12 each, 10,000+ at $0.09, lead time three weeks",
    ],
)
async def test_work_that_looks_like_it_passes(works: Rig, body: str) -> None:
    _, room = await group(works, {"type": "adverts"}, {"type": "quarrels"})
    [li] = await sign_in(works, "li")
    assert (await say(li, room, body)).status == 200


async def test_on_trial_it_is_only_counted(works: Rig) -> None:
    he, room = await group(works, {"type": "adverts", "id": "adverts", "mode": "observe"})
    [li] = await sign_in(works, "li")
    assert (await say(li, room, ADVERT)).status == 200
    figures = (await he.get(f"/_fangyuan/v1/groups/{room}/charter/figures")).body["figures"]
    assert [(one["verdict"], one["observed"], one["count"]) for one in figures] == [("hold", True, 1)]


def just_above(body: str) -> Json:
    """A clause that lets this text pass by itself, and not with anything more against it."""
    score = score_advert(body).score
    assert SUSPICIOUS <= score < 95
    return {"type": "adverts", "id": "adverts", "score": max(50, score + 2)}


async def test_the_same_text_in_other_groups_weighs_more(works: Rig) -> None:
    clause = just_above(DOUBTFUL)
    he, first = await group(works, clause)
    rooms = [first, *[(await group(works, clause))[1] for _ in range(3)]]
    [li] = await sign_in(works, "li")
    for room in rooms:  # nobody's first word here
        await li.send(room, "早")
    answers = [await say(li, room, f"{DOUBTFUL}{'！' * index}") for index, room in enumerate(rooms)]
    assert answers[0].status == 200
    assert "同样的内容" in verdict(answers[-1])["reason"]["zh-CN"]
    assert await bodies(he, rooms[-1]) == ["早"]


async def test_a_message_is_no_echo_of_itself(own_works: Rig) -> None:
    _, room = await group(own_works, just_above(DOUBTFUL))
    [li] = await sign_in(own_works, "li")
    await li.send(room, "早")
    for _ in range(3):
        assert (await say(li, room, DOUBTFUL)).status == 200


async def test_a_newcomers_first_message_weighs_more(own_works: Rig) -> None:
    _, room = await group(own_works, just_above(DOUBTFUL))
    li, wang = await sign_in(own_works, "li", "wang")
    assert "新成员" in verdict(await say(li, room, DOUBTFUL))["reason"]["zh-CN"]
    own_works.clock.advance(15 * DAY)
    assert (await say(wang, room, DOUBTFUL + "哦")).status == 200


def picture(code: str) -> bytes:
    drawn = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode).to_image(scale=5)  # pyright: ignore[reportUnknownMemberType]
    width, height = memoryview(drawn).shape[1], memoryview(drawn).shape[0]  # type: ignore[arg-type]
    poster = Image.new("RGB", (800, 900), "white")
    poster.paste(Image.frombytes("L", (width, height), bytes(memoryview(drawn))), (200, 400))  # type: ignore[arg-type]
    out = io.BytesIO()
    poster.save(out, "PNG")
    return out.getvalue()


async def post_picture(client: MatrixClient, room: str, code: str, words: str) -> Answer:
    headers = {"Content-Type": "image/png"}
    uploaded = await client.request("POST", "/_matrix/media/v3/upload", picture(code), headers=headers)
    uri = uploaded.body["content_uri"]
    return await say(
        client, room, words, msgtype="m.image", url=uri, filename="a.png", info={"mimetype": "image/png"}
    )


async def test_a_qr_code_in_a_picture_is_a_hook_unless_it_is_the_companys_own(own_works: Rig) -> None:
    own_works.clock.advance(15 * DAY)
    words = "福利来了，先到先得"
    _, room = await group(own_works, {"type": "adverts", "score": 50})
    li, chen = await sign_in(own_works, "li", "chen")
    stopped = verdict(await post_picture(li, room, "https://u.wechat.com/MAbc123", words))
    assert "二维码" in stopped["reason"]["zh-CN"]
    domains = {"domains": ["shop.example.com"]}
    assert (await chen.put("/_fangyuan/v1/policies/own-domains", domains)).status == 200
    assert (await post_picture(li, room, "https://www.shop.example.com/a", words)).status == 200
    assert (await post_picture(li, room, "ASSET-00231", words)).status == 200


# -- quarrels ----------------------------------------------------------------------------------------------------------

QUARRELS: Json = {"type": "quarrels", "id": "quarrels", "every_seconds": 60, "minutes": 20}
FIGHT = (
    ("li", "你是不是有病，这么简单的事都能搞错？"),
    ("wang", "你才神经病，自己没本事别赖我！"),
    ("li", "废物一个，滚！"),
)


async def by_name(rig: Rig, *names: str) -> dict[str, MatrixClient]:
    return dict(zip(names, await sign_in(rig, *names), strict=True))


async def fight(rig: Rig, room: str) -> tuple[dict[str, MatrixClient], list[Answer]]:
    clients = await by_name(rig, "li", "wang", "zhao")
    answers: list[Answer] = []
    for who, words in FIGHT:
        answers.append(await say(clients[who], room, words))
        await say(clients["zhao"], room, "大家冷静一下")
        rig.clock.advance(20_000)
    return clients, answers


async def test_two_who_quarrel_are_slowed_down_and_somebody_mediates(own_works: Rig) -> None:
    he, room = await group(own_works, QUARRELS)
    clients, answers = await fight(own_works, room)
    assert [one.status for one in answers] == [200, 200, 403]
    assert verdict(answers[2])["clause_id"] == "quarrels"
    for name in ("li", "wang"):
        told = [
            word for word in await words_of_the_house(clients[name]) if "火气" in word or "缓一缓" in word
        ]
        assert len(told) == 1
        assert "何主任" in told[0]
    assert any("调解" in word for word in await words_of_the_house(he))
    assert (await say(clients["wang"], room, "我先去忙")).status == 403  # wrote less than a minute ago
    assert (await say(clients["zhao"], room, "继续谈工作")).status == 200  # a third person is free
    own_works.clock.advance(MINUTE)
    assert (await say(clients["wang"], room, "我先去忙")).status == 200
    own_works.clock.advance(20 * MINUTE)
    assert (await say(clients["wang"], room, "好了")).status == 200
    assert (await say(clients["wang"], room, "开工")).status == 200


async def test_it_is_known_from_the_log_after_a_restart(own_works: Rig) -> None:
    _, room = await group(own_works, QUARRELS)
    li, wang = await sign_in(own_works, "li", "wang")
    await say(li, room, FIGHT[0][1])
    await say(wang, room, FIGHT[1][1])
    await own_works.restart()
    [li] = await sign_in(own_works, "li")
    assert verdict(await say(li, room, FIGHT[2][1]))["clause_id"] == "quarrels"


async def test_the_owner_who_quarrels_does_not_mediate_himself(own_works: Rig) -> None:
    he, room = await group(own_works, QUARRELS)
    [li] = await sign_in(own_works, "li")
    for client, words in ((he, FIGHT[0][1]), (li, FIGHT[1][1]), (he, FIGHT[2][1])):
        await say(client, room, words)
    told = [word for word in await words_of_the_house(li) if "缓一缓" in word]
    assert "陈人事" in told[0]


@pytest.mark.parametrize(
    "said",
    [
        (("li", "哈哈哈你个傻瓜"), ("wang", "滚蛋哈哈，又骗我请客"), ("li", "笑死，你才傻")),  # friends
        (("li", FIGHT[0][1]), ("wang", "我查一下，稍等"), ("li", FIGHT[2][1])),  # only one is hostile
        (("li", "停机！！立刻停机！3号线有人！"), ("wang", "快断电！！！"), ("li", "都让开！！危险！！")),
        (("li", "恭喜！！！"), ("wang", "太棒了！！！"), ("li", "大家辛苦了！！！")),
        (("li", "为什么又延期？"), ("wang", "请你把话说清楚"), ("li", "数据明显不对，今天给我解释")),
    ],
)
async def test_what_is_no_quarrel_of_two_goes_on(works: Rig, said: tuple[tuple[str, str], ...]) -> None:
    _, room = await group(works, QUARRELS)
    clients = await by_name(works, "li", "wang")
    for who, words in said:
        assert (await say(clients[who], room, words)).status == 200


async def test_hours_later_it_is_no_quarrel(own_works: Rig) -> None:
    _, room = await group(own_works, QUARRELS)
    clients = await by_name(own_works, "li", "wang")
    for who, words in FIGHT:
        assert (await say(clients[who], room, words)).status == 200
        own_works.clock.advance(6 * MINUTE)

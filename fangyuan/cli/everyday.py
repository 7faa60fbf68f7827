"""What people of the demonstration company say to each other on a morning: `everyday.toml`, sent as they would."""

from __future__ import annotations

import io
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import msgspec
from PIL import Image, ImageDraw

from fangyuan.cli.story import CLIENT, OURS, Company, Say, find_department, found_group

_WIDTH, _HEIGHT = 960, 540
_BARS = (0.35, 0.62, 0.48, 0.9, 0.25, 0.4, 0.15)
POLL = "org.matrix.msc3381.poll"


class Line(msgspec.Struct, forbid_unknown_fields=True):
    """Something that somebody says; what it replies to, who likes it, how they vote."""

    who: str
    text: str = ""
    id: str = ""
    reply: str = ""
    mention: str = ""
    likes: str = ""
    image: str = ""
    poll: str = ""
    answers: list[str] = []
    votes: dict[str, int] = {}


class Group(msgspec.Struct, forbid_unknown_fields=True):
    """A group by its name; the story founded it already where it has no kind."""

    name: str
    says: list[Line]
    kind: str = ""
    owner: str = ""
    purpose: str = ""
    people: list[str] = []
    department: str = ""
    agrees: str = ""  # who has to agree that it is founded
    floor: str = ""  # a rank: whoever has it or a higher one


class Chat(msgspec.Struct, rename={"partner": "with"}, forbid_unknown_fields=True):
    """A direct chat of two."""

    who: str
    partner: str
    says: list[Line]


class Waiting(msgspec.Struct, forbid_unknown_fields=True):
    """A message that the charter holds back, or a group that somebody has to agree to."""

    who: str
    held: str = ""
    kind: str = ""
    name: str = ""
    purpose: str = ""


class Everyday(msgspec.Struct, forbid_unknown_fields=True):
    groups: list[Group]
    chats: list[Chat]
    waiting: list[Waiting]


def live(company: Company, say: Say, plant: str) -> None:
    """Everybody says his lines. Sent again they are the same messages: their transaction ids are fixed."""
    day = msgspec.toml.decode(files("fangyuan.cli").joinpath("everyday.toml").read_bytes(), type=Everyday)
    for number, wished in enumerate(day.groups):
        room_id = _found(company, wished) if wished.kind else plant
        _say(company, room_id, f"day-{number}", wished.says)
    for number, chat in enumerate(day.chats):
        _say(company, _open_chat(company, chat), f"chat-{number}", chat.says)
    for number, waiting in enumerate(day.waiting):
        _wait(company, plant, f"waiting-{number}", waiting)
    say("everyday", groups=len(day.groups), chats=len(day.chats))


def _wait(company: Company, plant: str, txn_id: str, waiting: Waiting) -> None:
    if waiting.held:
        room = quote(plant, safe="")
        company.ask(waiting.who, "POST", f"{OURS}/groups/{room}/charter/acceptance", {})
        company.send(waiting.who, plant, txn_id, {"msgtype": "m.text", "body": waiting.held})
        return
    wish = {
        "kind": waiting.kind,
        "name": waiting.name,
        "purpose": waiting.purpose,
        "owner": company.user_id(waiting.who),
        "audience": {"include": [{"type": "everyone"}]},
    }
    found_group(company, waiting.who, wish)


def _found(company: Company, wished: Group) -> str:
    if wished.department:
        found = find_department(company, wished.department)
        include: list[dict[str, Any]] = [{"type": "department", "department_id": found["department_id"]}]
    elif wished.floor:
        include = [{"type": "rank", "floor": wished.floor}]
    else:
        include = [{"type": "people", "people": [company.user_id(one) for one in wished.people]}]
    wish = {
        "kind": wished.kind,
        "name": wished.name,
        "purpose": wished.purpose,
        "owner": company.user_id(wished.owner),
        "audience": {"include": include},
    }
    founded = found_group(company, wished.owner, wish)
    if "proposal_id" in founded:  # a leader has to agree, and does
        decision = f"{OURS}/proposals/{founded['proposal_id']}/decision"
        company.ask(wished.agrees, "POST", decision, {"decision": "approve"})
        founded = found_group(company, wished.owner, wish)
    return str(founded["room_id"])


def _open_chat(company: Company, chat: Chat) -> str:
    """The chat of the two: an earlier one, or a new one, which the other enters."""
    path = f"{CLIENT}/user/{quote(company.user_id(chat.who), safe='')}/account_data/m.direct"
    direct = company.ask(chat.who, "GET", path)
    known: dict[str, list[str]] = direct.body if direct.status == 200 else {}
    other = company.user_id(chat.partner)
    if known.get(other):
        return known[other][0]
    wish = {"is_direct": True, "preset": "trusted_private_chat", "invite": [other]}
    room_id = str(company.ask(chat.who, "POST", f"{CLIENT}/createRoom", wish).body["room_id"])
    company.ask(chat.partner, "POST", f"{CLIENT}/join/{quote(room_id, safe='')}", {})
    company.ask(chat.who, "PUT", path, known | {other: [room_id]})
    theirs = path.replace(quote(company.user_id(chat.who), safe=""), quote(other, safe=""))
    company.ask(chat.partner, "PUT", theirs, {company.user_id(chat.who): [room_id]})
    return room_id


def _say(company: Company, room_id: str, prefix: str, lines: list[Line]) -> None:
    room, sent = quote(room_id, safe=""), dict[str, str]()
    accepted = set[str]()

    def put(who: str, kind: str, txn: str, content: dict[str, Any]) -> str:
        if who not in accepted:
            accepted.add(who)
            company.ask(who, "POST", f"{OURS}/groups/{room}/charter/acceptance", {})
        answer = company.ask(who, "PUT", f"{CLIENT}/rooms/{room}/send/{kind}/{prefix}-{txn}", content)
        if answer.status == 400 and kind == "m.reaction":  # given by an interrupted telling
            return ""
        if answer.status != 200:
            raise RuntimeError(answer.body.get("error"))
        return str(answer.body["event_id"])

    for number, line in enumerate(lines):
        kind, content = _content(company, line, sent)
        event_id = put(line.who, kind, str(number), content)
        if line.id:
            sent[line.id] = event_id
        sign, *fans = line.likes.split() or [""]
        for fan in fans:
            relation = {"rel_type": "m.annotation", "event_id": event_id, "key": sign}
            put(fan, "m.reaction", f"{number}-{fan}", {"m.relates_to": relation})
        for voter, choice in line.votes.items():
            vote = {
                "m.relates_to": {"rel_type": "m.reference", "event_id": event_id},
                f"{POLL}.response": {"answers": [str(choice)]},
            }
            put(voter, f"{POLL}.response", f"{number}-{voter}", vote)


def _content(company: Company, line: Line, sent: dict[str, str]) -> tuple[str, dict[str, Any]]:
    if line.poll:
        answers = [
            {"id": str(number + 1), "org.matrix.msc1767.text": answer}
            for number, answer in enumerate(line.answers)
        ]
        start = {
            "question": {"org.matrix.msc1767.text": line.poll},
            "kind": f"{POLL}.disclosed",
            "max_selections": 1,
            "answers": answers,
        }
        text = "\n".join([line.poll, *line.answers])
        return f"{POLL}.start", {f"{POLL}.start": start, "org.matrix.msc1767.text": text}
    content: dict[str, Any] = {"msgtype": "m.text", "body": line.text, "m.mentions": {}}
    if line.image:
        data = _chart()
        address = company.upload(line.who, "image/png", data)
        info = {"mimetype": "image/png", "w": _WIDTH, "h": _HEIGHT, "size": len(data)}
        content |= {"msgtype": "m.image", "url": address, "info": info}
    if line.mention:
        content["m.mentions"] = {"user_ids": [company.user_id(line.mention)]}
    if line.reply and sent.get(line.reply):
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": sent[line.reply]}}
    return "m.room.message", content


def _chart() -> bytes:
    """A week's hours of standstill as bars: a picture without words needs no font."""
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), "#f7f5f1")
    draw = ImageDraw.Draw(picture)
    left, bottom, step = 80, _HEIGHT - 70, (_WIDTH - 160) // len(_BARS)
    for line in range(5):
        y = bottom - line * (bottom - 60) // 4
        draw.line((left, y, _WIDTH - 60, y), fill="#d9d4ca", width=2)
    for number, share in enumerate(_BARS):
        x, top = left + number * step + step // 5, bottom - int(share * (bottom - 60))
        draw.rounded_rectangle(
            (x, top, x + step * 3 // 5, bottom), 8, fill="#b8321f" if share > 0.8 else "#1f4e8c"
        )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()

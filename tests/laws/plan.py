"""What can happen in a company, as data: hypothesis finds the shortest story that breaks a law."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.kit.client import Json, part
from tests.kit.keys import claim, device_keys, fallback_keys, one_time_keys

if TYPE_CHECKING:
    from tests.laws.test_snapshot_delta import World


@dataclass(frozen=True)
class Say:
    """`which` picks the event to relate to."""

    who: int
    where: int
    which: int
    type: str
    body: str
    mentions: tuple[int, ...] | None
    relation: str | None

    async def do(self, world: World) -> None:
        content: Json = {"msgtype": "m.text", "body": self.body}
        if self.mentions is not None:
            names = [world.users[who] for who in self.mentions]
            content["m.mentions"] = {"user_ids": names, "room": len(names) == len(world.users)}
        target = world.pick(self.where, self.which)
        if self.relation is not None and target is not None:
            content["m.relates_to"] = {"rel_type": self.relation, "event_id": target["event_id"]}
            if self.relation == "m.replace":
                content["m.new_content"] = {"msgtype": "m.text", "body": self.body + "!"}
        await world.put(self.who, f"/rooms/{{room}}/send/{self.type}/{{txn}}", content, self.where)


@dataclass(frozen=True)
class React:
    who: int
    where: int
    which: int

    async def do(self, world: World) -> None:
        target = world.pick(self.where, self.which)
        if target is not None:
            relation = {"rel_type": "m.annotation", "event_id": target["event_id"], "key": "✅"}
            content = {"m.relates_to": relation}
            await world.put(self.who, "/rooms/{room}/send/m.reaction/{txn}", content, self.where)


@dataclass(frozen=True)
class Redact:
    who: int
    where: int
    which: int
    also_state: bool

    async def do(self, world: World) -> None:
        target = world.pick(self.where, self.which, also_state=self.also_state)
        if target is not None:
            path = f"/rooms/{{room}}/redact/{part(target['event_id'])}/{{txn}}"
            await world.put(self.who, path, {}, self.where)


@dataclass(frozen=True)
class SetState:
    who: int
    where: int
    type: str
    content: Json = field(hash=False)

    async def do(self, world: World) -> None:
        await world.put(self.who, f"/rooms/{{room}}/state/{self.type}", self.content, self.where)


@dataclass(frozen=True)
class Move:
    """Who comes, goes, or makes another come or go."""

    who: int
    where: int
    what: str
    whom: int

    async def do(self, world: World) -> None:
        body: Json = {}
        path = f"/rooms/{{room}}/{self.what}"
        if self.what in ("invite", "kick", "ban", "unban"):
            body = {"user_id": world.users[self.whom]}
        if self.what == "knock":
            path = "/knock/{room}"
        await world.post(self.who, path, body, self.where)


@dataclass(frozen=True)
class Mark:
    who: int
    where: int
    which: int
    kind: str
    threaded: bool

    async def do(self, world: World) -> None:
        target = world.pick(self.where, self.which)
        if target is not None:
            body = {"thread_id": world.thread_of(target)} if self.threaded else {}
            path = f"/rooms/{{room}}/receipt/{self.kind}/{part(target['event_id'])}"
            await world.post(self.who, path, body, self.where)


@dataclass(frozen=True)
class Type:
    who: int
    where: int
    typing: bool

    async def do(self, world: World) -> None:
        body = {"typing": self.typing, "timeout": 20_000}
        await world.put(self.who, "/rooms/{room}/typing/{me}", body, self.where)


@dataclass(frozen=True)
class Keep:
    """Account data, of the whole account or of a room."""

    who: int
    where: int
    of_room: bool
    type: str
    value: int

    async def do(self, world: World) -> None:
        room = "/rooms/{room}" if self.of_room else ""
        path = f"/user/{{me}}{room}/account_data/{self.type}"
        content = {"value": self.value} if self.value else {}  # the latter deletes it: MSC3391
        await world.put(self.who, path, content, self.where)


@dataclass(frozen=True)
class Ignore:
    """The person doesn't want to hear these any more, and everybody else again."""

    who: int
    whom: tuple[int, ...]

    async def do(self, world: World) -> None:
        ignored: Json = {world.users[whom]: {} for whom in self.whom}
        path = "/user/{me}/account_data/m.ignored_user_list"
        await world.put(self.who, path, {"ignored_users": ignored}, 0)


@dataclass(frozen=True)
class SayPresence:
    who: int
    kind: str
    word: str | None

    async def do(self, world: World) -> None:
        body: Json = {"presence": self.kind}
        if self.word is not None:
            body["status_msg"] = self.word
        await world.put(self.who, "/presence/{me}/status", body, 0)


@dataclass(frozen=True)
class Tag:
    who: int
    where: int
    on: bool

    async def do(self, world: World) -> None:
        path = "/user/{me}/rooms/{room}/tags/m.favourite"
        await world.request("PUT" if self.on else "DELETE", self.who, path, {}, self.where)


@dataclass(frozen=True)
class Rule:
    who: int
    where: int
    what: str

    async def do(self, world: World) -> None:
        rules: dict[str, tuple[str, dict[str, Any]]] = {
            "quiet": ("underride/.m.rule.message/enabled", {"enabled": False}),
            "loud": ("underride/.m.rule.message/enabled", {"enabled": True}),
            "pairs": ("underride/.m.rule.room_one_to_one/enabled", {"enabled": False}),
            "mute": ("room/{room}", {"actions": []}),
            "word": ("content/word", {"actions": ["notify", {"set_tweak": "highlight"}], "pattern": "word"}),
        }
        path, body = rules[self.what]
        await world.put(self.who, f"/pushrules/global/{path}", body, self.where)


@dataclass(frozen=True)
class Rename:
    who: int
    name: str

    async def do(self, world: World) -> None:
        await world.put(self.who, "/profile/{me}/displayname", {"displayname": self.name}, 0)


@dataclass(frozen=True)
class Publish:
    """A device publishes keys: another generation of its own, or one-time keys."""

    who: int
    device: int
    what: int

    async def do(self, world: World) -> None:
        client = world.followers[self.who][self.device].client
        body: Json = {"device_keys": device_keys(client, self.what)}
        if self.what == 2:
            body = {"one_time_keys": one_time_keys(client, *(f"{n}-{world.tag}" for n in range(3)))}
        if self.what == 3:
            body = {"fallback_keys": fallback_keys(client, f"F{world.tag}")}
        await client.ok("POST", "/keys/upload", body)


@dataclass(frozen=True)
class Claim:
    """Somebody takes a one-time key of a device."""

    who: int
    whom: int
    device: int

    async def do(self, world: World) -> None:
        await claim(world.followers[self.who][0].client, world.followers[self.whom][self.device].client)


@dataclass(frozen=True)
class NameDevice:
    who: int
    device: int
    name: str

    async def do(self, world: World) -> None:
        client = world.followers[self.who][self.device].client
        await client.ok("PUT", f"/devices/{client.device_id}", {"display_name": self.name})


@dataclass(frozen=True)
class ComeAndGo:
    """Another device of the person signs in, publishes its keys, and perhaps signs out again."""

    who: int
    stays: bool

    async def do(self, world: World) -> None:
        client = await world.house.sign_in(world.users[self.who], "VISITOR")
        await client.ok("POST", "/keys/upload", {"device_keys": device_keys(client)})
        if not self.stays:
            await client.ok("POST", "/logout", {})


@dataclass(frozen=True)
class Whisper:
    """A message to a device."""

    who: int
    whom: int
    device: int
    body: str

    async def do(self, world: World) -> None:
        to = world.followers[self.whom][self.device].client
        body = {"messages": {to.user_id: {to.device_id: {"body": self.body}}}}
        await world.put(self.who, "/sendToDevice/org.example.whisper/{txn}", body, 0)


@dataclass(frozen=True)
class Follow:
    """A person follows a thread, or no more."""

    who: int
    where: int
    which: int
    on: bool

    async def do(self, world: World) -> None:
        target = world.pick(self.where, self.which)
        if target is not None:
            base = "/_matrix/client/unstable/io.element.msc4306/rooms/{room}/thread"
            path = f"{base}/{part(target['event_id'])}/subscription"
            await world.request("PUT" if self.on else "DELETE", self.who, path, {}, self.where)


@dataclass(frozen=True)
class Upgrade:
    """A room goes on in another, which nobody in this story knows by its id."""

    who: int
    where: int

    async def do(self, world: World) -> None:
        await world.post(self.who, "/rooms/{room}/upgrade", {"new_version": "11"}, self.where)


@dataclass(frozen=True)
class HandOver:
    """A message or state that is sent later."""

    who: int
    where: int
    delay: int
    as_state: bool

    async def do(self, world: World) -> None:
        body: Json = {"delay": self.delay, "content": {"msgtype": "m.text", "body": "later"}}
        if self.as_state:
            body["state_key"] = ""
        type = "org.example.state" if self.as_state else "m.room.message"
        base = "/_matrix/client/unstable/org.matrix.msc4140/rooms/{room}"
        await world.put(self.who, f"{base}/delayed_event/{type}/{{txn}}", body, self.where)


@dataclass(frozen=True)
class Later:
    """Time goes on: who typed long ago has stopped."""

    ms: int

    async def do(self, world: World) -> None:
        await world.house.advance(self.ms)


@dataclass(frozen=True)
class Look:
    """One of the person's devices syncs."""

    who: int
    device: int

    async def do(self, world: World) -> None:
        await world.look(self.who, self.device)


@dataclass(frozen=True)
class Compare:
    """Memory and database are asked the same, from a token that a device was once given."""

    who: int
    device: int
    token: int

    async def do(self, world: World) -> None:
        await world.compare(self.who, self.device, self.token)


@dataclass(frozen=True)
class Judge:
    """Everything that this person's devices know is held against what a new device is told."""

    who: int

    async def do(self, world: World) -> None:
        await world.judge(self.who)


Step = (
    Say
    | React
    | Redact
    | SetState
    | Move
    | Mark
    | Type
    | Keep
    | Ignore
    | SayPresence
    | Tag
    | Rule
    | Rename
    | Publish
    | Claim
    | NameDevice
    | ComeAndGo
    | Whisper
    | Follow
    | Upgrade
    | HandOver
    | Later
    | Look
    | Compare
    | Judge
)

_WHO, _WHERE, _WHICH = st.integers(0, 2), st.integers(0, 2), st.integers(0, 5)
_DEVICE = st.integers(0, 1)
_MENTIONS: list[tuple[int, ...] | None] = [None, None, (), (0,), (1, 2), (0, 1, 2)]
_RELATIONS = [None, None, "m.thread", "m.thread", "m.replace", "m.reference"]
_STATES: list[tuple[str, Json]] = [
    ("m.room.name", {"name": "一车间"}),
    ("m.room.name", {"name": "二车间"}),
    ("m.room.topic", {"topic": "安全"}),
    ("org.example.state", {"on": True}),
    ("m.room.history_visibility", {"history_visibility": "joined"}),
    ("m.room.history_visibility", {"history_visibility": "invited"}),
    ("m.room.history_visibility", {"history_visibility": "shared"}),
    ("m.room.join_rules", {"join_rule": "invite"}),
    ("m.room.join_rules", {"join_rule": "public"}),
    ("m.room.join_rules", {"join_rule": "knock"}),
]
_MOVES = ["join", "join", "join", "leave", "leave", "invite", "invite", "kick", "ban", "unban", "knock"]
_TYPES = [*["m.room.message"] * 5, "m.sticker", "org.example.other"]
_BODIES = ["早", "word", "@room 开会", "anna, look", "Ben"]


def _set_state(who: int, where: int, what: tuple[str, Any]) -> SetState:
    return SetState(who, where, *what)


def _say(relations: list[str | None]) -> st.SearchStrategy[Step]:
    return st.builds(
        Say,
        _WHO,
        _WHERE,
        _WHICH,
        st.sampled_from(_TYPES),
        st.sampled_from(_BODIES),
        st.sampled_from(_MENTIONS),
        st.sampled_from(relations),
    )


_MARKS = st.sampled_from(["m.read", "m.read.private"])
_RULES = st.sampled_from(["quiet", "loud", "pairs", "mute", "word"])
KINDS: dict[str, st.SearchStrategy[Step]] = {
    "say": _say([None]),
    "relate": _say(["m.replace", "m.reference"]),
    "thread": _say(["m.thread"]),
    "react": st.builds(React, _WHO, _WHERE, _WHICH),
    "redact": st.builds(Redact, _WHO, _WHERE, _WHICH, st.booleans()),
    "state": st.builds(_set_state, _WHO, _WHERE, st.sampled_from(_STATES)),
    "move": st.builds(Move, _WHO, _WHERE, st.sampled_from(_MOVES), _WHO),
    "mark": st.builds(Mark, _WHO, _WHERE, _WHICH, _MARKS, st.booleans()),
    "type": st.builds(Type, _WHO, _WHERE, st.booleans()),
    "keep": st.builds(Keep, _WHO, _WHERE, st.booleans(), st.sampled_from(["m.a", "m.b"]), st.integers(0, 1)),
    "presence": st.builds(
        SayPresence,
        _WHO,
        st.sampled_from(["online", "unavailable", "offline"]),
        st.sampled_from([None, "在", "忙"]),
    ),
    "ignore": st.builds(Ignore, _WHO, st.sampled_from([(), (0,), (1,), (2,), (0, 1), (1, 2)])),
    "tag": st.builds(Tag, _WHO, _WHERE, st.booleans()),
    "rule": st.builds(Rule, _WHO, _WHERE, _RULES),
    "rename": st.builds(Rename, _WHO, st.sampled_from(["Ben", "word", "安娜"])),
    "publish": st.builds(Publish, _WHO, _DEVICE, st.integers(0, 3)),
    "claim": st.builds(Claim, _WHO, _WHO, _DEVICE),
    "device": st.builds(NameDevice, _WHO, _DEVICE, st.sampled_from(["手机", "Laptop"])),
    "visit": st.builds(ComeAndGo, _WHO, st.booleans()),
    "whisper": st.builds(Whisper, _WHO, _WHO, _DEVICE, st.sampled_from(_BODIES)),
    "follow": st.builds(Follow, _WHO, _WHERE, _WHICH, st.booleans()),
    "upgrade": st.builds(Upgrade, _WHO, _WHERE),
    "hand over": st.builds(HandOver, _WHO, _WHERE, st.sampled_from([1_000, 20_000]), st.booleans()),
    "later": st.builds(Later, st.sampled_from([1_000, 15_000, 30_000, 300_000])),
}
_LOOK: list[st.SearchStrategy[Step]] = [
    st.builds(Look, _WHO, st.integers(0, 1)),
    st.builds(Compare, _WHO, st.integers(0, 1), st.integers(0, 3)),
    st.builds(Judge, _WHO),
]


@dataclass(frozen=True)
class Plan:
    """A story. `eager`: after each step each person's first device syncs, as if it had been waiting.

    `here`: everything happens in one room.
    """

    filters: tuple[int, int]
    state_after: tuple[bool, bool]
    eager: bool
    here: bool
    steps: list[Step]


@st.composite
def plans(draw: st.DrawFn, most: int = 40) -> Plan:
    """People talk, and a few other kinds of thing happen: so what has to do with each other comes together."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4, unique=True))
    step = st.one_of(KINDS["say"], *(KINDS[kind] for kind in kinds), *_LOOK)
    least = draw(st.sampled_from([1, most // 2, most]))
    return Plan(
        filters=draw(st.tuples(st.integers(0, 1), st.integers(0, 1))),
        state_after=draw(st.tuples(st.booleans(), st.booleans())),
        eager=draw(st.booleans()),
        here=draw(st.booleans()),
        steps=draw(st.lists(step, min_size=least, max_size=most)),
    )

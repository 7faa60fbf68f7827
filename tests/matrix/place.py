"""Where the matrix is played: a group of each kind, the people with their roles in it, and what they find there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from tests.kit.client import Json, MatrixClient
from tests.kit.company import sign_in, user
from tests.kit.rig import Rig

# role -> who plays it; all but the last three are members, the newcomer hasn't accepted the charter
ROLES = {
    "owner": "he",
    "deputy": "sun",
    "leader": "zhou",
    "member": "li",
    "newcomer": "wang",
    "outsider": "zhao",
    "hr": "chen",
    "admin": "lin",
}
MEMBERS = ("owner", "deputy", "leader", "member", "newcomer")
SPARE = "qian"  # nobody's role: who is invited

MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(200)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


@dataclass
class Place:
    """A group; `others` is a message of somebody else, `film` and `picture` are files that its owner sent up."""

    kind: str
    room: str
    charter_event: str
    others: str
    clauses: dict[int, str]
    film: str
    picture: str
    own: dict[str, str] = field(default_factory=dict[str, str])

    def own_of(self, user_id: str) -> str:
        """A message of this person, somebody else's where he has none."""
        return self.own.get(user_id, self.others)


class Town:
    """Founds the groups, on a server with the small company."""

    def __init__(self, rig: Rig, lin: MatrixClient, people: dict[str, MatrixClient], workshop: str) -> None:
        self.rig, self._lin, self._people, self._workshop = rig, lin, people, workshop
        self._founded = 0
        self._files: dict[str, str] = {}

    @classmethod
    async def open(cls, rig: Rig) -> Town:
        names = [ROLES[role] for role in MEMBERS]
        lin, *others = await sign_in(rig, "lin", *names)
        [works] = (await lin.ok("GET", "/_fangyuan/v1/departments"))["departments"]
        workshop = next(one["department_id"] for one in works["children"] if one["name"] == "二车间")
        return cls(rig, lin, dict(zip(MEMBERS, others, strict=True)), workshop)

    async def found(self, kind: str, *, bare: bool = False) -> Place:
        """A group of the kind with its usual clauses; `bare`: nothing has been said in it."""
        self._founded += 1
        mark = hashlib.sha256(f"{self.rig.base}{self._founded}".encode()).hexdigest()
        wish: Json = {
            "kind": kind,
            "name": f"群{self._founded}",
            "purpose": mark,  # no two groups are for the same …
            "override": {"reason": "…"},  # … but those of another test on this server
            "owner": "he",
            "deputies": ["sun"],
            "audience": {
                "include": [
                    {"type": "department", "department_id": self._workshop},
                    {"type": "people", "people": ["zhou"]},
                ]
            },
        }
        answer = await self._lin.post("/_fangyuan/v1/groups", wish)
        assert answer.status == 201, answer.body
        group, room = answer.body, answer.body["room_id"]
        for role in MEMBERS[:-1]:
            await self._people[role].ok("POST", f"/_fangyuan/v1/groups/{room}/charter/acceptance")
        clauses = {clause["number"]: clause["id"] for clause in group["charter"]["clauses"]}
        others = group["charter_event_id"]
        own: dict[str, str] = {}
        if not bare:
            for role in MEMBERS[:-1]:
                client = self._people[role]
                said = await client.put(
                    f"/rooms/{room}/send/m.room.message/own", {"msgtype": "m.text", "body": role}
                )
                if said.status == 200:
                    own[client.user_id] = said.body["event_id"]
            others = own[user("he")]
        film, picture = await self._file("video/mp4", MP4), await self._file("image/png", PNG)
        return Place(kind, room, group["charter_event_id"], others, clauses, film, picture, own)

    async def _file(self, type: str, data: bytes) -> str:
        if type not in self._files:
            client = self._people["owner"]
            answer = await client.request(
                "POST", "/_matrix/media/v3/upload", data, headers={"Content-Type": type}
            )
            self._files[type] = answer.body["content_uri"]
        return self._files[type]

    async def visible(self, place: Place) -> str:
        """All that two members see of the group, one by his timeline, one by a sync of it."""
        owner, member = self._people["owner"], self._people["member"]
        seen = str((await owner.ok("GET", f"/rooms/{place.room}/messages", dir="b", limit=1000))["chunk"])
        only = {"room": {"rooms": [place.room], "timeline": {"limit": 1000}}}
        fresh = await member.rig.login(member.user_id)
        return seen + str((await fresh.sync(filter=only)).get("rooms", {}).get("join", {}))

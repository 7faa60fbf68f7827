"""The cases of end-to-end encryption: keys up, keys claimed, messages to devices."""

import base64
import hashlib
import itertools

import msgspec

from .matrix import MatrixError, User
from .measure import Sample, Timer
from .world import AnyCase, Case, Sizes, Target, World, one_metric

ALGORITHM = "signed_curve25519"
KEYS_OF_AN_UPLOAD = 20
DEVICES = 10


class _Who(msgspec.Struct):
    device_id: str


class _Claimed(msgspec.Struct):
    one_time_keys: dict[str, dict[str, dict[str, object]]]


class _ToDevice(msgspec.Struct):
    events: list[object] = []


class _Sync(msgspec.Struct):
    next_batch: str
    to_device: _ToDevice = msgspec.field(default_factory=_ToDevice)


_numbers = itertools.count()
_decode_sync = msgspec.json.Decoder(_Sync).decode


def _key(name: str) -> str:
    """32 bytes as a key has them; no server here looks whether they are on the curve."""
    return base64.b64encode(hashlib.sha256(name.encode()).digest()).rstrip(b"=").decode()


class Device:
    """A user's device with keys, and how far it has synced."""

    def __init__(self, user: User, device_id: str) -> None:
        self.user = user
        self.device_id = device_id
        self.since = ""

    @classmethod
    async def of(cls, user: User) -> "Device":
        who = msgspec.json.decode(await user.call("GET", "/account/whoami"), type=_Who)
        device = cls(user, who.device_id)
        await user.call("POST", "/keys/upload", {"device_keys": device.keys()})
        return device

    def keys(self) -> dict[str, object]:
        name = self.device_id
        return {
            "user_id": self.user.user_id,
            "device_id": name,
            "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
            "keys": {f"ed25519:{name}": _key(name), f"curve25519:{name}": _key(name + "c")},
            "signatures": self._signatures(),
        }

    def _signatures(self) -> dict[str, object]:
        return {self.user.user_id: {f"ed25519:{self.device_id}": _key("a") + _key("b")}}

    def one_time_keys(self, count: int) -> dict[str, object]:
        names = (f"{next(_numbers):08}" for _ in range(count))
        return {
            f"{ALGORITHM}:{name}": {"key": _key(name), "signatures": self._signatures()} for name in names
        }

    async def upload(self, count: int) -> None:
        await self.user.call("POST", "/keys/upload", {"one_time_keys": self.one_time_keys(count)})

    async def receive(self) -> int:
        """One sync from where the last one ended; gives how many messages it brought."""
        answer = _decode_sync(await self.user.sync_raw(self.since))
        self.since = answer.next_batch
        return len(answer.to_device.events)


class DevicesWorld(World):
    """People with a device each, and one who sends to all of them."""

    async def prepare(self) -> None:
        (self.sender,) = await self.users("keysender", 1)
        self.devices = [await Device.of(user) for user in await self.users("keyowner", DEVICES)]
        for device in self.devices:
            await device.receive()


async def key_upload(world: DevicesWorld, sizes: Sizes) -> Sample:
    device = world.devices[0]
    async with world.meter.section() as sample:
        for _ in range(sizes.key_uploads):
            with Timer(sample):
                await device.upload(KEYS_OF_AN_UPLOAD)
    return sample


async def key_claim(world: DevicesWorld, sizes: Sizes) -> Sample:
    """One request claims a key of each device."""
    for device in world.devices:
        await device.upload(sizes.key_claims)
    wanted = {device.user.user_id: {device.device_id: ALGORITHM} for device in world.devices}
    async with world.meter.section() as sample:
        for _ in range(sizes.key_claims):
            with Timer(sample):
                answer = await world.sender.call("POST", "/keys/claim", {"one_time_keys": wanted})
            if len(msgspec.json.decode(answer, type=_Claimed).one_time_keys) != len(world.devices):
                raise MatrixError("a claim brought too few keys")
    sample.operations = sizes.key_claims * len(world.devices)
    return sample


async def to_device(world: DevicesWorld, sizes: Sizes) -> Sample:
    """A message to each device, and each device syncs for it."""
    body = {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": _key("s"),
        "ciphertext": _key("t") * 10,
    }
    async with world.meter.section() as sample:
        for _ in range(sizes.to_device_messages):
            messages = {device.user.user_id: {device.device_id: body} for device in world.devices}
            path = f"/sendToDevice/m.room.encrypted/b{next(_numbers)}"
            with Timer(sample):
                await world.sender.call("PUT", path, {"messages": messages})
            for device in world.devices:
                if await device.receive() != 1:
                    raise MatrixError("a message to a device was lost or doubled")
    sample.operations = sizes.to_device_messages * len(world.devices)
    return sample


ENCRYPTION_CASES: tuple[AnyCase, ...] = (
    Case("key_upload", "ms CPU per upload", DevicesWorld, one_metric(key_upload), Target(ratio=8)),
    Case("key_claim", "ms CPU per claimed key", DevicesWorld, one_metric(key_claim), Target(ratio=8)),
    Case(
        "to_device", "ms CPU per message sent and got", DevicesWorld, one_metric(to_device), Target(ratio=8)
    ),
)

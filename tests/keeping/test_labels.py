"""X20: a group's label decides; what is asked of it stands in one table. X19: what the server can't read, it hasn't."""

from __future__ import annotations

from pathlib import Path

from fangyuan import charter
from fangyuan.charter import labels, powers_of
from tests.keeping.talk import API, acts
from tests.kit.client import Json, part
from tests.kit.company import found, sign_in, words_of_the_house
from tests.kit.files import put_up, shown
from tests.kit.rig import Rig
from tests.kit.talk import verdict

FORBIDDEN = (403, "M_FORBIDDEN")


def test_the_table_knows_every_label_and_agrees_with_the_encryption() -> None:
    assert list(labels()) == ["open", "internal", "confidential"]
    assert [powers.level for powers in labels().values()] == [0, 1, 2]
    assert [name for name, powers in labels().items() if powers.encrypted] == ["confidential"]
    secret = powers_of("confidential")
    assert not any((secret.guests, secret.programs, secret.previews, secret.search, secret.export))
    assert secret.watermark
    assert charter.powers_of(None) == powers_of("open")


async def test_the_charter_says_what_the_label_means(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    group = await found(he, label="confidential")
    text = (await li.get(f"{API}/groups/{group['room_id']}")).body["text"]
    for words in ("机密", "端到端加密", "不得导出", "水印", "不得转发到更低密级的群"):
        assert words in text["zh-CN"]
    assert (await li.get(f"{API}/labels")).body["labels"]["confidential"]["watermark"] is True


async def test_a_file_is_not_forwarded_to_a_lower_label(works: Rig) -> None:
    he, li, wu = await sign_in(works, "he", "li", "wu")
    inside = (await found(he, label="internal", name="内部群"))["room_id"]
    outside = (await found(he, label="open", name="公开群", purpose="对外交流。"))["room_id"]
    address = await put_up(li, b"price list", "text/plain", "prices.txt")
    await li.send(inside, shown(address))
    for again in (address, await put_up(li, b"price list", "text/plain", "other.txt")):
        path = f"/rooms/{part(outside)}/send/m.room.message/{part(again)}"
        refused = await li.put(path, shown(again))
        assert verdict(refused) == FORBIDDEN
        assert refused.body["fangyuan.label"] == {"from": "internal", "to": "open"}
    await li.send(outside, shown(await put_up(li, b"a leaflet", "text/plain")))
    rows = await acts(wu, outside, "forward.refused")
    assert len(rows) == 2
    assert rows[0]["details"]["after"]["from"] == inside
    assert [one for one in await words_of_the_house(li) if "密级更高" in one]
    back = (await found(he, label="internal", name="内部二群", purpose="另一件事。"))["room_id"]
    await li.send(back, shown(address))


async def test_what_a_client_says_that_it_forwards_is_believed(works: Rig) -> None:
    he, li, wu = await sign_in(works, "he", "li", "wu")
    secret = (await found(he, label="confidential", name="机密群"))["room_id"]
    room = (await found(he, name="工作群", purpose="日常工作。"))["room_id"]
    for number, name in enumerate(("fangyuan.forwarded", "m.forwarded")):
        body: Json = {"msgtype": "m.text", "body": "底价", name: {"room_id": secret, "event_id": "$x"}}
        refused = await li.put(f"/rooms/{part(room)}/send/m.room.message/f{number}", body)
        assert verdict(refused) == FORBIDDEN
    hidden = {"url": await put_up(li, b"cipher", None), "key": {"k": "x"}, "iv": "x", "hashes": {}}
    body = {"msgtype": "m.file", "body": "x", "file": hidden}
    refused = await li.put(f"/rooms/{part(room)}/send/m.room.message/f3", body)
    assert verdict(refused) == FORBIDDEN
    assert len(await acts(wu, room, "forward.refused")) == 3
    body = {"msgtype": "m.text", "body": "照转", "fangyuan.forwarded": {"room_id": room, "event_id": "$x"}}
    await li.send(room, body)


async def test_no_plaintext_of_an_encrypted_group_is_anywhere_on_the_server(
    works: Rig, tmp_path: Path
) -> None:
    """A client that fails to encrypt is refused, and what it sent is neither in the log, the database nor the audit."""
    he, li = await sign_in(works, "he", "li")
    room = (await found(he, label="confidential", name="绝密事项"))["room_id"]
    word = "unverwechselbar-9431"
    body: Json = {"msgtype": "m.text", "body": word}
    refused = await li.put(f"/rooms/{part(room)}/send/m.room.message/p1", body)
    assert verdict(refused) == FORBIDDEN
    cipher = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgA", "session_id": "s", "device_id": "D"}
    await li.send(room, cipher, type="m.room.encrypted")
    exported = works.run("audit", "export")
    assert word not in exported.stdout
    assert word not in exported.stderr
    there, holding = _files_with(Path(works.settings["data_dir"]), word.encode())
    assert there
    assert holding == []


def _files_with(folder: Path, word: bytes) -> tuple[int, list[Path]]:
    """(files of the server, those of them in which the word stands): the database too, where it is a file."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return len(files), [path for path in files if word in path.read_bytes()]

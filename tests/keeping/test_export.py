"""M34: a group as one file that opens offline, with the hash of each part."""

from __future__ import annotations

import asyncio
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

from fangyuan import keeping
from tests.keeping.talk import API, acts, keeping_group, said
from tests.kit.client import MatrixClient
from tests.kit.company import found, sign_in
from tests.kit.files import put_up, shown
from tests.kit.rig import Rig
from tests.kit.talk import texts, verdict


async def made(client: MatrixClient, room: str) -> dict[str, Any]:
    """Asks for an export and waits until it is done."""
    asked = await client.post(f"{API}/groups/{room}/exports", {"reason": "归档"})
    assert asked.status == 200, asked
    while True:
        export = (await client.get(f"{API}/exports/{asked.body['export_id']}")).body
        if export["status"] != "waiting":
            return export


async def talked(he: MatrixClient, li: MatrixClient) -> str:
    room = await keeping_group(he, None)
    await li.send(room, "<b>图纸在附件里</b>")
    address = await put_up(li, b"drawing" * 1_000, "text/plain", "../图纸 v1.txt")
    await li.send(room, shown(address))
    await li.redact(room, await li.send(room, "说错了"), reason="错")
    return room


async def test_an_export_opens_offline_with_files_and_hashes(works: Rig, tmp_path: Path) -> None:
    he, li, wu = await sign_in(works, "he", "li", "wu")
    room = await talked(he, li)
    export = await made(he, room)
    assert (export["status"], export["done"]) == ("done", export["total"])
    file = await he.get(f"{API}/exports/{export['export_id']}/file")
    assert file.status == 200
    package = zipfile.ZipFile(io.BytesIO(file.body))
    names = package.namelist()
    assert {"index.html", "messages.jsonl", "members.json", "charter.json", "manifest.json"} <= set(names)
    assert not any(name.startswith(("/", "..")) or "/../" in name for name in names)
    page = package.read("index.html").decode()
    assert "&lt;b&gt;图纸在附件里&lt;/b&gt;" in page
    assert "<script" not in page
    assert "说错了" not in page
    [path] = [name for name in names if name.startswith("files/")]
    assert path in page
    assert package.read(path) == b"drawing" * 1_000
    lines = [json.loads(line) for line in package.read("messages.jsonl").splitlines()]
    assert {event["event_id"] for event in lines} >= {event["event_id"] for event in await said(li, room)} - {
        lines[-1]["event_id"]
    } - {
        event["event_id"]
        for event in await said(li, room)
        if event["origin_server_ts"] > export["created_ts"]
    }
    assert [one["version"] for one in json.loads(package.read("charter.json"))["versions"]] == [1]
    rows = await acts(wu, room, "group.exported")
    assert rows[0]["details"]["after"]["manifest_sha256"] == export["sha256"]
    assert any("正在导出" in str(one) for one in texts(await said(li, room))), "members see it"

    whole = tmp_path / "group.zip"
    whole.write_bytes(file.body)
    checked = works.run("group", "verify", str(whole))
    assert checked.returncode == 0, checked.stderr
    assert export["sha256"] in checked.stdout
    for change in ("messages.jsonl", path):
        bad = tmp_path / "bad.zip"
        with zipfile.ZipFile(bad, "w") as forged:
            for name in names:
                content = package.read(name)
                forged.writestr(name, content.replace(b"a", b"b") if name == change else content)
        found_out = keeping.verify_export(bad)
        assert (found_out.why, found_out.path) == ("changed", change)
    with zipfile.ZipFile(whole, "a") as forged:
        forged.writestr("files/extra", b"x")
    assert keeping.verify_export(whole).why == "added"
    assert keeping.verify_export(tmp_path).why == "no_export"


async def test_by_the_command_line(works: Rig, tmp_path: Path) -> None:
    he, li, wu = await sign_in(works, "he", "li", "wu")
    room = await talked(he, li)
    out = tmp_path / "out.zip"
    done = works.run("group", "export", room, str(out))
    assert done.returncode == 0, done.stderr
    assert keeping.verify_export(out).ok
    rows = await acts(wu, room, "group.exported")
    assert rows[0]["actor"] == "cli"


async def test_a_confidential_group_stays_inside(works: Rig, tmp_path: Path) -> None:
    he, lin, wu = await sign_in(works, "he", "lin", "wu")
    room = (await found(he, label="confidential"))["room_id"]
    for client in (he, lin):
        refused = await client.post(f"{API}/groups/{room}/exports", {"reason": "看看"})
        assert verdict(refused) == (403, "M_FORBIDDEN")
    rows = await acts(wu, room, "export.refused")
    assert [row["actor"] for row in rows] == [lin.user_id, he.user_id]
    assert works.run("group", "export", room, str(tmp_path / "no.zip")).returncode != 0
    assert await asyncio.to_thread(os.listdir, tmp_path) == []

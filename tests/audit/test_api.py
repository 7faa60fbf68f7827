"""The audit log over HTTP: who may read it, its pages, its check."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from fangyuan import audit, directory, identity
from fangyuan.db import SQL, Database, Tx
from fangyuan.directory import Person
from fangyuan.kernel import json
from fangyuan.kernel.ids import Ids
from tests.kit.client import MatrixClient
from tests.kit.rig import SERVER_NAME, Rig

AUDIT = "/_fangyuan/v1/audit"
_FALSIFY = SQL("UPDATE audit SET actor = '@other:test.local' WHERE seq = :seq")


def beside(rig: Rig, write: Callable[[Tx], Any]) -> None:
    """Writes into the server's database from another process, so to speak."""
    db = Database(rig.settings["database"], rig.clock, Ids(SERVER_NAME))
    try:
        db.write_now(write)
    finally:
        db.close()


def record_refusals(tx: Tx, number: int = 5) -> None:
    for n in range(number):
        audit.record(
            tx, f"@p{n % 2}:test.local", "refusal", f"!room{n}:test.local", reason="视频", after={"n": n}
        )


async def admin(rig: Rig) -> MatrixClient:
    client = await rig.user("boss")
    beside(rig, lambda tx: identity.set_admin(tx, client.user_id, is_admin=True))
    beside(rig, record_refusals)
    return client


def refusals(body: dict[str, Any]) -> list[int]:
    return [entry["details"]["after"]["n"] for entry in body["entries"] if entry["act"] == "refusal"]


async def test_nobody_else_reads_it_and_hears_so_in_his_language(rig: Rig) -> None:
    bob = await rig.user("bob")
    for path in (AUDIT, f"{AUDIT}/verify"):
        assert (await rig.client().get(path)).status == 401
        bob.headers = {"Accept-Language": "zh-CN"}
        answer = await bob.get(path)
        assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")
        assert "审计" in answer.body["error"]
        bob.headers = {"Accept-Language": "en"}
        assert "auditors" in (await bob.get(path)).body["error"]


async def test_an_auditor_of_the_directory_reads_it_until_the_role_is_taken(rig: Rig) -> None:
    bob = await rig.user("bob")

    def grant(tx: Tx) -> None:
        department = directory.add_department(tx, "总部/审计部")
        directory.put_people(tx, [Person("bob", "鲍勃", department.department_id)])
        directory.grant_role(tx, "bob", directory.AUDITOR)

    beside(rig, grant)
    assert (await bob.get(AUDIT)).status == 200
    beside(rig, lambda tx: directory.revoke_role(tx, "bob", directory.AUDITOR))
    assert (await bob.get(AUDIT)).status == 403


async def test_pages_in_both_directions_meet_every_row_once(rig: Rig) -> None:
    boss = await admin(rig)
    for direction, order in (("b", [4, 3, 2, 1, 0]), ("f", [0, 1, 2, 3, 4])):
        seen: list[int] = []
        start: str | None = None
        while True:
            page = (await boss.get(AUDIT, dir=direction, limit=2, act="refusal", **{"from": start})).body
            seen += refusals(page)
            start = page.get("next")
            if start is None:
                break
        assert seen == order


async def test_filters_and_words(rig: Rig) -> None:
    boss = await admin(rig)
    boss.headers = {"Accept-Language": "en"}
    body = (await boss.get(AUDIT, actor="@p1:test.local")).body
    assert refusals(body) == [3, 1]
    assert body["entries"][0]["act_text"] == "refused by the charter"
    assert body["entries"][0]["details"]["reason"] == "视频"
    assert refusals((await boss.get(AUDIT, subject="!room2:test.local")).body) == [2]


@pytest.mark.parametrize("query", [{"limit": "many"}, {"limit": 0}, {"dir": "sideways"}, {"from": "x"}])
async def test_a_query_that_is_none_is_refused(rig: Rig, query: dict[str, Any]) -> None:
    boss = await admin(rig)
    answer = await boss.get(AUDIT, **query)
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")


async def test_the_check_finds_what_was_changed(rig: Rig) -> None:
    boss = await admin(rig)
    boss.headers = {"Accept-Language": "en"}
    fine = (await boss.get(f"{AUDIT}/verify")).body
    assert fine["ok"]
    assert (await boss.get(f"{AUDIT}/verify", expect=fine["head_hash"])).body["ok"]
    assert (await boss.get(f"{AUDIT}/verify", expect="0" * 63 + "1")).body["why"] == "expected"
    beside(rig, lambda tx: tx.run(_FALSIFY, seq=fine["head_seq"] - 2))
    broken = (await boss.get(f"{AUDIT}/verify")).body
    assert (broken["ok"], broken["why"], broken["first_bad_seq"]) == (False, "changed", fine["head_seq"] - 2)
    assert str(broken["first_bad_seq"]) in broken["text"]


async def test_the_export_is_the_log_and_is_narrowed_like_it(rig: Rig) -> None:
    boss = await admin(rig)
    rig.clock.advance(1000)
    beside(rig, record_refusals)
    whole = (await boss.get(f"{AUDIT}/export")).body
    assert audit.verify_lines(whole.splitlines(keepends=True)).ok
    shown = (await boss.get(AUDIT, dir="f", limit=1000)).body["entries"]
    rows = [json.decode(line) for line in whole.splitlines()]
    assert shown.pop()["act"] == "log.read", "who exported stands in the log after what he exported"
    assert rows == [{name: value for name, value in one.items() if name != "act_text"} for one in shown]
    since = rig.clock.now_ms()
    for query, expected in (
        ({"since": since, "act": "refusal"}, 5),
        ({"until": since, "act": "refusal"}, 5),
        ({"act": "x"}, 0),
    ):
        some = (await boss.get(f"{AUDIT}/export", **query)).body
        assert len(some.splitlines()) == expected
        page = (await boss.get(AUDIT, **query)).body["entries"]
        assert len(page) == expected


async def test_ten_settings_changed_are_ten_rows_and_the_export_is_read_back(rig: Rig) -> None:
    """M21: who, before, after and when of each; what was exported reads back as the same rows."""
    boss = await admin(rig)
    path = "/_fangyuan/v1/policies/time-zone"
    zones = ["Asia/Urumqi", "Asia/Shanghai"] * 5
    for zone in zones:
        rig.clock.advance(1000)
        assert (await boss.put(path, {"time_zone": zone})).status == 200
    exported = (await boss.get(f"{AUDIT}/export", subject="time_zone")).body.splitlines()
    rows = [json.decode(line) for line in exported]
    assert [row["details"]["after"] for row in rows] == zones
    assert [row["details"]["before"] for row in rows] == ["Asia/Shanghai", *zones[:-1]]
    assert {row["actor"] for row in rows} == {boss.user_id}
    assert [after["ts"] - before["ts"] for before, after in itertools.pairwise(rows)] == [1000] * 9

"""§Cross-signing: three keys of a person, and signatures by them."""

from __future__ import annotations

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.keys import CrossSigning, SigningKey, device_key, device_keys, publish, query
from tests.kit.rig import PASSWORD, Rig

UPLOAD = "/keys/device_signing/upload"
SIGNATURES = "/keys/signatures/upload"
AUTH = {"type": "m.login.password", "password": PASSWORD}


async def signed_up(server: Rig, name: str) -> tuple[MatrixClient, CrossSigning]:
    """Somebody with device keys and cross-signing keys."""
    client = await server.user(name)
    mine = CrossSigning(client.user_id)
    await publish(client)
    await client.ok("POST", UPLOAD, mine.body())
    return client, mine


async def test_keys_are_shown_the_user_signing_key_only_to_its_owner(server: Rig) -> None:
    (alice, mine), bob = await signed_up(server, "alice"), await server.user("bob")
    own, others = await query(alice, alice), await query(bob, alice)
    for found in (own, others):
        assert found["master_keys"] == {alice.user_id: mine.key("master")}
        assert found["self_signing_keys"] == {alice.user_id: mine.key("self_signing")}
    assert own["user_signing_keys"] == {alice.user_id: mine.key("user_signing")}
    assert others["user_signing_keys"] == {}


async def test_other_keys_need_the_password_the_same_do_not(server: Rig) -> None:
    alice, mine = await signed_up(server, "alice")
    await alice.ok("POST", UPLOAD, mine.body())
    await alice.ok("POST", UPLOAD, {"master_key": mine.key("master")})
    await alice.ok("POST", UPLOAD, {})
    others = CrossSigning(alice.user_id, 1)
    for body in (others.body(), {"user_signing_key": others.by(mine.master, _plain(others, "user_signing"))}):
        refused = await alice.post(UPLOAD, body)
        assert (refused.status, refused.body["flows"]) == (401, [{"stages": ["m.login.password"]}])
    assert (await query(alice, alice))["master_keys"][alice.user_id] == mine.key("master")
    session = refused.body["session"]
    wrong = await alice.post(UPLOAD, others.body() | {"auth": AUTH | {"password": "no", "session": session}})
    assert (wrong.status, wrong.errcode) == (401, "M_FORBIDDEN")
    await alice.ok("POST", UPLOAD, others.body() | {"auth": AUTH})
    found = await query(alice, alice)
    assert found["master_keys"] == {alice.user_id: others.key("master")}
    assert found["user_signing_keys"] == {alice.user_id: others.key("user_signing")}


def _plain(keys: CrossSigning, usage: str) -> Json:
    return {name: part for name, part in keys.key(usage).items() if name != "signatures"}


async def test_one_key_alone_follows_later(server: Rig) -> None:
    alice = await server.user("alice")
    mine = CrossSigning(alice.user_id)
    await alice.ok("POST", UPLOAD, {"master_key": mine.key("master")})
    assert (await alice.post(UPLOAD, {"self_signing_key": mine.key("self_signing")})).status == 401
    await alice.ok("POST", UPLOAD, {"self_signing_key": mine.key("self_signing"), "auth": AUTH})
    assert list((await query(alice, alice))["self_signing_keys"]) == [alice.user_id]


async def test_another_master_key_leaves_nothing_of_the_old(server: Rig) -> None:
    alice, _ = await signed_up(server, "alice")
    other = CrossSigning(alice.user_id, 1)
    await alice.ok("POST", UPLOAD, {"master_key": other.key("master"), "auth": AUTH})
    found = await query(alice, alice)
    assert found["master_keys"] == {alice.user_id: other.key("master")}
    assert found["self_signing_keys"] == found["user_signing_keys"] == {}


async def test_without_a_master_key_there_is_no_other(server: Rig) -> None:
    alice = await server.user("alice")
    key = CrossSigning(alice.user_id).key("self_signing")
    answer = await alice.post(UPLOAD, {"self_signing_key": key})
    assert (answer.status, answer.errcode) == (400, "M_MISSING_PARAM")


async def test_the_master_key_signs_the_others(server: Rig) -> None:
    alice = await server.user("alice")
    mine, other = CrossSigning(alice.user_id), CrossSigning(alice.user_id, 1)
    for usage in ("self_signing", "user_signing"):
        for key in (_plain(mine, usage), other.key(usage), _forged(mine, usage)):
            answer = await alice.post(UPLOAD, mine.body() | {f"{usage}_key": key})
            assert (answer.status, answer.errcode) == (400, "M_INVALID_SIGNATURE")
    assert (await query(alice, alice))["master_keys"] == {}


def _forged(keys: CrossSigning, usage: str) -> Json:
    """Says that the master key signed it; another did."""
    return SigningKey("forger").sign(_plain(keys, usage), keys.user_id, f"ed25519:{keys.master.public}")


async def test_a_key_is_not_called_like_a_device(server: Rig) -> None:
    name = SigningKey(f"@alice{server.suffix}:test.local master 0").public
    alice = await server.user("alice")
    await server.login("alice", device_id=name)
    answer = await alice.post(UPLOAD, CrossSigning(alice.user_id).body())
    assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")


@pytest.mark.parametrize(
    "change",
    [
        {"user_id": "@mallory:test.local"},
        {"usage": ["self_signing"]},
        {"usage": "master"},
        {"keys": {}},
        {"keys": {"ed25519:A": "A", "ed25519:B": "B"}},
        {"keys": {"ed25519:A": "B"}},
        {"keys": {"curve25519:A": "A"}},
        {"keys": {"ed25519:A": 5}},
        {"keys": None},
    ],
)
async def test_cross_signing_keys_have_a_form(server: Rig, change: Json) -> None:
    alice = await server.user("alice")
    key = CrossSigning(alice.user_id).key("master") | change
    answer = await alice.post(UPLOAD, {"master_key": key})
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")


# -- signatures ----------------------------------------------------------------------------------------------


async def sign(client: MatrixClient, user_id: str, name: str, value: Json) -> Json:
    """Uploads a signature; gives the failure, {} for none."""
    failures = (await client.ok("POST", SIGNATURES, {user_id: {name: value}}))["failures"]
    return failures.get(user_id, {}).get(name, {})


async def test_the_self_signing_key_signs_devices_for_everybody_to_see(server: Rig) -> None:
    (alice, mine), bob = await signed_up(server, "alice"), await server.user("bob")
    signed = mine.by(mine.self_signing, device_keys(alice))
    assert await sign(alice, alice.user_id, alice.device_id, signed) == {}
    for asker in (alice, bob):
        found = (await query(asker, alice))["device_keys"][alice.user_id][alice.device_id]
        assert found["signatures"] == signed["signatures"]
    await publish(alice, "A")  # the same device keys, without the signature: it stays
    found = (await query(bob, alice))["device_keys"][alice.user_id][alice.device_id]
    assert found["signatures"] == signed["signatures"]
    await publish(alice, generation=1)  # others: what was signed is no more
    found = (await query(bob, alice))["device_keys"][alice.user_id][alice.device_id]
    assert found["signatures"] == device_keys(alice, 1)["signatures"]


async def test_a_device_signs_its_owner_s_master_key(server: Rig) -> None:
    (alice, mine), bob = await signed_up(server, "alice"), await server.user("bob")
    name = f"ed25519:{alice.device_id}"
    signed = device_key(alice).sign(mine.key("master"), alice.user_id, name)
    assert await sign(alice, alice.user_id, mine.master.public, signed) == {}
    assert (await query(bob, alice))["master_keys"][alice.user_id] == signed
    forged = SigningKey("forger").sign(mine.key("master"), alice.user_id, name)
    failure = await sign(alice, alice.user_id, mine.master.public, forged)
    assert failure["errcode"] == "M_INVALID_SIGNATURE"
    assert (await query(bob, alice))["master_keys"][alice.user_id] == signed


async def test_signatures_of_others_are_seen_by_who_signed_only(server: Rig) -> None:
    (alice, hers), (bob, his) = await signed_up(server, "alice"), await signed_up(server, "bob")
    carl = await server.user("carl")
    signed = hers.by(hers.user_signing, his.key("master"))
    assert await sign(alice, bob.user_id, his.master.public, signed) == {}
    assert (await query(alice, bob))["master_keys"][bob.user_id] == signed
    for other in (bob, carl):
        assert (await query(other, bob))["master_keys"][bob.user_id] == his.key("master")


async def test_what_is_wrong_with_a_signature_is_said_of_that_one(server: Rig) -> None:
    (alice, hers), (bob, his) = await signed_up(server, "alice"), await signed_up(server, "bob")
    right = hers.by(hers.self_signing, device_keys(alice))
    other = hers.by(hers.self_signing, device_keys(alice) | {"algorithms": ["m.other"]})
    forged = SigningKey("forger").sign(
        his.key("master"), alice.user_id, f"ed25519:{hers.user_signing.public}"
    )
    cases: list[tuple[str, str, Json, str]] = [
        (alice.user_id, alice.device_id, other, "M_INVALID_PARAM"),
        (alice.user_id, alice.device_id, device_keys(alice), "M_INVALID_SIGNATURE"),
        (alice.user_id, "UNKNOWN", right, "M_NOT_FOUND"),
        (bob.user_id, his.master.public, his.key("master"), "M_INVALID_SIGNATURE"),
        (bob.user_id, his.master.public, forged, "M_INVALID_SIGNATURE"),
        (bob.user_id, bob.device_id, device_keys(bob), "M_NOT_FOUND"),
        ("@nobody:test.local", "KEY", right, "M_NOT_FOUND"),
    ]
    for user_id, name, value, errcode in cases:
        others = {alice.user_id: {alice.device_id: right}}  # what is right beside it goes in
        body = {user_id: {name: value}} if user_id == alice.user_id else {user_id: {name: value}} | others
        failures = (await alice.ok("POST", SIGNATURES, body))["failures"]
        assert [key["errcode"] for key in failures[user_id].values()] == [errcode], (name, failures)
    assert (await query(bob, bob))["master_keys"][bob.user_id] == his.key("master")


async def test_nobody_signs_in_another_s_name(server: Rig) -> None:
    """Only signatures under the sender's own name count."""
    (alice, hers), (bob, his) = await signed_up(server, "alice"), await signed_up(server, "bob")
    theirs = his.by(his.user_signing, hers.key("master"))  # Bob's signature of Alice's key, sent by Alice
    failure = await sign(alice, alice.user_id, hers.master.public, theirs)
    assert failure["errcode"] == "M_INVALID_PARAM"
    assert (await query(bob, alice))["master_keys"][alice.user_id] == hers.key("master")


async def test_signatures_have_a_form(server: Rig) -> None:
    alice, _ = await signed_up(server, "alice")
    assert (await alice.post(SIGNATURES, {alice.user_id: []})).errcode == "M_BAD_JSON"
    failures = (
        await alice.ok("POST", SIGNATURES, {alice.user_id: {"A": {}}, "b": {"C": {"signatures": 5}}})
    )["failures"]
    assert set(failures) == {alice.user_id, "b"}

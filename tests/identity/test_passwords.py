"""Passwords, sign-in codes and the rules of names: pure functions."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan import identity
from fangyuan.http.passwords import Passwords
from fangyuan.kernel.errors import BadRequest, InvalidParam, LimitExceeded
from fangyuan.kernel.ids import Ids, seeded


def test_the_real_hash_is_argon2id_with_the_owasp_profile() -> None:
    stored = identity.hash_password("山高月小")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert identity.verify_password(stored, "山高月小")
    assert not identity.verify_password(stored, "山高月大")


@settings(max_examples=50, deadline=None)
@given(right=st.text(min_size=1), wrong=st.text(min_size=1))
def test_only_the_right_password_verifies(right: str, wrong: str) -> None:
    try:
        stored = identity.hash_password(right, cheap=True)
    except UnicodeEncodeError:  # lone surrogates don't arrive in JSON
        return
    assert identity.verify_password(stored, right, cheap=True)
    if wrong.encode("utf-8", "replace") != right.encode():
        assert not identity.verify_password(stored, wrong.encode("utf-8", "replace").decode(), cheap=True)


@pytest.mark.parametrize("stored", [None, "", "code:", "$argon2id$broken", "plain"])
@pytest.mark.parametrize("password", ["", "plain", "code:"])
def test_nothing_signs_in_where_nothing_is_stored(stored: str | None, password: str) -> None:
    assert not identity.verify_password(stored, password, cheap=True)


def test_a_code_is_read_as_people_type_it() -> None:
    code = Ids("test.local", seeded(3)).code()
    stored = identity.hash_code(code)
    assert identity.is_code(stored)
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), f" {code} "):
        assert identity.verify_password(stored, typed, cheap=True)
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert not identity.verify_password(stored, wrong, cheap=True)
    assert not identity.verify_password(stored, stored, cheap=True)


def test_a_password_has_a_shortest_and_a_longest() -> None:
    identity.check_password_strength("八个汉字也是八个", 8)
    with pytest.raises(BadRequest) as caught:
        identity.check_password_strength("seven77", 8)
    assert caught.value.errcode == "M_WEAK_PASSWORD"
    assert "8" in caught.value.say("zh-CN")
    assert "8" in caught.value.say("en")
    with pytest.raises(InvalidParam):
        identity.check_password_strength("x" * 1025, 8)


@pytest.mark.parametrize("localpart", ["", "王芳", "Alice", "a b", "a:b", "a" * 250, "a@b"])
def test_names_that_no_account_may_have(localpart: str) -> None:
    with pytest.raises(BadRequest) as caught:
        identity.check_localpart(localpart, f"@{localpart}:test.local")
    assert caught.value.errcode == "M_INVALID_USERNAME"


@pytest.mark.parametrize("localpart", ["alice", "zhang.wei", "w-1_2=3/4+5", "0"])
def test_names_that_an_account_may_have(localpart: str) -> None:
    identity.check_localpart(localpart, f"@{localpart}:test.local")


async def test_a_flood_of_sign_ins_is_told_to_come_back() -> None:
    """Each hash holds a thread and 19 MiB: what can't be done soon is refused at once."""
    passwords = Passwords(cheap=True)
    stored = await passwords.hash("right")
    attempts = [passwords.verify(stored, "right") for _ in range(1_000)]
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert results.count(True) > 0
    refused = [result for result in results if isinstance(result, LimitExceeded)]
    assert len(refused) + results.count(True) == len(results)
    assert refused
    assert await passwords.verify(stored, "right")

"""Nothing needs setting to start, and every setting has its manual in both languages."""

from __future__ import annotations

import re

import msgspec
import pytest

from fangyuan.kernel.config import Config, ConfigError, load, manual, settings

SETTINGS = settings()


@pytest.mark.parametrize(
    ("name", "default", "chinese", "english"), SETTINGS, ids=[row[0] for row in SETTINGS]
)
def test_each_setting_is_explained_in_both_languages(
    name: str, default: object, chinese: str, english: str
) -> None:
    assert re.search(r"[\u4e00-\u9fff]", chinese), f"{name} has no Chinese manual (Meta.title)"
    assert re.search(r"[A-Za-z]{3}", english), f"{name} has no English manual (Meta.description)"
    assert not re.search(r"[\u4e00-\u9fff]", english)


def test_the_manual_is_a_configuration_file_of_all_defaults() -> None:
    text = manual()
    assert msgspec.toml.decode(text), "tables stand there, settings are commented out"
    uncommented = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE)
    table = msgspec.toml.decode(uncommented)
    assert msgspec.convert(table, Config) == Config()
    named = {name for name, default, _, _ in SETTINGS if default is not None}
    assert {name.rpartition(".")[2] for name in named} == set(
        re.findall(r"^(\w+) = ", uncommented, re.MULTILINE)
    )


def test_nothing_needs_setting() -> None:
    assert load(None, {}) == Config()


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"FANGYUAN_LISTEN": "nowhere"}, "listen"),
        ({"FANGYUAN_LIMITS__JOIN_BURST": "0"}, "join_burst"),
        ({"FANGYUAN_TYPO": "1"}, "typo"),
        ({"FANGYUAN_REGISTRATION__MODE": "anybody"}, "mode"),
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        load(None, environ)


def test_the_test_mode_overrules_what_it_must_and_nothing_else() -> None:
    normal, lenient = load(None, {}), load(None, {"FANGYUAN_TEST_MODE": "true"})
    assert (normal.test_mode, normal.is_lenient, normal.effective()) == (False, False, normal)
    assert lenient.is_lenient
    assert lenient.effective() == lenient
    before, after = (msgspec.to_builtins(config) for config in (normal, lenient))
    changed = {
        f"{table}.{name}": after[table][name]
        for table in before
        if isinstance(before[table], dict)
        for name in before[table]
        if before[table][name] != after[table][name]
    }
    assert changed == {
        "limits.enabled": False,
        "registration.mode": "open",
        "registration.guests": True,
        "passwords.cheap": True,
        "passwords.minimum_length": 1,
        "groups.ungoverned_rooms": True,
        "media.unauthenticated": True,
        "previews.enabled": True,
        "previews.allow_private": True,
        "push.full_content": True,
        "push.allow_private_gateways": True,
    }

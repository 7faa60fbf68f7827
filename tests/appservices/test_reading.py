"""Registration files: as the ecosystem writes them, and what is said of those that are wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from fangyuan.appservices import Registry, read_registry
from fangyuan.kernel.config import ConfigError
from fangyuan.kernel.errors import FangyuanError

REGISTRATION = """
id: telegram
as_token: wfghWEGh3wgWHEf3478sHFWE
hs_token: ugw8243igya57aaABGFfgeyu
namespaces:
    users:
    - exclusive: true
      regex: ^@telegram_.*:company\\.example$
    - exclusive: false
      regex: '@anna:company.example'
    aliases:
    - exclusive: true
      regex: ^\\#telegram_.*:company\\.example$
url: http://localhost:29317/
sender_localpart: telegrambot
rate_limited: false
de.sorunome.msc2409.push_ephemeral: true
protocols: ["telegram"]
org.matrix.msc3202: true
"""


def read(folder: Path, *texts: str) -> Registry:
    files: list[str] = []
    for number, text in enumerate(texts):
        file = folder / f"{number}.yaml"
        file.write_text(text)
        files.append(str(file))
    return read_registry(files, "company.example")


def test_a_registration_as_bridges_write_it(tmp_path: Path) -> None:
    registry = read(tmp_path, REGISTRATION)
    service = registry.find_by_token("wfghWEGh3wgWHEf3478sHFWE")
    assert service is not None
    assert service is registry.find("telegram")
    assert (service.url, service.sender) == ("http://localhost:29317", "@telegrambot:company.example")
    assert (service.rate_limited, service.receives_ephemeral) == (False, True)
    assert service.protocols == ("telegram",)
    assert service.is_user("@telegram_1:company.example")
    assert service.is_user("@anna:company.example")
    assert not service.owns_user("@anna:company.example")
    assert not service.is_user("@telegram_1:company.example.org")
    assert service.owns_alias("#telegram_x:company.example")
    assert registry.find_by_token("ugw8243igya57aaABGFfgeyu") is None


def test_whose_names_are_whose(tmp_path: Path) -> None:
    other = REGISTRATION.replace("telegram", "signal").replace("wfgh", "abcd")
    registry = read(tmp_path, REGISTRATION, other)
    for by in ("", "signal", "nobody"):
        with pytest.raises(FangyuanError) as refused:
            registry.check_user("@telegram_1:company.example", by)
        assert refused.value.errcode == "M_EXCLUSIVE"
    registry.check_user("@telegram_1:company.example", "telegram")
    registry.check_user("@anna:company.example")
    registry.check_alias("#free:company.example")
    asked = registry.asked_for_alias("#signal_x:company.example")
    assert asked is not None
    assert asked.id == "signal"


def _with(**changes: Any) -> str:
    table: dict[str, Any] = {
        "id": "a",
        "as_token": "one secret".replace(" ", "-"),
        "hs_token": "another-secret",
        "sender_localpart": "bot",
        "url": None,
        "namespaces": {},
    }
    return msgspec.yaml.encode(table | changes).decode()


def test_the_least_that_a_registration_has(tmp_path: Path) -> None:
    (service,) = read(tmp_path, _with()).services
    assert (service.url, service.users, service.rate_limited, service.receives_ephemeral) == (
        None,
        (),
        True,
        False,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "YAML"),
        ("- a", "registration"),
        (_with(id=None), "id"),
        (_with(as_token="short"), "as_token"),
        (_with(hs_token="one-secret"), "two secrets"),
        (_with(as_token=5), "as_token"),
        (_with(sender_localpart="Bot"), "sender_localpart"),
        (_with(sender_localpart="a bot"), "sender_localpart"),
        (_with(url="ftp://x"), "url"),
        (_with(url=5), "url"),
        (_with(namespaces={"users": {}}), "users"),
        (_with(namespaces={"users": [{"exclusive": True}]}), "regex"),
        (_with(namespaces={"aliases": [{"regex": "("}]}), "pattern"),
        ("a: &a [*a, *a]\nid: !!python/object/apply:os.system ['true']", "YAML"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as wrong:
        read(tmp_path, text)
    assert "0.yaml" in str(wrong.value)


def test_two_services_share_no_secret(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="as_token"):
        read(tmp_path, REGISTRATION, REGISTRATION.replace("id: telegram", "id: other"))
    with pytest.raises(ConfigError, match="id"):
        read(tmp_path, REGISTRATION, REGISTRATION.replace("wfgh", "abcd"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml"):
        read_registry([str(tmp_path / "nowhere.yaml")], "company.example")

"""Reading registration files: YAML as bridges and bots write it. Application Service API §Registration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import yaml

from fangyuan.appservices.model import Namespace, Registration, Registry
from fangyuan.kernel.config import ConfigError
from fangyuan.kernel.ids import is_user_id
from fangyuan.kernel.json import as_object, is_object

_MOST_FILE = 1 << 20
_LEAST_TOKEN = 8
_TABLES = ("users", "aliases", "rooms")


def read_registry(files: Iterable[str], server_name: str) -> Registry:
    """The services of these files; ConfigError names the file and what is wrong in it."""
    services = [_read(Path(file), server_name) for file in files]
    for name in ("id", "as_token"):
        values = [getattr(service, name) for service in services]
        if len(set(values)) < len(values):
            raise ConfigError(
                f"app_services: two registrations have the same {name} / 两份注册文件的 {name} 相同"
            )
    return Registry(services)


def _read(path: Path, server_name: str) -> Registration:
    try:
        if path.stat().st_size > _MOST_FILE:
            raise ConfigError(f"{path}: too large / 文件过大")
        table: object = yaml.safe_load(path.read_bytes())
    except OSError as cause:
        raise ConfigError(f"{path}: can't be read / 无法读取") from cause
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as cause:
        raise ConfigError(f"{path}: not valid YAML / 不是有效的 YAML") from cause
    if not is_object(table):
        raise ConfigError(f"{path}: not a registration / 不是注册文件")
    try:
        return _registration(table, server_name)
    except ValueError as cause:
        raise ConfigError(f"{path}: {cause}") from cause


def _registration(table: dict[str, Any], server_name: str) -> Registration:
    sender = f"@{_words(table, 'sender_localpart')}:{server_name}"
    if not is_user_id(sender) or sender != sender.lower():
        raise ValueError("sender_localpart makes no user ID / sender_localpart 不能作为账号名")
    as_token, hs_token = _words(table, "as_token"), _words(table, "hs_token")
    if as_token == hs_token or min(len(as_token), len(hs_token)) < _LEAST_TOKEN:
        raise ValueError(
            f"as_token and hs_token are two secrets of at least {_LEAST_TOKEN} characters / "
            f"as_token 与 hs_token 应为两个不同的、至少 {_LEAST_TOKEN} 个字符的密钥"
        )
    spaces = as_object(table.get("namespaces"))
    users, aliases, rooms = (_namespaces(spaces, name) for name in _TABLES)
    ephemeral = ("receive_ephemeral", "push_ephemeral", "de.sorunome.msc2409.push_ephemeral")
    return Registration(
        id=_words(table, "id"),
        url=_url(table.get("url")),
        as_token=as_token,
        hs_token=hs_token,
        sender=sender,
        users=users,
        aliases=aliases,
        rooms=rooms,
        rate_limited=table.get("rate_limited", True) is not False,
        receives_ephemeral=any(table.get(name) is True for name in ephemeral),
        has_devices=table.get("org.matrix.msc3202") is True,
        protocols=tuple(str(one) for one in _list(table, "protocols")),
    )


def _words(table: dict[str, Any], name: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value or not value.isascii() or any(c.isspace() for c in value):
        raise ValueError(f"{name} is missing or no plain text / 缺少 {name} 或格式不对")
    return value


def _url(value: object) -> str | None:
    if value is None or value == "":
        return None
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("url is no http(s) address / url 不是 http(s) 地址")
    return str(value).rstrip("/")


def _namespaces(spaces: dict[str, Any], name: str) -> tuple[Namespace, ...]:
    found: list[Namespace] = []
    for entry in _list(spaces, name):
        pattern = as_object(entry).get("regex")
        if not isinstance(pattern, str):
            raise ValueError(f"namespaces.{name}: regex is missing / 缺少 regex")
        try:
            found.append(Namespace(re.compile(pattern), as_object(entry).get("exclusive") is True))
        except (re.error, RecursionError) as cause:
            raise ValueError(f"namespaces.{name}: {pattern!r} is no pattern / 不是有效的正则式") from cause
    return tuple(found)


def _list(table: dict[str, Any], name: str) -> list[Any]:
    value = table.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{name} is no list / {name} 不是列表")
    return cast(list[Any], value)

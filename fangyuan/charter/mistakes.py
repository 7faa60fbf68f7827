"""Errors of what somebody filled in: each names the field, in words of both languages and as data."""

from __future__ import annotations

from fangyuan.charter.links import plain_domain
from fangyuan.kernel import ids
from fangyuan.kernel.errors import InvalidParam, MissingParam

# In the order in which a person fills in the form.
REQUIRED = ("kind", "name", "purpose", "owner", "audience")


def wrong(field: str, key: str = "wrong", **params: object) -> InvalidParam:
    """The error for a field that is there but not right. `key` is a text of `charter.field.*`."""
    return InvalidParam(
        f"{field}: {key}",
        key=f"charter.field.{key}",
        params={"field": field, **params},
        extra={"field": field},
    )


def missing(fields: list[str]) -> MissingParam:
    """The error for fields that are not there; it speaks of the first and lists them all as data."""
    key = f"charter.missing.{fields[0]}" if fields[0] in REQUIRED else "charter.field.missing"
    params = {} if fields[0] in REQUIRED else {"field": fields[0]}
    return MissingParam(
        f"Missing: {', '.join(fields)}", key=key, params=params, extra={"field": fields[0], "fields": fields}
    )


def user(name: str, field: str, server_name: str) -> str:
    """The user id of an account of this server that somebody named by id or by account name."""
    if not name.startswith("@"):
        name = f"@{name}:{server_name}"
    if not ids.is_user_id(name) or name.partition(":")[2] != server_name:
        raise wrong(field, "not_a_person", value=name[:100])
    return name


def users(names: tuple[str, ...], field: str, server_name: str) -> tuple[str, ...]:
    full = (user(name, f"{field}[{index}]", server_name) for index, name in enumerate(names))
    return tuple(dict.fromkeys(full))


def domains(names: tuple[str, ...], field: str) -> tuple[str, ...]:
    """Host names as they are compared."""
    plain: list[str] = []
    for index, domain in enumerate(names):
        name = plain_domain(domain.strip().removeprefix("*."))
        if not name or "." not in name:
            raise wrong(f"{field}[{index}]", "not_a_domain", value=domain[:100])
        plain.append(name)
    return tuple(dict.fromkeys(plain))

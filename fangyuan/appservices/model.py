"""An application service as it is registered, and who owns which names. Application Service API §Registration."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from fangyuan.kernel.errors import BadRequest, FangyuanError


class Namespace(NamedTuple):
    """Names that a service takes an interest in; `exclusive`: nobody else may make such a name."""

    pattern: re.Pattern[str]
    exclusive: bool


class Registration(msgspec.Struct, frozen=True):
    """One registered service. `sender` is its own account; `url` None: it only sends, and is told nothing."""

    id: str
    url: str | None
    as_token: str
    hs_token: str
    sender: str
    users: tuple[Namespace, ...] = ()
    aliases: tuple[Namespace, ...] = ()
    rooms: tuple[Namespace, ...] = ()
    rate_limited: bool = True
    receives_ephemeral: bool = False
    has_devices: bool = False  # and wants to be told what they need for encryption
    protocols: tuple[str, ...] = ()

    def is_user(self, user_id: str) -> bool:
        """Whether it may act as this user."""
        return user_id == self.sender or _matches(self.users, user_id)

    def is_alias(self, alias: str) -> bool:
        return _matches(self.aliases, alias)

    def is_room(self, room_id: str) -> bool:
        return _matches(self.rooms, room_id)

    def owns_user(self, user_id: str) -> bool:
        """Whether it alone may make an account of this name."""
        return user_id == self.sender or _matches(self.users, user_id, exclusive=True)

    def owns_alias(self, alias: str) -> bool:
        return _matches(self.aliases, alias, exclusive=True)


def _matches(namespaces: Iterable[Namespace], name: str, *, exclusive: bool = False) -> bool:
    # As the ecosystem's servers do it: from the beginning, but not to the end unless the pattern says so.
    return any(space.pattern.match(name) for space in namespaces if space.exclusive or not exclusive)


class Registry:
    """All services of this server. It never changes while the server runs."""

    def __init__(self, services: Iterable[Registration] = ()) -> None:
        self.services = tuple(services)
        self._by_token = {service.as_token: service for service in self.services}
        self._by_id = {service.id: service for service in self.services}

    def find_by_token(self, token: str) -> Registration | None:
        return self._by_token.get(token)

    def find(self, service_id: str) -> Registration | None:
        return self._by_id.get(service_id)

    def check_user(self, user_id: str, by: str = "") -> None:
        """M_EXCLUSIVE when the name is for another service than the one of this id ('': for people)."""
        self._check(lambda service: service.owns_user(user_id), by, "user ID")

    def check_alias(self, alias: str, by: str = "") -> None:
        """The same of an alias."""
        self._check(lambda service: service.owns_alias(alias), by, "alias")

    def _check(self, owns: Callable[[Registration], bool], by: str, what: str) -> None:
        own = self._by_id.get(by)
        if own is not None and owns(own):
            return
        if any(owns(service) for service in self.services if service.id != by):
            raise exclusive(f"This {what} is reserved by an application service")

    def asked_for_user(self, user_id: str) -> Registration | None:
        """Who is to be asked whether there is such a user."""
        return next((one for one in self.services if one.url and _matches(one.users, user_id)), None)

    def asked_for_alias(self, alias: str) -> Registration | None:
        """Who is to be asked whether there is such a room."""
        return next((one for one in self.services if one.url and one.is_alias(alias)), None)

    def is_limited(self, service_id: str) -> bool:
        """Whether rates hold for what this service asks for."""
        service = self._by_id.get(service_id)
        return service is None or service.rate_limited


def exclusive(message: str) -> FangyuanError:
    return BadRequest(message, errcode="M_EXCLUSIVE", key="appservices.exclusive")

"""Every operation of the specification, asked as its schema allows: no 5xx, and answers as it promises.

Where the specification's file is missing there is nothing to ask; `test_routes` asks all the same.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from fangyuan.kernel.json import as_object
from tests.fuzz.town import Answered, Asked, Town, told
from tests.kit.drawing import drawn
from tests.kit.spec import SpecBroken, check_response, find_file

EXAMPLES = drawn(8)
WAITING = ("/sync", "/events", "/download/", "/thumbnail/")


# Its types say nothing of what a request holds.
Operation = Any


def _operations() -> Iterator[Operation]:
    file = find_file()
    if file is not None:
        schema: Any = schemathesis.openapi.from_dict(json.loads(file.read_text()))
        for found in schema.get_all_operations():
            yield found.ok()


OPERATIONS = list(_operations())


def _path(data: st.DataObject, town: Town, operation: Operation, case: Any) -> str:
    """The path with things that are there in most places, else with what the schema makes up."""
    path = operation.path
    for name, made_up in case.path_parameters.items():
        known = town.known.get(name)
        if known is not None and data.draw(st.integers(0, 3)):
            made_up = data.draw(st.sampled_from(known))
        elif "%" not in str(made_up):
            made_up = quote(str(made_up), safe="")
        path = path.replace(f"{{{name}}}", str(made_up))
    return path


def _query(case: Any, path: str) -> bytes:
    query: dict[str, Any] = {
        name: value for name, value in as_object(case.query).items() if value is not None
    }
    if any(part in path for part in WAITING):
        query |= {"timeout": "0", "timeout_ms": "0"}
    query.pop("url", None)  # nobody is visited
    words: dict[str, Any] = {
        name: value if isinstance(value, str | list) else json.dumps(value) for name, value in query.items()
    }
    return urlencode(words, doseq=True, errors="replace").encode()


def _body(case: Any) -> bytes:
    body = case.body
    if isinstance(body, bytes):
        return body
    try:
        return json.dumps(body).encode()
    except TypeError:  # no body at all
        return b""


def _asked(data: st.DataObject, town: Town, operation: Operation) -> Asked:
    case = data.draw(operation.as_strategy())
    path = _path(data, town, operation, case)
    who = data.draw(st.sampled_from(["he", "he", "he", "li", "admin", "guest"]))
    headers = [(b"authorization", f"Bearer {town.tokens()[who]}".encode())]
    if case.media_type is not None:
        headers.append((b"content-type", case.media_type.encode()))
    return Asked(operation.method.upper(), path, _query(case, path), tuple(headers), _body(case))


def _check(asked: Asked, answered: Answered) -> list[str]:
    body: object = answered.body
    if answered.headers.get("content-type", "").startswith("application/json"):
        body = json.loads(answered.body)
    try:
        check_response(asked.method, asked.path, answered.status, body)
    except SpecBroken as broken:
        return [f"{asked}\n{broken}"]
    return []


@pytest.mark.skipif(not OPERATIONS, reason="the specification's file is not here")
@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.label for operation in OPERATIONS])
def test_what_the_schema_allows_is_answered_as_it_promises(town: Town, operation: Operation) -> None:
    town.faults.clear()
    town.refresh()
    broken: list[str] = []

    @seed(zlib.crc32(operation.label.encode()))
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],  # pyright: ignore[reportArgumentType] - its metaclass hides the type
    )
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        asked = _asked(data, town, operation)
        answered = town.ask(asked)
        broken.extend(_check(asked, answered))
        if answered.status in (401, 403):
            town.reopen()

    ask()
    assert town.faults == [], told(town.faults)
    assert broken == [], told(broken[:3])

"""Our own API is described, and the description is OpenAPI 3.1."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator

from fangyuan.http import openapi, table
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from tests.kit.rig import Rig

ROUTES = table.governance_routes()
DOCUMENT: dict[str, Any] = json.decode(json.encode(openapi.document(ROUTES)))

# OpenAPI 3.1.0 §4.8, as far as we use it. Nothing else may be there, so a word that is misspelt is found.
_REF = {"type": "object", "required": ["$ref"], "properties": {"$ref": {"type": "string"}}}
_CONTENT = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": r"^[a-z]+/[a-z0-9.+*-]+$"},
    "additionalProperties": {
        "type": "object",
        "properties": {"schema": {"type": ["object", "boolean"]}},
        "additionalProperties": False,
    },
}
_RESPONSE = {
    "type": "object",
    "required": ["description"],
    "properties": {"description": {"type": "string", "minLength": 1}, "content": _CONTENT},
    "additionalProperties": False,
}
_PARAMETER = {
    "type": "object",
    "required": ["name", "in", "schema"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "in": {"enum": ["path", "query", "header"]},
        "required": {"type": "boolean"},
        "description": {"type": "string", "minLength": 1},
        "schema": {"type": "object"},
    },
    "additionalProperties": False,
    "if": {"properties": {"in": {"const": "path"}}},
    "then": {"required": ["required"], "properties": {"required": {"const": True}}},
}
_OPERATION = {
    "type": "object",
    "required": ["operationId", "summary", "description", "responses", "security"],
    "properties": {
        "operationId": {"type": "string", "pattern": r"^\w+\.\w+$"},
        "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "summary": {"type": "string", "minLength": 3},
        "description": {"type": "string", "minLength": 3},
        "parameters": {"type": "array", "items": _PARAMETER, "uniqueItems": True},
        "requestBody": {
            "type": "object",
            "required": ["content"],
            "properties": {"required": {"type": "boolean"}, "content": _CONTENT},
            "additionalProperties": False,
        },
        "responses": {
            "type": "object",
            "required": ["200"],
            "propertyNames": {"pattern": r"^[1-5]\d\d$"},
            "additionalProperties": {"anyOf": [_REF, _RESPONSE]},
        },
        "security": {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "array"}}},
    },
    "additionalProperties": False,
}
_DOCUMENT = {
    "type": "object",
    "required": ["openapi", "info", "paths", "components"],
    "properties": {
        "openapi": {"const": "3.1.0"},
        "info": {"type": "object", "required": ["title", "version"]},
        "paths": {
            "type": "object",
            "propertyNames": {"pattern": "^/"},
            "additionalProperties": {
                "type": "object",
                "propertyNames": {"enum": ["get", "put", "post", "delete", "patch"]},
                "additionalProperties": _OPERATION,
            },
        },
        "components": {
            "type": "object",
            "properties": {
                "schemas": {"type": "object", "propertyNames": {"pattern": r"^[\w.-]+$"}},
                "responses": {"type": "object", "additionalProperties": _RESPONSE},
                "securitySchemes": {"type": "object"},
            },
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}


def name(route: Route) -> str:
    return f"{route.method} {route.path}"


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value."""
    if isinstance(value, dict):
        found = cast(dict[str, Any], value)
        yield found
        for inner in found.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in cast(list[Any], value):
            yield from walk(inner)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_each_route_says_what_it_does_who_may_and_what_it_answers(route: Route) -> None:
    assert re.search(r"[\u4e00-\u9fff]", route.summary), "summary: in both languages, `English / 中文`"
    assert re.search(r"[A-Za-z]{3}", route.summary)
    assert route.may, "may: who is allowed, in words"
    assert route.answer is not None, "answer: the type of the response"
    handler = route.write or route.read or route.direct
    assert handler is not None
    if re.search(r"req\.(decode|json_object|body)\b", inspect.getsource(handler)):
        assert route.body is not None, "body: the type of the request, which the handler reads"


def test_the_document_is_openapi_3_1() -> None:
    judge = cast(Any, Draft202012Validator(_DOCUMENT))
    errors = sorted(judge.iter_errors(DOCUMENT), key=str)
    assert [f"{error.json_path}: {error.message}" for error in errors[:5]] == []


def test_its_schemas_are_json_schema() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for part in walk(DOCUMENT["paths"]):
        if isinstance(part.get("schema"), dict):
            Draft202012Validator.check_schema(part["schema"])


def test_every_reference_leads_somewhere() -> None:
    for part in walk(DOCUMENT):
        target: Any = DOCUMENT
        reference = part.get("$ref")
        if isinstance(reference, str):
            for step in reference.removeprefix("#/").split("/"):
                target = target[step]
            assert target


def test_every_operation_is_there_under_a_name_of_its_own() -> None:
    described = {(method.upper(), path) for path, method, _ in operations()}
    assert described == {(route.method, openapi.PREFIX + route.path) for route in ROUTES}
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(names)) == len(names)


def test_every_path_parameter_is_described() -> None:
    for path, _, operation in operations():
        described = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
        assert described == set(re.findall(r"{(\w+)}", path))


def test_every_operation_that_writes_takes_an_idempotency_key() -> None:
    writing = {
        (one.method, openapi.PREFIX + one.path) for one in ROUTES if one.read is None and one.method != "GET"
    }
    keyed = {
        (method.upper(), path)
        for path, method, operation in operations()
        if any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", []))
    }
    assert keyed == writing
    assert all(
        one.write is not None or one.path == "/directory/imports/apply"
        for one in ROUTES
        if one.method != "GET" and one.read is None
    ), "a `direct` handler that writes minds the key itself: http.idempotency.once"


async def test_it_is_served_to_anybody(rig: Rig) -> None:
    answer = await rig.client().get("/_fangyuan/v1/openapi.json")
    assert answer.status == 200
    assert answer.body == DOCUMENT

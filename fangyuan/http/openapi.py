"""The OpenAPI 3.1 document of our own API, made from the route table: what is served is what is described."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from fangyuan.http import idempotency
from fangyuan.http.request import Request, Response
from fangyuan.http.routes import Route
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject

PREFIX = "/_fangyuan/v1"
_PARAMETER = re.compile(r"{(\w+)}")
_ERRORS = {
    400: "The request can't be understood, or what it asks for isn't valid",
    401: "No access token, or one that is unknown or has expired",
    403: "The caller may not do this; for a charter's refusal the body names the clause",
    404: "There is no such thing",
    409: "Somebody was first, or it was done already",
    413: "The request is too large",
    422: "The idempotency key was used for another request",
    429: "Too many requests; `retry_after_ms` says when to come back",
}


_KEY: JsonObject = {
    "name": idempotency.HEADER,
    "in": "header",
    "description": "Any word of at most 255 characters that is new for each thing to be done. The same request with "
    "the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An "
    "answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done",
    "schema": {"type": "string", "maxLength": 255},
}


class Error(msgspec.Struct):
    """What every refusal looks like: a stable code, and words in the reader's language."""

    errcode: str
    error: str


def route(routes: Sequence[Route]) -> Route:
    """The route that serves the document of `routes` (and of itself)."""

    @cache
    def encoded() -> bytes:
        return json.encode(document([*routes, itself]))

    async def openapi_document(req: Request) -> Response:
        return Response(encoded())

    itself = Route(
        "GET",
        "/openapi.json",
        direct=openapi_document,
        auth="none",
        answer=JsonObject,
        summary="This document / 本文档",
        may="Anybody",
    )
    return itself


def text(routes: Iterable[Route]) -> str:
    """The document of `routes`, indented, for who reads it without a server."""
    return msgspec.json.format(json.encode(document(routes)), indent=2).decode() + "\n"


def document(routes: Iterable[Route]) -> JsonObject:
    """The document as JSON values."""
    routes = list(routes)
    named = (shape for route in routes for shape in (route.body, route.answer, route.accepted))
    shapes = {shape: None for shape in named if _is_json(shape)}
    wanted = [Error, *shapes]
    found, components = msgspec.json.schema_components(wanted, ref_template="#/components/schemas/{name}")
    schemas = dict(zip(wanted, found, strict=True))
    paths: dict[str, JsonObject] = {}
    for each in routes:
        paths.setdefault(PREFIX + each.path, {})[each.method.lower()] = _operation(each, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "方圆 Fangyuan",
            "version": version("fangyuan"),
            "description": "Charters, the directory, groups and their audit. Sign in through the Matrix "
            "Client-Server API; its access tokens are good here too.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {str(status): _error(words) for status, words in _ERRORS.items()},
            "securitySchemes": {"accessToken": {"type": "http", "scheme": "bearer"}},
        },
    }


def _is_json(shape: Any) -> bool:
    return shape is not None and shape is not bytes


def _operation(route: Route, schemas: Mapping[Any, JsonObject]) -> JsonObject:
    handler = route.write or route.read or route.direct
    module = getattr(handler, "__module__", "").rpartition(".")[2]
    operation: JsonObject = {
        "operationId": f"{module}.{getattr(handler, '__name__', '')}",
        "tags": [module],
        "summary": route.summary,
        "description": f"Who may: {route.may}.",
        "responses": _responses(route, schemas),
        "security": [] if route.auth == "none" else [{"accessToken": []}],
    }
    parameters = _parameters(route)
    if parameters:
        operation["parameters"] = parameters
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": _content(route.body, schemas)}
    return operation


def _parameters(route: Route) -> list[JsonObject]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(route.path)
    ]
    in_query = [
        {"name": name, "in": "query", "description": words, "schema": {"type": "string"}}
        for name, words in route.query.items()
    ]
    return in_path + in_query + ([_KEY] if route.read is None and route.method != "GET" else [])


def _responses(route: Route, schemas: Mapping[Any, JsonObject]) -> JsonObject:
    expected = {400, 403} if route.auth == "none" else {400, 401, 403}
    if _PARAMETER.search(route.path):
        expected.add(404)
    if route.body is not None:
        expected.add(413)
    if route.read is None and route.method != "GET":
        expected |= {409, 422}
    if route.limit is not None:
        expected.add(429)
    done = {"description": route.summary, "content": _content(route.answer, schemas)}
    if route.accepted is not None:
        words = "It waits for somebody's consent"
        waiting = {"202": {"description": words, "content": _content(route.accepted, schemas)}}
    else:
        waiting = JsonObject()
    return {"200": done, **waiting} | {
        str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(expected)
    }


def _content(shape: Any, schemas: Mapping[Any, JsonObject]) -> JsonObject:
    if shape is bytes:
        return {"application/octet-stream": {}}
    return {"application/json": {"schema": schemas.get(shape, {"type": "object"})}}


def _error(words: str) -> JsonObject:
    return {
        "description": words,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }

"""The Matrix specification as a judge: is an answer what the Client-Server API promises for its path?

The specification's file isn't part of this repository; without it nothing is checked.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

Json = dict[str, Any]

VARIABLE = "FANGYUAN_MATRIX_SPEC"  # the file itself or the folder with matrix-spec/cs-openapi.json
REPOSITORY = Path(__file__).resolve().parents[2]
INSIDE = Path("matrix-spec", "cs-openapi.json")

MOST_ERRORS = 10
LONGEST_MESSAGE = 300
DOCUMENT = "urn:matrix:cs-openapi"  # a base for the document's own references
ANY_SEGMENT = "{}"

ERROR: Json = {
    "type": "object",
    "required": ["errcode", "error"],
    "properties": {"errcode": {"type": "string"}, "error": {"type": "string"}},
}
INTERACTIVE: Json = {
    "type": "object",
    "required": ["flows", "session"],
    "properties": {
        "flows": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["stages"],
                "properties": {"stages": {"type": "array", "items": {"type": "string"}}},
            },
        },
        "session": {"type": "string"},
        "params": {"type": "object"},
        "completed": {"type": "array", "items": {"type": "string"}},
    },
}

_ERROR = Draft202012Validator(ERROR)

# Where the specification's file contradicts its text: what we hold the answer against instead.
MENDED: Mapping[tuple[str, str, str], Json] = {
    # The file says oneOf(any object, an event); with ?format=event the answer is both, so none is right.
    ("GET", "/_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}", "200"): {"type": "object"},
    # What is not set is null, as in every server's answer: clients require the keys.
    ("GET", "/_matrix/client/v3/rooms/{roomId}/joined_members", "200"): {
        "type": "object",
        "required": ["joined"],
        "properties": {
            "joined": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "required": ["display_name", "avatar_url"],
                    "properties": {
                        "display_name": {"type": ["string", "null"]},
                        "avatar_url": {"type": ["string", "null"]},
                    },
                },
            }
        },
    },
    # "This API endpoint uses the User-Interactive Authentication API", yet its 401 is missing.
    ("POST", "/_matrix/client/v3/keys/device_signing/upload", "401"): INTERACTIVE,
    # The file knows room events only; receipts, typing, account data and presence have always come this way as well.
    ("GET", "/_matrix/client/v3/events", "200"): {
        "type": "object",
        "required": ["start", "end", "chunk"],
        "properties": {
            "start": {"type": "string"},
            "end": {"type": "string"},
            "chunk": {"type": "array", "items": {"type": "object", "required": ["type", "content"]}},
        },
    },
    # Often a file on a web server that isn't Matrix; clients take any 404 for "there is none".
    ("GET", "/.well-known/matrix/client", "404"): {},
    ("GET", "/.well-known/matrix/support", "404"): {},
    ("GET", "/.well-known/matrix/policy_server", "404"): {},
    # Where there is no TURN server an empty object says so, since Synapse: clients report an error and ask again.
    ("GET", "/_matrix/client/v3/voip/turnServer", "200"): {"type": "object"},
    # HTTP's own answer to a request for a range (RFC 9110 §15.3.7).
    ("GET", "/_matrix/client/v1/media/download/{serverName}/{mediaId}", "206"): {},
    ("GET", "/_matrix/client/v1/media/download/{serverName}/{mediaId}/{fileName}", "206"): {},
    ("GET", "/_matrix/client/v1/media/thumbnail/{serverName}/{mediaId}", "206"): {},
}

# "If the state_key is an empty string, the trailing slash on this endpoint is optional."
OPTIONAL_END = "/{stateKey}"


class SpecBroken(AssertionError):
    """An answer isn't what the specification says."""


def find_file(repository: Path = REPOSITORY) -> Path | None:
    """The file that $FANGYUAN_MATRIX_SPEC names, else the one in ../shared; None when there is none.

    Raises FileNotFoundError if the variable names nothing: a typing error shall not switch the judge off.
    """
    named = os.environ.get(VARIABLE)
    if named:
        path = Path(named) if Path(named).is_file() else Path(named) / INSIDE
        if not path.is_file():
            raise FileNotFoundError(f"{VARIABLE}: there is no {path}")
        return path
    path = repository.parent / "shared" / INSIDE
    return path if path.is_file() else None


@dataclass(frozen=True)
class _Operation:
    """One method of one path. Its validators are compiled when they are first needed."""

    method: str
    template: str
    responses: Json
    validators: dict[str, Draft202012Validator | None] = field(
        default_factory=dict[str, Draft202012Validator | None]
    )


@dataclass(frozen=True)
class _Node:
    """One place in the tree of path templates, by segments."""

    children: dict[str, _Node] = field(default_factory=dict[str, "_Node"])
    operations: dict[str, _Operation] = field(default_factory=dict[str, _Operation])


class Spec:
    """The operations of one OpenAPI 3.1 document, quick enough to judge every answer of a test suite."""

    def __init__(self, document: Json) -> None:
        self._registry = EMPTY_REGISTRY.with_resource(DOCUMENT, DRAFT202012.create_resource(document))
        self._root = _Node()
        for operation in _operations(document):
            self._add(operation, operation.template)
            if operation.template.endswith(OPTIONAL_END):
                self._add(operation, operation.template.removesuffix(OPTIONAL_END))

    @classmethod
    def load(cls, path: Path) -> Spec:
        return cls(json.loads(path.read_bytes()))

    @classmethod
    def find(cls, repository: Path = REPOSITORY) -> Spec | None:
        """The specification that `find_file` finds."""
        path = find_file(repository)
        return None if path is None else cls.load(path)

    def check_response(self, method: str, path: str, status: int, body: object) -> list[str]:
        """What is wrong with an answer; nothing if it is right, or if the path isn't in the specification.

        `path` is as on the wire, with its percent-encoding; a query is left aside. `body` is parsed JSON, or
        bytes where the answer was none. Also an error that isn't listed for its path must look like an error.
        """
        node = self._find(path)
        if node is None or method in ("OPTIONS", "HEAD"):
            return []
        operation = node.operations.get(method)
        where = f"{method} {path} answered {status}"
        if operation is None:
            if status < 300:
                return [f"{where}: the specification has no {method} here"]
            return _errors(_ERROR, body, where) if status >= 400 else []
        if 200 <= status < 300 and self._documented(operation, status) is None:
            return [f"{where}: the specification has only {', '.join(operation.responses)}"]
        validator = self._validator(operation, status, body)
        return [] if validator is None else _errors(validator, body, where)

    # -- paths -----------------------------------------------------------------------------------------------

    def _add(self, operation: _Operation, template: str) -> None:
        node = self._root
        for segment in template.split("/"):
            node = node.children.setdefault(ANY_SEGMENT if segment.startswith("{") else segment, _Node())
        # Two paths of the file differ from others by a space at the end only: another form of that request.
        node.operations.setdefault(operation.method, operation)

    def _find(self, path: str) -> _Node | None:
        # Nothing is decoded: %2F is a part of its segment, and no template has anything that needs encoding.
        segments = path.partition("?")[0].split("/")
        found = _descend(self._root, segments, 0)
        if found is None and segments[3:4] == ["r0"]:
            found = _descend(self._root, [*segments[:3], "v3", *segments[4:]], 0)  # v3 took over what r0 was
        return found

    # -- schemas ---------------------------------------------------------------------------------------------

    def _validator(self, operation: _Operation, status: int, body: object) -> Draft202012Validator | None:
        """None when there is nothing to hold the body against."""
        # A 401 of interactive authentication has its flows; one for a bad token is an error, at any path.
        if status == 401 and not (isinstance(body, dict) and "flows" in body):
            return _ERROR
        key = self._documented(operation, status)
        if key is None:
            return _ERROR if status >= 400 else None
        if key not in operation.validators:
            operation.validators[key] = self._compile(operation, key)
        return operation.validators[key]

    @staticmethod
    def _documented(operation: _Operation, status: int) -> str | None:
        exact = str(status)
        for key in (exact, f"{exact[0]}XX", "default"):
            if key in operation.responses or (operation.method, operation.template, key) in MENDED:
                return key
        return None

    def _compile(self, operation: _Operation, key: str) -> Draft202012Validator | None:
        mended = MENDED.get((operation.method, operation.template, key))
        if mended is not None:
            return Draft202012Validator(mended) if mended else None
        response = self._resolve(operation.responses[key])
        content: Json = response.get("content") or {}
        schema: Json | None = content.get("application/json", {}).get("schema")
        if schema is None:
            return _ERROR if key.startswith(("4", "5")) else None
        return Draft202012Validator(cast("Json", _absolute(schema)), registry=self._registry)

    def _resolve(self, thing: Json) -> Json:
        while "$ref" in thing:
            thing = cast("Json", self._registry.resolver(DOCUMENT).lookup(thing["$ref"]).contents)
        return thing


def _operations(document: Json) -> Iterator[_Operation]:
    for template, methods in document["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict) and "responses" in operation:
                yield _Operation(method.upper(), template.strip(), cast("Json", operation)["responses"])


def _descend(node: _Node, segments: list[str], depth: int) -> _Node | None:
    """The node of a concrete path: a literal segment is preferred to a parameter."""
    if depth == len(segments):
        return node if node.operations else None
    for name in (segments[depth], ANY_SEGMENT):
        child = node.children.get(name)
        if child is not None:
            found = _descend(child, segments, depth + 1)
            if found is not None:
                return found
    return None


def _absolute(schema: object) -> object:
    """The schema with references that work away from its document."""
    if isinstance(schema, dict):
        return {
            name: f"{DOCUMENT}{value}"
            if name == "$ref" and isinstance(value, str) and value.startswith("#")
            else _absolute(value)
            for name, value in cast("Json", schema).items()
        }
    if isinstance(schema, list):
        return [_absolute(value) for value in cast("list[object]", schema)]
    return schema


def _errors(validator: Draft202012Validator, body: object, where: str) -> list[str]:
    if isinstance(body, bytes):
        return [f"{where}: not JSON: {body[:60]!r}"]
    found: list[str] = []
    judge = cast("Any", validator)  # its stubs know neither `object` nor the errors' type
    for error in cast("Iterator[ValidationError]", judge.iter_errors(body)):
        found.append(f"{where}: {error.json_path}: {_short(error.message)}")
        if len(found) == MOST_ERRORS:
            break
    return found


def _short(message: str) -> str:
    if len(message) <= LONGEST_MESSAGE:
        return message
    # The end says what was expected; the middle only repeats the value.
    return f"{message[: LONGEST_MESSAGE // 2]} … {message[-LONGEST_MESSAGE // 2 :]}"


@cache
def _found() -> Spec | None:
    return Spec.find()


def check_response(method: str, path: str, status: int, body: object) -> None:
    """Raises SpecBroken if the answer isn't what the specification says; see Spec.check_response."""
    spec = _found()
    errors = spec.check_response(method, path, status, body) if spec else []
    if errors:
        raise SpecBroken("\n".join(errors))

"""The judge is judged: it lets right answers pass and names what is wrong with others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from tests.kit.spec import VARIABLE, Spec, find_file

V3 = "/_matrix/client/v3"
ROOM = "!room%3Aexample.org"
EVENT: dict[str, Any] = {
    "type": "m.room.message",
    "event_id": "$event",
    "sender": "@alice:example.org",
    "origin_server_ts": 1,
    "content": {"msgtype": "m.text", "body": "hi"},
}
LOGIN = {"user_id": "@alice:example.org", "access_token": "secret", "device_id": "PHONE"}
REFUSAL = {"errcode": "M_FORBIDDEN", "error": "no"}


def sync_with(event: object) -> dict[str, Any]:
    timeline = {"events": [event], "limited": False, "prev_batch": "1"}
    return {"next_batch": "2", "rooms": {"join": {"!room:example.org": {"timeline": timeline}}}}


@pytest.fixture(scope="module")
def spec() -> Spec:
    """The real specification; its file is no part of the repository."""
    found = Spec.find()
    if found is None:
        pytest.skip(f"the Matrix specification isn't here; {VARIABLE} may say where it is")
    return found


# -- with the real specification -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/_matrix/client/versions", 200, {"versions": ["v1.1"], "unstable_features": {"a": True}}),
        ("POST", f"{V3}/login", 200, LOGIN),
        ("POST", "/_matrix/client/r0/login", 200, LOGIN),
        ("POST", f"{V3}/login?a=b", 403, REFUSAL),
        ("GET", f"{V3}/sync", 200, {"next_batch": "1"}),
        ("GET", f"{V3}/sync?timeout=0", 200, sync_with(EVENT)),
        ("PUT", f"{V3}/rooms/{ROOM}/send/m.room.message/a%2Fb", 200, {"event_id": "$a"}),
        ("GET", f"{V3}/rooms/{ROOM}/state/m.room.name", 200, {"name": "x"}),
        ("GET", f"{V3}/rooms/{ROOM}/state/m.room.name/", 200, {"name": "x"}),
        ("GET", f"{V3}/rooms/{ROOM}/state/m.room.name/?format=event", 200, EVENT | {"state_key": ""}),
        ("POST", f"{V3}/keys/device_signing/upload", 401, {"session": "1", "flows": [{"stages": ["a"]}]}),
        ("POST", f"{V3}/account/password", 401, {"errcode": "M_UNKNOWN_TOKEN", "error": "who are you?"}),
        ("GET", "/_matrix/client/v1/media/download/example.org/abc", 200, b"\x89PNG"),
        ("GET", "/.well-known/matrix/client", 404, b"<html>"),
        ("GET", "/_fangyuan/anything", 200, 42),
        ("OPTIONS", f"{V3}/sync", 200, b""),
    ],
)  # fmt: skip
def test_right_answers_pass(spec: Spec, method: str, path: str, status: int, body: object) -> None:
    assert spec.check_response(method, path, status, body) == []


@pytest.mark.parametrize(
    ("method", "path", "status", "body", "complaint"),
    [
        ("GET", "/_matrix/client/versions", 200, {}, "'versions' is a required property"),
        ("GET", "/_matrix/client/versions", 200, b"v1.1", "not JSON"),
        ("POST", f"{V3}/login", 200, {"user_id": "@a:b"}, "'access_token' is a required property"),
        ("POST", "/_matrix/client/r0/login", 200, LOGIN | {"user_id": "al"}, "$.user_id: 'al' does not"),
        ("POST", f"{V3}/login", 201, LOGIN, "answered 201: the specification has only 200"),
        ("POST", f"{V3}/login", 403, {"error": "no"}, "'errcode' is a required property"),
        ("GET", f"{V3}/sync", 200, {}, "'next_batch' is a required property"),
        ("GET", f"{V3}/sync", 200, sync_with(EVENT | {"event_id": 7}), "events[0].event_id: 7 is not of"),
        ("GET", f"{V3}/sync", 418, {"message": "I'm a teapot"}, "'errcode' is a required property"),
        ("GET", f"{V3}/sync", 500, b"Internal Server Error", "not JSON"),
        ("GET", f"{V3}/devices/a%2Fb", 200, {}, "'device_id' is a required property"),
        ("DELETE", f"{V3}/sync", 200, {}, "has no DELETE here"),
        ("DELETE", f"{V3}/sync", 405, {}, "'errcode' is a required property"),
        ("POST", f"{V3}/account/password", 401, {"flows": "none"}, "$.flows: 'none' is not of type 'array'"),
        ("GET", f"{V3}/account/whoami", 401, {"errcode": "M_MISSING_TOKEN"}, "'error' is a required"),
    ],
)  # fmt: skip
def test_wrong_answers_are_named(
    spec: Spec, method: str, path: str, status: int, body: object, complaint: str
) -> None:
    errors = spec.check_response(method, path, status, body)
    assert complaint in "\n".join(errors)
    assert errors[0].startswith(f"{method} {path} answered {status}")


def test_literal_segments_go_before_parameters(spec: Spec) -> None:
    rule = f"{V3}/pushrules/global/room/%21a/enabled"
    assert spec.check_response("GET", rule, 200, {"enabled": True}) == []
    assert spec.check_response("GET", rule, 200, {"actions": []})
    assert spec.check_response("GET", f"{V3}/pushrules/", 200, {"global": {}}) == []


def test_the_specification_obeys_itself(spec: Spec) -> None:
    """Each of the file's own examples passes: else the judge is wrong, or the file and needs mending."""
    path = find_file()
    assert path is not None
    document = json.loads(path.read_bytes())
    judged = 0
    for method, path, status, body in _examples(document):
        assert spec.check_response(method, path, status, body) == []
        judged += 1
    assert judged > 200


def _examples(document: dict[str, Any]) -> Iterator[tuple[str, str, int, object]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status, response in operation["responses"].items():
                content = cast("dict[str, Any]", response.get("content", {})).get("application/json", {})
                for example in content.get("examples", {}).values():
                    concrete = path.strip().replace("{", "").replace("}", "")
                    yield method.upper(), concrete, int(status), example["value"]


# -- with a document of our own ------------------------------------------------------------------------------

TREE = "#/components/schemas/Tree"
SMALL: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/tree/{name}": {
            "get": {
                "responses": {
                    "200": {"$ref": "#/components/responses/Tree"},
                    "4XX": {"content": {"application/json": {"schema": {"required": ["oops"]}}}},
                    "default": {"content": {"application/json": {"schema": {"required": ["other"]}}}},
                }
            }
        }
    },
    "components": {
        "responses": {"Tree": {"content": {"application/json": {"schema": {"$ref": TREE}}}}},
        "schemas": {
            "Tree": {
                "type": "object",
                "required": ["leaves"],
                "properties": {
                    "leaves": {"type": "integer"},
                    "branches": {"type": "array", "items": {"$ref": TREE}},
                },
            }
        },
    },
}  # fmt: skip


def test_references_are_followed() -> None:
    small = Spec(SMALL)
    assert small.check_response("GET", "/tree/oak", 200, {"leaves": 1, "branches": [{"leaves": 2}]}) == []
    (error,) = small.check_response("GET", "/tree/oak", 200, {"leaves": 1, "branches": [{"leaves": "2"}]})
    assert "$.branches[0].leaves: '2' is not of type 'integer'" in error


def test_a_missing_status_falls_back_to_its_class_and_then_to_the_default() -> None:
    small = Spec(SMALL)
    assert "'oops'" in small.check_response("GET", "/tree/oak", 404, {})[0]
    assert "'other'" in small.check_response("GET", "/tree/oak", 503, {})[0]


def test_the_variable_names_the_file_or_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "shared" / "matrix-spec" / "cs-openapi.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(SMALL))
    monkeypatch.delenv(VARIABLE, raising=False)
    assert Spec.find(tmp_path / "elsewhere" / "repository") is None
    assert Spec.find(tmp_path / "repository") is not None
    for named in (file, tmp_path / "shared"):
        monkeypatch.setenv(VARIABLE, str(named))
        assert Spec.find(tmp_path / "elsewhere" / "repository") is not None
    monkeypatch.setenv(VARIABLE, str(tmp_path / "typo"))
    with pytest.raises(FileNotFoundError):
        Spec.find(tmp_path / "repository")

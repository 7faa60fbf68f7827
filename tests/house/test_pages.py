"""Every list of our own API is paged, and in one way."""

from __future__ import annotations

from typing import Any

from fangyuan.http import openapi, table
from fangyuan.http.governance.pages import PAGED
from fangyuan.kernel import json

DOCUMENT: dict[str, Any] = json.decode(json.encode(openapi.document(table.governance_routes())))
# Answers that hold an array and are no list of what grows.
WHOLE = {
    "/cascades/{cascadeId}": "the leaders of one cascade",
    "/departments": "a tree, of which a page would be no part",
    "/fairness/figures": "the groups in which there was anything: one figure each",
    "/groups/{roomId}": "the groups that were merged into one",
    "/groups/{roomId}/charter/difference": "the changes of one version",
    "/groups/{roomId}/charter/figures": "days, which the caller bounds",
    "/kinds": "nine",
    "/merges/{mergeId}": "two signatures",
    "/offices": "a few, named by the company",
    "/people/{personId}": "what one person leads",
    "/policies/own-domains": "one policy",
    "/proposals/{proposalId}": "who was asked about one group",
    "/ranks": "a ladder of a few",
    "/today": "what one person has to do, of which a page would hide something",
}


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    return DOCUMENT["components"]["schemas"][reference.rpartition("/")[2]] if reference else schema


def test_every_list_is_paged_by_from_limit_and_next() -> None:
    holding, unpaged = set[str](), set[str]()
    for whole, methods in DOCUMENT["paths"].items():
        path = whole.removeprefix(openapi.PREFIX)
        content = methods.get("get", {"responses": {"200": {}}})["responses"]["200"].get("content", {})
        shape = resolve(content.get("application/json", {}).get("schema", {}))
        fields = {name: resolve(field) for name, field in shape.get("properties", {}).items()}
        if not any(field.get("type") == "array" for field in fields.values()):
            continue
        holding.add(path)
        described = {one["name"]: one.get("description") for one in methods["get"].get("parameters", [])}
        if "next" not in fields or any(described.get(name) != words for name, words in PAGED.items()):
            unpaged.add(path)
    assert unpaged == set(WHOLE) & holding
    assert set(WHOLE) <= holding, "an exception that is none any more"

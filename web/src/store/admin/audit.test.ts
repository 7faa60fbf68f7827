import { expect, it } from "vitest";
import { ALL_ROWS, auditArguments, detailsOf } from "./audit.ts";

it("asks only for what is named; the last day as a whole", () => {
    expect(auditArguments(ALL_ROWS, "example")).toEqual({});
    const asked = auditArguments({ ...ALL_ROWS, actor: "lin", since: "2026-11-30", until: "2026-11-30" }, "example");
    expect(asked["actor"]).toBe("@lin:example");
    expect(Number(asked["until"]) - Number(asked["since"])).toBe(86_400_000);
});

it("shows what changed, and only that", () => {
    const details = { before: { a: 1, b: [1, 2] }, after: { a: 1, b: [2], c: { d: 1 } }, reason: "why" };
    expect(detailsOf(details)).toEqual({
        changes: [
            { name: "b", before: "1, 2", after: "2" },
            { name: "c", before: undefined, after: '{"d":1}' },
        ],
        reason: "why",
    });
    expect(detailsOf({ before: 7, after: 9 }).changes).toEqual([{ name: "", before: "7", after: "9" }]);
    expect(detailsOf(null)).toEqual({ changes: [], reason: "" });
});

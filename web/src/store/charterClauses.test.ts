import { expect, it } from "vitest";
import { type Charter, changedOf, countByClause } from "./charter.ts";
import { bare, clausesToAdd, wordsOf } from "./charterClauses.ts";

it("offers each clause once, but rules of people and words again", () => {
    const types = clausesToAdd([{ type: "posting" }, { type: "by_people" }, { type: "keywords" }]).map(
        (clause) => clause.type,
    );
    expect(types).not.toContain("posting");
    expect(types).toContain("by_people");
    expect(types).toContain("keywords");
});

it("sends a clause without what the house gives itself", () => {
    expect(bare({ type: "posting", number: 1, id: "p", who: "all", text: {} })).toEqual({
        type: "posting",
        id: "p",
        who: "all",
    });
});

it("parts words as people write them", () => {
    expect(wordsOf("尽快，马上、 尽快\n立刻;asap")).toEqual(["尽快", "马上", "立刻", "asap"]);
});

it("sends only what differs", () => {
    const before = { name: "甲", purpose: "乙", deputies: ["@a:x"] } as unknown as Charter;
    expect(changedOf(before, { name: "甲", purpose: "丙", deputies: ["@a:x"] })).toEqual({ purpose: "丙" });
});

it("adds up the days of a clause, what was on trial apart", () => {
    const counts = countByClause([
        { clause_id: "a", observed: false, count: 2 },
        { clause_id: "a", observed: true, count: 3 },
        { clause_id: "a", observed: false, count: 1 },
    ]);
    expect(counts.get("a")).toEqual({ count: 3, observed: 3 });
});

import { describe, expect, it } from "vitest";
import type { Clause } from "./charter.ts";
import {
    atTimes,
    forWhom,
    isUnfinished,
    onDays,
    verdictOf,
    whoKindOf,
    withExceptions,
    withVerdict,
} from "./clauseChoices.ts";

const KINDS: Clause = { type: "message_kinds", allowed: ["text"] };

describe("what becomes of what goes against a clause", () => {
    it("is the usual where nothing is said, and the usual isn't written down", () => {
        expect(verdictOf(KINDS)).toBe("refuse");
        expect(verdictOf({ type: "adverts" })).toBe("hold");
        expect(verdictOf({ type: "accept_first" })).toBeUndefined();
        expect(withVerdict(withVerdict(KINDS, "divert"), "refuse")).toEqual(KINDS);
        expect(withVerdict(KINDS, "divert")).toEqual({ ...KINDS, verdict: "divert" });
    });
});

describe("exceptions", () => {
    it("are told apart by whom they are for", () => {
        expect(whoKindOf({ who: "leaders" })).toBe("leaders");
        expect(whoKindOf({ who: { type: "rank", floor: "班组长" } })).toBe("rank");
        expect(whoKindOf({ who: { type: "rank", floor: 3 } })).toBe("other");
        expect(whoKindOf({ who: { type: "all_of", parts: [] } })).toBe("other");
        expect(whoKindOf({ hours: { start: "12:00", end: "13:00" } })).toBe("anyone");
    });

    it("keep their hours when they are for somebody else, and get some when they are for everybody", () => {
        const hours = { start: "18:00", end: "20:00" };
        expect(forWhom({ who: "owner", hours }, "rank", "主管")).toEqual({
            who: { type: "rank", floor: "主管" },
            hours,
        });
        expect(forWhom({ who: "owner" }, "anyone", "").hours).toBeDefined();
        expect(atTimes({ who: "owner", hours }, false)).toEqual({ who: "owner" });
    });

    it("aren't written down where there are none", () => {
        expect(withExceptions({ ...KINDS, exceptions: [{ who: "owner" }] }, [])).toEqual(KINDS);
    });
});

it("every day isn't written down, and days are in their order", () => {
    const span = { start: "08:00", end: "20:00", days: [1] };
    expect(onDays(span, [5, 1, 3]).days).toEqual([1, 3, 5]);
    expect(onDays(span, [1, 2, 3, 4, 5, 6, 7])).toEqual({ start: "08:00", end: "20:00" });
});

it("a clause is unfinished while it says nothing yet", () => {
    expect(isUnfinished({ type: "by_people", words: { "zh-CN": " " } })).toBe(true);
    expect(isUnfinished({ type: "keywords", words: [], lists: ["推销用语"] })).toBe(false);
    expect(isUnfinished({ ...KINDS, exceptions: [forWhom({}, "people", "")] })).toBe(true);
    expect(isUnfinished(KINDS)).toBe(false);
});

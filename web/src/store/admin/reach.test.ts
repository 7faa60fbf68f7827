import { expect, it } from "vitest";
import { isImplied, moved, newRule, readRule } from "./reach.ts";

it("a rule is whole in the form, and a new one has a name of its own", () => {
    const rule = readRule({ id: "rule-2", who: { departments: ["d2"] }, see: false });
    expect(rule.whom.departments).toEqual([]);
    expect([rule.find, rule.see, rule.elsewhere]).toEqual([null, false, false]);
    expect(newRule([rule]).id).toBe("rule-3");
    expect(isImplied(rule, "write")).toBe(true);
    expect(isImplied(rule, "see")).toBe(false);
});

it("rules change places, but not past the ends", () => {
    const rules = ["a", "b", "c"].map((id) => readRule({ id }));
    expect(moved(rules, 2, -1).map(({ id }) => id)).toEqual(["a", "c", "b"]);
    expect(moved(rules, 0, -1)).toBe(rules);
    expect(moved(rules, 2, 1)).toBe(rules);
});

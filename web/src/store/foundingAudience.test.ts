import { describe, expect, it } from "vitest";
import { fromAudience, isIn, NOBODY_YET, toAudience, toggled } from "./foundingAudience.ts";

const plant = { type: "department", department_id: "plant", subtree: true };

describe("the rule of a choice", () => {
    it("says the departments, the limits of rank, the people and who isn't in", () => {
        const choice = {
            ...NOBODY_YET,
            departments: ["plant"],
            without: ["store"],
            floor: "班组长",
            people: [{ id: "@a:x", name: "甲" }],
            notPeople: [{ id: "@b:x", name: "乙" }],
        };
        expect(toAudience(choice, "@me:x")).toEqual({
            include: [
                { type: "all_of", parts: [plant, { type: "rank", floor: "班组长", ceiling: null }] },
                { type: "people", people: ["@a:x"] },
            ],
            exclude: [
                { type: "department", department_id: "store", subtree: true },
                { type: "people", people: ["@b:x"] },
            ],
        });
    });

    it("knows one's own reports, and nobody at first", () => {
        expect(toAudience({ ...NOBODY_YET, myReports: true }, "@me:x").include).toEqual([
            { type: "reports", manager: "@me:x" },
        ]);
        expect(toAudience(NOBODY_YET, "@me:x").include).toEqual([]);
    });
});

describe("pressing a department", () => {
    it("takes it in with all below, and out again", () => {
        const chosen = toggled(NOBODY_YET, ["top", "plant"], ["shift"]);
        expect(chosen.departments).toEqual(["plant"]);
        expect(isIn(chosen, ["top", "plant", "shift"])).toBe(true);
        expect(toggled(chosen, ["top", "plant"], ["shift"]).departments).toEqual([]);
    });

    it("leaves out one below a chosen one, and takes it back", () => {
        const chosen = toggled(NOBODY_YET, ["plant"], ["shift", "store"]);
        const without = toggled(chosen, ["plant", "shift"], []);
        expect(without.without).toEqual(["shift"]);
        expect(isIn(without, ["plant", "shift"])).toBe(false);
        expect(isIn(without, ["plant", "store"])).toBe(true);
        expect(toggled(without, ["plant", "shift"], [])).toEqual(chosen);
    });

    it("forgets what was chosen below when the whole is chosen", () => {
        const chosen = toggled(toggled(NOBODY_YET, ["plant", "shift"], []), ["plant"], ["shift"]);
        expect(chosen.departments).toEqual(["plant"]);
    });
});

describe("the choice of a rule", () => {
    const choice = {
        ...NOBODY_YET,
        departments: ["plant", "office"],
        without: ["store"],
        floor: "班组长",
        onlyLeaders: true,
        myReports: true,
        people: [{ id: "@a:x", name: "" }],
        notPeople: [{ id: "@b:x", name: "" }],
    };

    it("is what was chosen", () => {
        expect(fromAudience(toAudience(choice, "@me:x"), "@me:x")).toEqual(choice);
    });

    it("is none where the screen can't say it", () => {
        const of = (...include: { type: string; [field: string]: unknown }[]) =>
            fromAudience({ include, exclude: [] }, "@me:x");
        expect(of({ type: "everyone" })).toBeNull();
        expect(of({ type: "reports", manager: "@other:x" })).toBeNull();
        expect(of({ ...plant, subtree: false })).toBeNull();
        expect(of({ type: "all_of", parts: [plant, { type: "rank", floor: 3 }] })).toBeNull();
        expect(of(plant, { type: "all_of", parts: [plant, { type: "leaders" }] })).toBeNull();
    });
});

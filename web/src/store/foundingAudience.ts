/** Who is chosen on the org tree and beside it, and the rule that says the same. */
import type { Audience, AudienceClause } from "./charter.ts";

export type Named = { readonly id: string; readonly name: string };

/** What stands on the screen: departments with those below them, without some; by rank; people by name. */
export type AudienceChoice = {
    readonly departments: readonly string[];
    readonly without: readonly string[];
    /** Names of ranks, '' for none: nobody below the floor, nobody above the ceiling. */
    readonly floor: string;
    readonly ceiling: string;
    readonly onlyLeaders: boolean;
    readonly myReports: boolean;
    readonly people: readonly Named[];
    readonly notPeople: readonly Named[];
};

export const NOBODY_YET: AudienceChoice = {
    departments: [],
    without: [],
    floor: "",
    ceiling: "",
    onlyLeaders: false,
    myReports: false,
    people: [],
    notPeople: [],
};

/** The choice as a rule of a charter; `me` is whose reports are meant. */
export function toAudience(choice: AudienceChoice, me: string): Audience {
    const limits: AudienceClause[] = [];
    if (choice.floor || choice.ceiling) {
        limits.push({ type: "rank", floor: choice.floor || null, ceiling: choice.ceiling || null });
    }
    if (choice.onlyLeaders) limits.push({ type: "leaders" });
    const limited = (clause: AudienceClause): AudienceClause =>
        limits.length > 0 ? { type: "all_of", parts: [clause, ...limits] } : clause;
    const include = choice.departments.map((id) => limited(department(id)));
    if (choice.myReports) include.push({ type: "reports", manager: me });
    if (choice.people.length > 0) include.push(people(choice.people));
    const exclude = choice.departments.length > 0 ? choice.without.map(department) : [];
    if (choice.notPeople.length > 0) exclude.push(people(choice.notPeople));
    return { include, exclude };
}

function department(id: string): AudienceClause {
    return { type: "department", department_id: id, subtree: true };
}

function people(named: readonly Named[]): AudienceClause {
    return { type: "people", people: named.map(({ id }) => id) };
}

/** A department is in by itself or by one above it, unless it or a nearer one is left out. */
export function isIn(choice: AudienceChoice, path: readonly string[]): boolean {
    for (const id of [...path].reverse()) {
        if (choice.without.includes(id)) return false;
        if (choice.departments.includes(id)) return true;
    }
    return false;
}

/** The choice after somebody pressed the department at the end of `path`; `below` are all below it. */
export function toggled(choice: AudienceChoice, path: readonly string[], below: readonly string[]): AudienceChoice {
    const id = path.at(-1) ?? "";
    const gone = new Set([id, ...below]);
    const departments = choice.departments.filter((one) => !gone.has(one));
    const without = choice.without.filter((one) => !gone.has(one));
    const wasIn = isIn(choice, path);
    const isInByAbove = isIn({ ...choice, departments, without }, path);
    if (wasIn) return { ...choice, departments, without: isInByAbove ? [...without, id] : without };
    return { ...choice, departments: isInByAbove ? departments : [...departments, id], without };
}

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

/** The choice that says the same as a rule, without the names of people; null where none does. */
export function fromAudience(audience: Audience, owner: string): AudienceChoice | null {
    const choice = { ...NOBODY_YET, departments: [] as string[], people: [] as Named[] };
    let limits: string | null = null;
    for (const clause of audience.include) {
        const [first, ...more] = partsOf(clause);
        if (first?.type === "people" && more.length === 0) choice.people.push(...namedIn(first));
        else if (first?.type === "reports" && first["manager"] === owner && more.length === 0) choice.myReports = true;
        else if (first && isWholeDepartment(first)) {
            // the screen has one set of limits for all departments
            if (limits !== null && limits !== JSON.stringify(more)) return null;
            limits = JSON.stringify(more);
            choice.departments.push(String(first["department_id"]));
            if (!more.every((limit) => setLimit(choice, limit))) return null;
        } else return null;
    }
    const without = audience.exclude.filter(isWholeDepartment).map((one) => String(one["department_id"]));
    const notPeople = audience.exclude.filter(({ type }) => type === "people").flatMap(namedIn);
    const isAll = audience.exclude.every((one) => one.type === "people" || isWholeDepartment(one));
    return isAll ? { ...choice, without, notPeople } : null;
}

function partsOf(clause: AudienceClause): readonly AudienceClause[] {
    return clause.type === "all_of" ? ((clause["parts"] ?? []) as readonly AudienceClause[]) : [clause];
}

function isWholeDepartment(clause: AudienceClause): boolean {
    return clause.type === "department" && clause["subtree"] !== false;
}

function namedIn(clause: AudienceClause): Named[] {
    return ((clause["people"] ?? []) as readonly string[]).map((id) => ({ id, name: "" }));
}

type Limits = { -readonly [field in "floor" | "ceiling" | "onlyLeaders"]: AudienceChoice[field] };

/** Whether the screen has a field for this limit. A rank by its number has none. */
function setLimit(choice: Limits, limit: AudienceClause): boolean {
    if (limit.type === "leaders" && !limit["department_id"]) {
        choice.onlyLeaders = true;
        return true;
    }
    const { floor, ceiling } = limit;
    if (limit.type !== "rank" || typeof floor === "number" || typeof ceiling === "number") return false;
    choice.floor = String(floor ?? "");
    choice.ceiling = String(ceiling ?? "");
    return true;
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

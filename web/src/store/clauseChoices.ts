/** What every clause may have besides its own settings: what becomes of what goes against it, and for whom it doesn't hold. */
import type { AudienceClause, Clause } from "./charter.ts";
import type { Verdict } from "./clauses.ts";
import known from "./clauseVerdicts.json";

/** The verdicts that a type may give, its usual one first; a type that isn't here has only one. */
const VERDICTS: Readonly<Record<string, readonly string[]>> = known;

export function verdictsOf(type: string): readonly Verdict[] {
    return (VERDICTS[type] ?? []) as readonly Verdict[];
}

/** What becomes of what goes against the clause; undefined where there is nothing to choose. */
export function verdictOf(clause: Clause): Verdict | undefined {
    return (clause["verdict"] as Verdict | undefined) ?? verdictsOf(clause.type)[0];
}

/** The clause with another verdict; the usual one isn't written down. */
export function withVerdict(clause: Clause, verdict: Verdict): Clause {
    const { verdict: _before, ...rest } = clause;
    return (verdict === verdictsOf(clause.type)[0] ? rest : { ...rest, verdict }) as Clause;
}

/** Rules that people keep are never on trial, and what is only a number of days or people has nobody to except. */
export function mayBeOnTrial(type: string): boolean {
    return type !== "by_people" && type !== "retention";
}

const FOR_ALL = new Set(["by_people", "retention", "size_budget", "acknowledgements"]);

export function mayExcept(type: string): boolean {
    return !FOR_ALL.has(type);
}

/** Hours of the week in the company's time; an end that isn't after the start is on the next day. */
export type Span = { readonly start: string; readonly end: string; readonly days?: readonly number[] | undefined };
export const ALL_DAYS: readonly number[] = [1, 2, 3, 4, 5, 6, 7];
export const MOST_SPANS = 10;
export const MOST_EXCEPTIONS = 10;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

export function isTime(text: string): boolean {
    return TIME.test(text);
}

/** The span with these days; every day isn't written down. */
export function onDays(span: Span, days: readonly number[]): Span {
    const { days: _before, ...rest } = span;
    return days.length === ALL_DAYS.length ? rest : { ...rest, days: [...days].sort((a, b) => a - b) };
}

/** For whom and when a clause doesn't hold; both, where both are given. */
export type Exempt = {
    readonly who?: "owner" | "leaders" | AudienceClause | null | undefined;
    readonly hours?: Span | null | undefined;
};
export const WHO_KINDS = ["owner", "leaders", "rank", "department", "role", "people", "anyone"] as const;
/** `other`: a rule that was written by hand, which no field can say. */
export type WhoKind = (typeof WHO_KINDS)[number] | "other";
export const ROLES = ["hr", "auditor", "admin"] as const;
const NOON: Span = { start: "12:00", end: "13:00" };

export function exceptionsOfClause(clause: Clause): readonly Exempt[] {
    return (clause["exceptions"] as readonly Exempt[] | undefined) ?? [];
}

/** The clause with these exceptions; none aren't written down. */
export function withExceptions(clause: Clause, exceptions: readonly Exempt[]): Clause {
    const { exceptions: _before, ...rest } = clause;
    return (exceptions.length > 0 ? { ...rest, exceptions } : rest) as Clause;
}

export function whoKindOf({ who }: Exempt): WhoKind {
    if (!who) return "anyone";
    if (typeof who === "string") return who;
    if (who.type === "rank") return typeof who["floor"] === "string" && !who["ceiling"] ? "rank" : "other";
    if (who.type === "department") return who["subtree"] === false ? "other" : "department";
    if (who.type === "role") return ROLES.some((role) => role === who["role"]) ? "role" : "other";
    return who.type === "people" ? "people" : "other";
}

/** An exception for another sort of people; for everybody it needs hours. */
export function forWhom(exempt: Exempt, kind: WhoKind, firstRank: string): Exempt {
    const hours = exempt.hours ? { hours: exempt.hours } : {};
    switch (kind) {
        case "anyone":
            return { hours: exempt.hours ?? NOON };
        case "owner":
        case "leaders":
            return { who: kind, ...hours };
        case "rank":
            return { who: { type: "rank", floor: firstRank }, ...hours };
        case "department":
            return { who: { type: "department", department_id: "", subtree: true }, ...hours };
        case "role":
            return { who: { type: "role", role: "hr" }, ...hours };
        case "people":
            return { who: { type: "people", people: [] }, ...hours };
        default:
            return exempt;
    }
}

/** An exception at all times, or only in some hours. */
export function atTimes(exempt: Exempt, isLimited: boolean): Exempt {
    const { hours, ...rest } = exempt;
    return isLimited ? { ...rest, hours: hours ?? NOON } : rest;
}

/** Whether something that the clause can't be without is still missing. */
export function isUnfinished(clause: Clause): boolean {
    const isEmpty = (...fields: readonly string[]): boolean =>
        fields.every((field) => {
            const value = clause[field];
            return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
        });
    const exceptions = exceptionsOfClause(clause);
    if (exceptions.some(({ who }) => typeof who === "object" && who !== null && namesNobody(who))) return true;
    switch (clause.type) {
        case "keywords":
            return isEmpty("words", "lists");
        case "link_domains":
            return isEmpty("allow", "deny");
        case "files":
            return isEmpty("allow", "deny", "max_bytes", "max_image_bytes", "max_video_seconds", "max_voice_seconds");
        case "pace":
            return isEmpty("every_seconds", "per_hour", "per_day", "group_per_hour");
        case "length":
            return isEmpty("characters", "lines");
        case "edits":
            return isEmpty("edit_minutes", "recall_minutes");
        case "posting":
            return clause["who"] === "listed" && isEmpty("people");
        case "message_kinds":
            return isEmpty("allowed");
        case "size_budget":
            return isEmpty("members");
        case "retention":
            return isEmpty("days");
        case "by_people":
            return !Object.values((clause["words"] ?? {}) as Record<string, string>).some((words) => words.trim());
        default:
            return false;
    }
}

function namesNobody(who: AudienceClause): boolean {
    if (who.type === "department") return !who["department_id"];
    return who.type === "people" && ((who["people"] ?? []) as readonly string[]).length === 0;
}

/** Who reaches whom, as rules that a form can show: circles of people, and what the ones may do as to the others. */
export type Circle = {
    readonly departments: readonly string[];
    /** A rank's name or level: nobody below the floor, nobody above the ceiling. */
    readonly floor: string | number | null;
    readonly ceiling: string | number | null;
    readonly roles: readonly string[];
    readonly people: readonly string[];
    readonly leaders: boolean;
};

export const VERBS = ["find", "see", "mention", "write"] as const;
export type Verb = (typeof VERBS)[number];
export type ReachRule = {
    readonly id: string;
    readonly who: Circle;
    readonly whom: Circle;
    readonly elsewhere: boolean;
    readonly note: string;
} & { readonly [verb in Verb]: boolean | null };

export const EVERYBODY: Circle = {
    departments: [],
    floor: null,
    ceiling: null,
    roles: [],
    people: [],
    leaders: false,
};

/** A rule as the form handles it: what the house leaves out is what is usual. */
export function readRule(rule: unknown): ReachRule {
    const given = (rule ?? {}) as Partial<ReachRule>;
    return {
        id: given.id ?? "",
        who: { ...EVERYBODY, ...given.who },
        whom: { ...EVERYBODY, ...given.whom },
        find: given.find ?? null,
        see: given.see ?? null,
        mention: given.mention ?? null,
        write: given.write ?? null,
        elsewhere: given.elsewhere ?? false,
        note: given.note ?? "",
    };
}

/** A new rule, with a name that none of the others has. */
export function newRule(rules: readonly ReachRule[]): ReachRule {
    const taken = new Set(rules.map(({ id }) => id));
    let number = rules.length + 1;
    while (taken.has(`rule-${number}`)) number += 1;
    return { ...readRule({ id: `rule-${number}` }), write: false };
}

/** The rules with one of them a place up or down: of two that speak of the same the upper one decides. */
export function moved(rules: readonly ReachRule[], from: number, by: -1 | 1): readonly ReachRule[] {
    const rule = rules[from];
    const to = from + by;
    if (!rule || to < 0 || to >= rules.length) return rules;
    return rules.toSpliced(from, 1).toSpliced(to, 0, rule);
}

/** Whoever isn't seen is neither found, mentioned nor written to, whatever the rule says of these. */
export function isImplied(rule: ReachRule, verb: Verb): boolean {
    return verb !== "see" && rule.see === false;
}

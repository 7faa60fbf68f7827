/** The company's rules: read, and replaced as a whole. */
import { ApiError } from "../../api/errors.ts";
import { done, type Shape } from "../../api/governance.ts";
import type { House } from "../house.ts";

export type Office = Shape<"Office">;
export type Approval = "none" | "hr" | "superior";
export type Who = { readonly type: string } & Readonly<Record<string, unknown>>;
export type Grant = { readonly who: Who; readonly most_members: number | null; readonly approval: Approval };
export type Creation = {
    readonly kinds: Readonly<Record<string, readonly Grant[]>>;
    readonly by_rule: readonly string[];
    readonly duplicates: { readonly members: number; readonly purpose: number };
    readonly pass_on_hours: number;
    readonly expire_days: number;
};
export type Reach = {
    readonly rules: readonly unknown[];
    readonly guard: { readonly levels: number | null; readonly way: "ask" | "superior" };
    readonly guests: { readonly owners: boolean; readonly most_days: number | null; readonly chats: boolean };
};
export type Retention = {
    readonly min_days: number | null;
    readonly max_days: number | null;
    readonly kinds: Readonly<Record<string, number | null>>;
};
export type Fairness = { readonly pass_on_minutes: number | null; readonly most_held: number | null };

/** What each policy is, as its form handles it. */
export type Policies = {
    creation: Creation;
    fairness: Fairness;
    reach: Reach;
    retention: Retention;
    looks: { readonly days: number | null };
    "own-domains": { readonly domains: readonly string[] };
    "time-zone": { readonly time_zone: string };
};
export type PolicyName = keyof Policies;

const WRAPPED = new Set<PolicyName>(["creation", "fairness", "reach", "retention"]);
const key = (name: PolicyName | "offices") => ["admin", "policies", name] as const;

export function policyOf<N extends PolicyName>(house: House, name: N) {
    return {
        queryKey: key(name),
        queryFn: async (): Promise<Policies[N]> => {
            const answer: unknown = await done(house.api.GET(`/_fangyuan/v1/policies/${name as "looks"}`));
            return (WRAPPED.has(name) ? (answer as { policy: unknown }).policy : answer) as Policies[N];
        },
    };
}

export async function setPolicy<N extends PolicyName>(house: House, name: N, policy: Policies[N]): Promise<void> {
    const said = "domains" in policy ? { domains: policy.domains.filter(Boolean) } : policy; // lines may be empty
    const body = (WRAPPED.has(name) ? { policy: said } : said) as never;
    await done(house.api.PUT(`/_fangyuan/v1/policies/${name as "looks"}`, { body }));
    await house.queries.invalidateQueries({ queryKey: key(name) });
}

export function officeList(house: House) {
    return {
        queryKey: key("offices"),
        queryFn: async (): Promise<Office[]> => (await done(house.api.GET("/_fangyuan/v1/offices"))).offices,
    };
}

export async function setOffices(house: House, offices: readonly Office[]): Promise<void> {
    await done(house.api.PUT("/_fangyuan/v1/offices", { body: { offices: offices as never, reason: "" } }));
    await house.queries.invalidateQueries({ queryKey: key("offices") });
}

/** The field that the house complains of, if it names one: `kinds.social`, `max_days` … */
export function fieldOf(error: unknown): string | undefined {
    const field = error instanceof ApiError ? error.body["field"] : undefined;
    return typeof field === "string" ? field.replace(/^policy\./, "") : undefined;
}

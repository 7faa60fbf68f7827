/** The charter of a group: reading it, accepting it, changing it; who is in and why. */
import { ApiError } from "../api/errors.ts";
import { done, type Shape } from "../api/governance.ts";
import type { Room } from "../api/matrix.ts";
import { CHARTER } from "./chats.ts";
import type { Verdict } from "./clauses.ts";
import type { House } from "./house.ts";
import { refreshToday } from "./today.ts";

export type GroupView = Shape<"GroupView">;
export type ClauseWords = Shape<"ClauseWords">;
export type CharterWords = Shape<"CharterWords">;
export type Change = Shape<"Change">;
export type Difference = Shape<"Difference">;
export type AudienceException = Shape<"AudienceException">;
export type Restraint = Shape<"Restraint">;

/** A clause as data; what else stands in it depends on its type. */
export type Clause = { readonly type: string; readonly id?: string; readonly mode?: "enforce" | "observe" } & {
    readonly [field: string]: unknown;
};
export type AudienceClause = { readonly type: string } & { readonly [field: string]: unknown };
export type Audience = { readonly include: readonly AudienceClause[]; readonly exclude: readonly AudienceClause[] };
export type Label = "open" | "internal" | "confidential";
export const LABELS: readonly Label[] = ["open", "internal", "confidential"];

export type Charter = {
    readonly version: number;
    readonly kind: string;
    readonly name: string;
    readonly purpose: string;
    readonly owner: string;
    readonly deputies: readonly string[];
    readonly approvers: readonly string[];
    readonly audience: Audience;
    readonly clauses: readonly Clause[];
    readonly label: Label;
    readonly review_date: string | null;
    readonly social: string | null;
};
export type CharterWish = Partial<Omit<Charter, "version">>;

/** The charter as data; null of a draft. */
export function charterOf(group: GroupView): Charter | null {
    return (group.charter as unknown as Charter | undefined) ?? null;
}

/** The version that the room's state has: asked anew when it changes. */
export function versionOf(room: Room): number {
    const version: unknown = room.currentState.getStateEvents(CHARTER, "")?.getContent()["version"];
    return typeof version === "number" ? version : 0;
}

const path = (roomId: string) => ({ path: { roomId } });

export const groupOf = (house: House, roomId: string, version = 0) => ({
    queryKey: ["group", roomId, version] as const,
    queryFn: (): Promise<GroupView> => done(house.api.GET("/_fangyuan/v1/groups/{roomId}", { params: path(roomId) })),
});

/** Whether the person has to accept the charter before he writes. */
export function mustAccept(group: GroupView): boolean {
    return (group.accept_version ?? 0) > (group.accepted_version ?? 0);
}

/** What changed since a version; nothing since none. */
export const changedSince = (house: House, roomId: string, from: number, to: number) => ({
    queryKey: ["difference", roomId, from, to] as const,
    queryFn: (): Promise<Difference> =>
        done(
            house.api.GET("/_fangyuan/v1/groups/{roomId}/charter/difference", {
                params: { ...path(roomId), query: { from: String(from), to: String(to) } },
            }),
        ),
    enabled: from > 0 && from < to,
    staleTime: Number.POSITIVE_INFINITY,
});

export const versionsOf = (house: House, roomId: string) => ({
    queryKey: ["versions", roomId] as const,
    queryFn: async () => {
        const params = { ...path(roomId), query: { limit: "500" } };
        const found = await done(house.api.GET("/_fangyuan/v1/groups/{roomId}/charter/versions", { params }));
        return [...found.versions].reverse();
    },
});

/** Why somebody is in the group or not. */
export const whyIn = (house: House, roomId: string, personId: string) => ({
    queryKey: ["why", roomId, personId] as const,
    queryFn: () =>
        done(
            house.api.GET("/_fangyuan/v1/groups/{roomId}/members/{personId}/why", {
                params: { path: { roomId, personId } },
            }),
        ),
});

export type ClauseCount = { readonly count: number; readonly observed: number };

/** How often each clause did something in the last 30 days, or would have; for who governs the group. */
export const figuresOf = (house: House, roomId: string, isMine: boolean) => ({
    queryKey: ["figures", roomId] as const,
    queryFn: async (): Promise<ReadonlyMap<string, ClauseCount>> => {
        const params = { ...path(roomId), query: { days: "30" } };
        const found = await done(house.api.GET("/_fangyuan/v1/groups/{roomId}/charter/figures", { params }));
        return countByClause(found.figures);
    },
    enabled: isMine,
});

/** The figures of days as one pair for each clause. */
export function countByClause(
    figures: readonly Pick<Shape<"ClauseFigure">, "clause_id" | "observed" | "count">[],
): ReadonlyMap<string, ClauseCount> {
    const counts = new Map<string, ClauseCount>();
    for (const one of figures) {
        const before = counts.get(one.clause_id) ?? { count: 0, observed: 0 };
        counts.set(one.clause_id, {
            count: before.count + (one.observed ? 0 : one.count),
            observed: before.observed + (one.observed ? one.count : 0),
        });
    }
    return counts;
}

export const looksOf = (house: House, roomId: string) => ({
    queryKey: ["looks", roomId] as const,
    queryFn: () =>
        done(
            house.api.GET("/_fangyuan/v1/groups/{roomId}/looks", {
                params: { ...path(roomId), query: { limit: "20" } },
            }),
        ),
});

export const exceptionsOf = (house: House, roomId: string) => ({
    queryKey: ["exceptions", roomId] as const,
    queryFn: async (): Promise<readonly AudienceException[]> => {
        const params = { ...path(roomId), query: { limit: "500" } };
        return (await done(house.api.GET("/_fangyuan/v1/groups/{roomId}/exceptions", { params }))).exceptions;
    },
});

/** Says yes to the charter as it stands. Throws ApiError. */
export async function acceptCharter(house: House, roomId: string): Promise<void> {
    await done(house.api.POST("/_fangyuan/v1/groups/{roomId}/charter/acceptance", { params: path(roomId) }));
    await refreshToday(house);
}

/** What a change would mean, before it is made. */
export const previewOf = (house: House, roomId: string, wish: CharterWish, isWanted: boolean) => ({
    queryKey: ["preview", roomId, wish] as const,
    queryFn: (): Promise<Difference> =>
        done(
            house.api.POST("/_fangyuan/v1/groups/{roomId}/charter/difference", {
                params: path(roomId),
                body: wish as unknown as Shape<"GroupWish">,
            }),
        ),
    enabled: isWanted,
});

/** One of the house's five sample messages, and what the charter would make of it. */
export type Sample = {
    readonly name: string;
    readonly body: string;
    readonly verdict: { readonly verdict: "allow" | Verdict; readonly reason?: Readonly<Record<string, string>> };
};
export type Checked = { readonly words: CharterWords; readonly samples: readonly Sample[] };

/** A charter that is being written, in words, and what it would do to messages that everybody knows. */
export const checkOf = (house: House, wish: object, isWanted: boolean) => ({
    queryKey: ["charter", "check", wish] as const,
    queryFn: async (): Promise<Checked> =>
        (await done(
            house.api.POST("/_fangyuan/v1/charters/check", { body: wish as Shape<"GroupWish"> }),
        )) as unknown as Checked,
    enabled: isWanted,
    retry: false,
});

/** Which of the clauses the house complains of, and in which words without the field's name. */
export function clauseTrouble(error: unknown, words: string): { at: number; words: string } | undefined {
    const field: unknown = error instanceof ApiError ? error.body["field"] : undefined;
    const at = typeof field === "string" ? /^clauses\[(\d+)\]/.exec(field)?.[1] : undefined;
    if (at === undefined || typeof field !== "string") return undefined;
    return { at: Number(at), words: words.replace(field, "").replace(/^[\s:：]+/, "") };
}

/** The next version of the charter. Throws ApiError. */
export async function amendCharter(house: House, roomId: string, wish: CharterWish): Promise<GroupView> {
    const group = await done(
        house.api.PUT("/_fangyuan/v1/groups/{roomId}/charter", {
            params: path(roomId),
            body: wish as unknown as Shape<"GroupWish">,
        }),
    );
    await refreshToday(house);
    return group;
}

/** Only what differs: what is left out stays as it is. */
export function changedOf(before: Charter, after: CharterWish): CharterWish {
    const changed = Object.entries(after).filter(
        ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof Charter]),
    );
    return Object.fromEntries(changed);
}

export type ExceptionWish = {
    readonly person_id: string;
    readonly effect: "include" | "exclude" | "admit";
    readonly reason: string;
    readonly until_ts: number | null;
};

export async function addException(house: House, roomId: string, wish: ExceptionWish): Promise<void> {
    await done(house.api.POST("/_fangyuan/v1/groups/{roomId}/exceptions", { params: path(roomId), body: { ...wish } }));
    await house.queries.invalidateQueries({ queryKey: ["exceptions", roomId] });
    await house.queries.invalidateQueries({ queryKey: ["why", roomId] });
}

export async function endException(house: House, roomId: string, exceptionId: string): Promise<void> {
    await done(
        house.api.DELETE("/_fangyuan/v1/groups/{roomId}/exceptions/{exceptionId}", {
            params: { path: { roomId, exceptionId } },
        }),
    );
    await house.queries.invalidateQueries({ queryKey: ["exceptions", roomId] });
}

/** Who is muted or slowed down now; for who governs the group. */
export const restraintsOf = (house: House, roomId: string, isMine: boolean) => ({
    queryKey: ["restraints", roomId] as const,
    queryFn: async (): Promise<readonly Restraint[]> => {
        const params = { ...path(roomId), query: { limit: "500" } };
        return (await done(house.api.GET("/_fangyuan/v1/groups/{roomId}/restraints", { params }))).restraints;
    },
    enabled: isMine,
});

export type RestraintWish = {
    readonly user: string;
    readonly act: "mute" | "slow";
    readonly minutes: number;
    readonly reason: string;
};

export async function restrain(house: House, roomId: string, wish: RestraintWish): Promise<void> {
    await done(
        house.api.POST("/_fangyuan/v1/groups/{roomId}/restraints", {
            params: path(roomId),
            body: { ...wish, every_seconds: 60 },
        }),
    );
    await house.queries.invalidateQueries({ queryKey: ["restraints", roomId] });
}

export async function liftRestraint(house: House, roomId: string, userId: string): Promise<void> {
    await done(
        house.api.DELETE("/_fangyuan/v1/groups/{roomId}/restraints/{userId}", {
            params: { path: { roomId, userId } },
        }),
    );
    await house.queries.invalidateQueries({ queryKey: ["restraints", roomId] });
}

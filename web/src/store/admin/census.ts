/** The register of groups: asking for it, taking it along, and what is done to the groups in it. */
import { errorOf } from "../../api/errors.ts";
import { done, type Governance, type Shape } from "../../api/governance.ts";
import type { House } from "../house.ts";

export type CensusEntry = Shape<"fangyuan.census.model.Entry">;
export type CensusPage = Shape<"CensusPage">;

/** What is asked for; empty fields don't matter. */
export type CensusQuery = {
    readonly q: string;
    readonly kind: string;
    readonly status: string;
    readonly label: string;
    readonly flag: string;
    readonly owner: string;
    readonly department: string;
    readonly review_due: string;
    readonly order: string;
    readonly isBackwards: boolean;
};

export const ALL_GROUPS: CensusQuery = {
    q: "",
    kind: "",
    status: "",
    label: "",
    flag: "",
    owner: "",
    department: "",
    review_due: "",
    order: "name",
    isBackwards: false,
};

const A_PAGE = 100;
export const CENSUS = ["admin", "census"] as const;

/** The query as the house reads it. */
export function censusArguments({ isBackwards, ...fields }: CensusQuery): Record<string, string> {
    const set = Object.entries({ ...fields, dir: isBackwards ? "b" : "" }).filter(([, value]) => value !== "");
    return Object.fromEntries(set);
}

/** Options of an infinite query: pages of the register. */
export function censusPages(house: House, query: CensusQuery) {
    return {
        queryKey: [...CENSUS, "pages", query] as const,
        queryFn: ({ pageParam }: { pageParam: string }): Promise<CensusPage> =>
            done(
                house.api.GET("/_fangyuan/v1/census", {
                    params: {
                        query: {
                            ...censusArguments(query),
                            limit: String(A_PAGE),
                            ...(pageParam && { from: pageParam }),
                        } as never,
                    },
                }),
            ),
        initialPageParam: "",
        getNextPageParam: (last: CensusPage): string | null => last.next ?? null,
    };
}

/** All groups that the reader may see, closed ones too: for figures, and for the names of groups. */
export function wholeCensus(house: House) {
    return { queryKey: [...CENSUS, "whole"] as const, queryFn: () => readAll(house.api), staleTime: 60_000 };
}

async function readAll(api: Governance): Promise<CensusEntry[]> {
    const found: CensusEntry[] = [];
    for (const status of [undefined, "closed"]) {
        let from: string | undefined;
        do {
            const query = { limit: "1000", ...(status && { status }), ...(from && { from }) };
            const page = await done(api.GET("/_fangyuan/v1/census", { params: { query: query as never } }));
            found.push(...page.groups);
            from = page.next ?? undefined;
        } while (from);
    }
    return found;
}

/** The same groups as a file; the token travels in a header, so no address in a history has it. */
export async function exportCensus(house: House, query: CensusQuery, format: "csv" | "xlsx"): Promise<Blob> {
    const { response } = await house.api.GET("/_fangyuan/v1/census/export", {
        params: { query: { ...censusArguments(query), format } as never },
        parseAs: "stream",
    });
    if (!response.ok) throw await errorOf(response);
    return response.blob();
}

export type GroupAct = "keep" | "archive" | "restore" | "close";

/** Does it to one group. */
export async function actOnGroup(house: House, roomId: string, act: GroupAct, reason: string): Promise<void> {
    const params = { path: { roomId } };
    if (act === "keep") {
        await done(
            house.api.POST("/_fangyuan/v1/groups/{roomId}/review", { params, body: { needed: true, note: reason } }),
        );
    } else {
        await done(house.api.POST(`/_fangyuan/v1/groups/{roomId}/${act}`, { params, body: { reason } }));
    }
}

export type Outcome = { readonly done: string[]; readonly failed: { roomId: string; error: unknown }[] };

/** Does it to one group after the other, and says which of them the house refused. */
export async function actOnGroups(
    house: House,
    roomIds: readonly string[],
    act: GroupAct,
    reason: string,
    onProgress: (count: number) => void,
): Promise<Outcome> {
    const outcome: Outcome = { done: [], failed: [] };
    for (const roomId of roomIds) {
        try {
            await actOnGroup(house, roomId, act, reason);
            outcome.done.push(roomId);
        } catch (error) {
            outcome.failed.push({ roomId, error });
        }
        onProgress(outcome.done.length + outcome.failed.length);
    }
    await house.queries.invalidateQueries({ queryKey: CENSUS });
    return outcome;
}

export async function handOver(house: House, roomId: string, owner: string, reason: string): Promise<void> {
    const params = { path: { roomId } };
    await done(house.api.POST("/_fangyuan/v1/groups/{roomId}/owner", { params, body: { owner, reason } }));
    await house.queries.invalidateQueries({ queryKey: CENSUS });
}

/** What the register doesn't say of a group: its charter in words. */
export function groupOf(house: House, roomId: string) {
    return {
        queryKey: [...CENSUS, "group", roomId] as const,
        queryFn: () => done(house.api.GET("/_fangyuan/v1/groups/{roomId}", { params: { path: { roomId } } })),
    };
}

export function charterVersions(house: House, roomId: string) {
    return {
        queryKey: [...CENSUS, "versions", roomId] as const,
        queryFn: () =>
            done(house.api.GET("/_fangyuan/v1/groups/{roomId}/charter/versions", { params: { path: { roomId } } })),
    };
}

export function clauseFigures(house: House, roomId: string) {
    return {
        queryKey: [...CENSUS, "figures", roomId] as const,
        queryFn: () =>
            done(house.api.GET("/_fangyuan/v1/groups/{roomId}/charter/figures", { params: { path: { roomId } } })),
    };
}

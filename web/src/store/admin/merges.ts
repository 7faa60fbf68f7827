/** One group out of two: proposed, looked at, signed by both owners. */
import { done, type Shape } from "../../api/governance.ts";
import type { House } from "../house.ts";
import { CENSUS } from "./census.ts";

export type Merge = Shape<"MergeView">;
export type MergeWish = Shape<"MergeWish">;

/** Who comes into the group that stays, who goes, and what stands against it: as the house sees it now. */
export type MergePlan = {
    readonly gains: string[];
    readonly loses: string[];
    readonly stays: string[];
    readonly readers: string[];
    readonly problem?: Record<string, string>;
    readonly withheld?: boolean;
};

const people = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The plan of a merge, which the API leaves open. */
export function planOf(merge: Merge): MergePlan {
    const plan = merge.plan as Record<string, unknown>;
    return {
        gains: people(plan["gains"]),
        loses: people(plan["loses"]),
        stays: people(plan["stays"]),
        readers: people(plan["readers"]),
        ...(plan["problem"] ? { problem: plan["problem"] as Record<string, string> } : {}),
        ...(plan["withheld"] === true ? { withheld: true } : {}),
    };
}

export function mergeOf(house: House, mergeId: string) {
    return {
        queryKey: ["admin", "merges", mergeId] as const,
        queryFn: (): Promise<Merge> =>
            done(house.api.GET("/_fangyuan/v1/merges/{mergeId}", { params: { path: { mergeId } } })),
        refetchInterval: 5_000, // the other owner signs meanwhile
    };
}

export function mergesOf(house: House, roomId: string) {
    return {
        queryKey: ["admin", "merges", "of", roomId] as const,
        queryFn: () => done(house.api.GET("/_fangyuan/v1/groups/{roomId}/merges", { params: { path: { roomId } } })),
    };
}

export async function proposeMerge(house: House, roomId: string, body: MergeWish): Promise<Merge> {
    const params = { path: { roomId } };
    const merge = await done(house.api.POST("/_fangyuan/v1/groups/{roomId}/merge", { params, body }));
    await house.queries.invalidateQueries({ queryKey: ["admin", "merges"] });
    return merge as Merge;
}

export async function signMerge(house: House, mergeId: string, body: Shape<"SignatureWish">): Promise<void> {
    const params = { path: { mergeId } };
    const merge = await done(house.api.POST("/_fangyuan/v1/merges/{mergeId}/signature", { params, body }));
    house.queries.setQueryData(["admin", "merges", mergeId], merge);
    await house.queries.invalidateQueries({ queryKey: CENSUS });
}

/** What is kept by order of the law, and exports of whole groups. */
import { errorOf } from "../../api/errors.ts";
import { done, type Shape } from "../../api/governance.ts";
import type { House } from "../house.ts";

export type Hold = Shape<"Hold">;
export type HoldWish = Shape<"HoldWish">;
export type GroupExport = Shape<"Export">;

const HOLDS = ["admin", "holds"] as const;
const LOOKS_AGAIN_MS = 1_500;

export function holdList(house: House) {
    return {
        queryKey: HOLDS,
        queryFn: async () =>
            (await done(house.api.GET("/_fangyuan/v1/holds", { params: { query: { limit: "200" } as never } }))).holds,
    };
}

export async function placeHold(house: House, body: HoldWish): Promise<void> {
    await done(house.api.POST("/_fangyuan/v1/holds", { body }));
    await house.queries.invalidateQueries({ queryKey: HOLDS });
}

/** The first to ask gives the reason; a second person signs, and only then the hold ends. */
export async function releaseHold(house: House, holdId: string, reason: string): Promise<void> {
    const params = { path: { holdId } };
    await done(house.api.POST("/_fangyuan/v1/holds/{holdId}/release", { params, body: { reason } }));
    await house.queries.invalidateQueries({ queryKey: HOLDS });
}

const exportsKey = (roomId: string) => ["admin", "exports", roomId] as const;

/** Exports of a group; asked again while one of them is being written. */
export function exportsOf(house: House, roomId: string) {
    return {
        queryKey: exportsKey(roomId),
        queryFn: async (): Promise<GroupExport[]> => {
            const params = { path: { roomId } };
            return (await done(house.api.GET("/_fangyuan/v1/groups/{roomId}/exports", { params }))).exports;
        },
        refetchInterval: (query: { state: { data?: GroupExport[] | undefined } }) =>
            query.state.data?.some((one) => one.status === "waiting") ? LOOKS_AGAIN_MS : false,
    };
}

export async function startExport(house: House, roomId: string, reason: string): Promise<void> {
    const params = { path: { roomId } };
    await done(house.api.POST("/_fangyuan/v1/groups/{roomId}/exports", { params, body: { reason } }));
    await house.queries.invalidateQueries({ queryKey: exportsKey(roomId) });
}

export async function exportFile(house: House, exportId: string): Promise<Blob> {
    const { response } = await house.api.GET("/_fangyuan/v1/exports/{exportId}/file", {
        params: { path: { exportId } },
        parseAs: "stream",
    });
    if (!response.ok) throw await errorOf(response);
    return response.blob();
}

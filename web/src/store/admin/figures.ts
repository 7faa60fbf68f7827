/** The company in figures, from the register and from what clauses did. */
import { done } from "../../api/governance.ts";
import { dayOf } from "../../util/time.ts";
import type { House } from "../house.ts";
import type { CensusEntry } from "./census.ts";

export type Share = { readonly id: string; readonly count: number };

/** The sum of something by a name, the largest first. */
export function sumBy<T>(rows: readonly T[], name: (row: T) => string, count: (row: T) => number): Share[] {
    const sums = new Map<string, number>();
    for (const row of rows) sums.set(name(row), (sums.get(name(row)) ?? 0) + count(row));
    return [...sums].map(([id, sum]) => ({ id, count: sum })).sort((a, b) => b.count - a.count);
}

/** How many groups were last written in on each of the last `days` days, today the last. */
export function lastWords(groups: readonly CensusEntry[], now: number, days: number): { day: number; count: number }[] {
    const today = dayOf(now);
    const counts = new Map<number, number>();
    for (const { last_message_ts: ts } of groups) {
        if (ts) counts.set(dayOf(ts), (counts.get(dayOf(ts)) ?? 0) + 1);
    }
    return Array.from({ length: days }, (_, at) => {
        const day = today - days + 1 + at;
        return { day, count: counts.get(day) ?? 0 };
    });
}

export function fairnessFigures(house: House) {
    return {
        queryKey: ["admin", "fairness"] as const,
        queryFn: () => done(house.api.GET("/_fangyuan/v1/fairness/figures")),
    };
}

const MOST_ASKED = 20;

export type ClauseDay = { readonly day: number; readonly verdict: string; readonly count: number };

/** What clauses did, day by day, in the groups that are busiest; days are since 1970 UTC. */
export function clauseDays(house: House, groups: readonly CensusEntry[] | undefined) {
    const busiest = [...(groups ?? [])].sort((a, b) => b.messages - a.messages).slice(0, MOST_ASKED);
    const roomIds = busiest.map((group) => group.room_id);
    return {
        queryKey: ["admin", "clauses", roomIds] as const,
        queryFn: async (): Promise<ClauseDay[]> => {
            const found = await Promise.all(
                roomIds.map((roomId) =>
                    done(
                        house.api.GET("/_fangyuan/v1/groups/{roomId}/charter/figures", {
                            params: { path: { roomId } },
                        }),
                    ),
                ),
            );
            return found.flatMap(({ figures }) => figures.filter((figure) => !figure.observed));
        },
        enabled: groups !== undefined,
        staleTime: 300_000,
    };
}

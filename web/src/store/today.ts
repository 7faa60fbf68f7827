/** What the person has to do now, as the house lists it, and doing it. */
import { done, type Shape } from "../api/governance.ts";
import type { House } from "./house.ts";

export type TodayItem = Shape<"TodayItem">;
export type TodayKind = TodayItem["kind"];

const KEPT = "fangyuan.today.seen";
const MOST_KEPT = 300;

/** `useQuery(today(house))`: asked again each minute, and after each deed. */
export const today = (house: House) => ({
    queryKey: ["today"] as const,
    queryFn: async (): Promise<readonly TodayItem[]> => {
        const { items } = await done(house.api.GET("/_fangyuan/v1/today"));
        const seen = new Set(house.matrix.getAccountData(KEPT as never)?.getContent<{ keys?: string[] }>().keys);
        return items.filter((item) => !seen.has(keyOf(item)));
    },
    refetchInterval: 60_000,
});

/** What is to be done: news are only to be known. */
export function waiting(items: readonly TodayItem[]): TodayItem[] {
    return items.filter((item) => !item.is_news);
}

/** The same thing in the same state has the same key. */
export function keyOf(item: TodayItem): string {
    return `${item.kind} ${item.subject} ${item.status}`;
}

/** News that the person has read stay away, on his other devices too. */
export async function noteSeen(house: House, items: readonly TodayItem[]): Promise<void> {
    const before = house.matrix.getAccountData(KEPT as never)?.getContent<{ keys?: string[] }>().keys ?? [];
    const keys = [...before, ...items.map(keyOf)].slice(-MOST_KEPT);
    await house.matrix.setAccountData(KEPT as never, { keys } as never);
}

/** The parts of the page, in order: what others wait for first, what is one's own last. */
export const PARTS: readonly { readonly name: string; readonly kinds: readonly TodayKind[] }[] = [
    { name: "charters", kinds: ["accept"] },
    { name: "approvals", kinds: ["held", "proposal", "cascade", "merge", "appeal", "report", "contact"] },
    { name: "groups", kinds: ["review", "draft"] },
    { name: "mine", kinds: ["divert"] },
    { name: "news", kinds: ["own_proposal", "own_held", "own_appeal"] },
];

/** The items by parts; parts without any are left out. */
export function byParts(items: readonly TodayItem[]): { name: string; items: TodayItem[] }[] {
    const parts = PARTS.map(({ name, kinds }) => ({ name, items: items.filter((item) => kinds.includes(item.kind)) }));
    return parts.filter((part) => part.items.length > 0);
}

/** After which of what is kept is asked again: the page, the badge, and what else shows the same. */
export function refreshToday(house: House): Promise<void> {
    return house.queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" });
}

/** What a held message says: read on its own, because who reads it looks into the group. */
export const heldToDecide = (house: House, isWanted: boolean) => ({
    queryKey: ["held", "waiting"] as const,
    queryFn: () =>
        done(house.api.GET("/_fangyuan/v1/held", { params: { query: { status: "waiting", limit: "200" } } })),
    enabled: isWanted,
});

export type HeldView = Shape<"HeldView">;
export type Decided = { readonly yes: boolean; readonly reason: string };

/** The answer of a person to an item that is answered with yes or no. Throws ApiError. */
export async function decideItem(house: House, item: TodayItem, { yes, reason }: Decided): Promise<void> {
    const { api } = house;
    const id = item.subject;
    switch (item.kind) {
        case "proposal":
            await done(
                api.POST("/_fangyuan/v1/proposals/{proposalId}/decision", {
                    params: { path: { proposalId: id } },
                    body: { decision: yes ? "approve" : "refuse", reason },
                }),
            );
            break;
        case "cascade":
            await done(
                api.POST("/_fangyuan/v1/cascades/{cascadeId}/answer", {
                    params: { path: { cascadeId: id } },
                    body: { founds: yes },
                }),
            );
            break;
        case "held":
            await done(
                api.POST("/_fangyuan/v1/held/{heldId}/decision", {
                    params: { path: { heldId: id } },
                    body: { outcome: yes ? "approved" : "refused", reason },
                }),
            );
            break;
        case "divert": {
            const params = { path: { heldId: id } };
            if (yes) await done(api.POST("/_fangyuan/v1/held/{heldId}/divert", { params }));
            else await done(api.DELETE("/_fangyuan/v1/held/{heldId}", { params }));
            break;
        }
        case "contact":
            await done(
                api.POST("/_fangyuan/v1/reach/requests/{requestId}", {
                    params: { path: { requestId: id } },
                    body: { agrees: yes },
                }),
            );
            break;
        case "review":
            await done(
                api.POST("/_fangyuan/v1/groups/{roomId}/review", {
                    params: { path: { roomId: id } },
                    body: { needed: yes, note: reason },
                }),
            );
            break;
        case "merge":
            await done(
                api.POST("/_fangyuan/v1/merges/{mergeId}/signature", {
                    params: { path: { mergeId: id } },
                    body: { answer: yes ? "yes" : "no", reason, side: null },
                }),
            );
            break;
        case "appeal":
            await done(
                api.POST("/_fangyuan/v1/appeals/{appealId}/decision", {
                    params: { path: { appealId: id } },
                    body: { outcome: yes ? "reversed" : "upheld", reason },
                }),
            );
            break;
        default:
            throw new Error(`${item.kind} isn't answered with yes or no`);
    }
    await refreshToday(house);
}

/** Who gains and who loses by a merge, before it is signed. */
export const mergeOf = (house: House, mergeId: string) => ({
    queryKey: ["merge", mergeId] as const,
    queryFn: () => done(house.api.GET("/_fangyuan/v1/merges/{mergeId}", { params: { path: { mergeId } } })),
});

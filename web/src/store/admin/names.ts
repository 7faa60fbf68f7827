/** What people and groups are called: administration speaks of many that are in no conversation of the reader. */
import { ApiError } from "../../api/errors.ts";
import { done } from "../../api/governance.ts";
import type { House } from "../house.ts";

/** zhou.yongqiang of @zhou.yongqiang:company.example. */
export function accountOf(userId: string): string {
    return userId.startsWith("@") ? userId.slice(1).split(":")[0] || userId : userId;
}

export type Named = { readonly name: string; readonly department: string };

/** The person as the directory has him; his account where it doesn't know him, or doesn't show him. */
export function personNamed(house: House, id: string) {
    const personId = accountOf(id);
    return {
        queryKey: ["admin", "person", personId] as const,
        queryFn: async (): Promise<Named> => {
            try {
                const params = { path: { personId } };
                const person = await done(house.api.GET("/_fangyuan/v1/people/{personId}", { params }));
                return { name: person.name, department: person.department };
            } catch (error) {
                if (!(error instanceof ApiError) || error.isUnreachable) throw error;
                const known = id.startsWith("@") ? house.matrix.getUser(id)?.displayName : undefined;
                return { name: known ?? personId, department: "" };
            }
        },
        staleTime: 300_000,
        enabled: id !== "",
    };
}

/** People whose name, account or number begins with these words. */
export function peopleFound(house: House, words: string) {
    return {
        queryKey: ["admin", "people", words] as const,
        queryFn: async () => {
            const query = { q: words, limit: "8" };
            return (await done(house.api.GET("/_fangyuan/v1/people", { params: { query: query as never } }))).people;
        },
        enabled: words.trim() !== "",
    };
}

/** The kinds of group that there are, with their names. */
import { done } from "../../api/governance.ts";
import type { House } from "../house.ts";

export type Kind = { readonly id: string; readonly name: Readonly<Record<string, string>> };

export function kindList(house: House) {
    return {
        queryKey: ["kinds"] as const,
        queryFn: async (): Promise<Kind[]> => {
            const { kinds } = await done(house.api.GET("/_fangyuan/v1/kinds"));
            return kinds as unknown as Kind[];
        },
        staleTime: 3_600_000,
    };
}

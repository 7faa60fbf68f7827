/** What each label (密级) allows, as the house says it. */
import { done } from "../api/governance.ts";
import type { House } from "./house.ts";

type Powers = { readonly watermark?: boolean };

/** `useQuery(labels(house))`: it changes with the house's version only. */
export const labels = (house: House) => ({
    queryKey: ["labels"] as const,
    queryFn: async (): Promise<Readonly<Record<string, Powers>>> =>
        (await done(house.api.GET("/_fangyuan/v1/labels"))).labels as Record<string, Powers>,
    staleTime: Number.POSITIVE_INFINITY,
});

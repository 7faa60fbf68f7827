/** Who the person is, and what he may do beyond what everybody may. */
import { done, type Shape } from "../api/governance.ts";
import type { House } from "./house.ts";

export type Me = Shape<"Me">;
export type Rights = Shape<"Rights">;

/** `useQuery(me(house))`: kept for a while, because roles change seldom. */
export const me = (house: House) => ({
    queryKey: ["me"] as const,
    queryFn: (): Promise<Me> => done(house.api.GET("/_fangyuan/v1/me")),
    staleTime: 5 * 60_000,
});

/** Whether there is anything in the administration that the person may see: an owner sees the queues of his groups. */
export function mayAdminister(rights: Rights): boolean {
    return (
        rights.manage_directory ||
        rights.see_all_groups ||
        rights.read_audit ||
        rights.handle_reports ||
        rights.owns_groups ||
        rights.approve_held ||
        rights.decide_appeals
    );
}

/** People from outside: who is here, until when, and who answers for them. */
import { done, type Shape } from "../../api/governance.ts";
import type { House } from "../house.ts";

export type Guest = Shape<"Guest">;
export type GuestWish = Shape<"GuestWish">;
export type Welcomed = Shape<"Welcomed">;

const GUESTS = ["admin", "guests"] as const;

export function guestList(house: House) {
    return {
        queryKey: GUESTS,
        queryFn: async (): Promise<Guest[]> => {
            const query = { limit: "1000" };
            return (await done(house.api.GET("/_fangyuan/v1/guests", { params: { query } }))).guests;
        },
    };
}

/** The answer holds the code that the guest signs in with, which nobody can read again. */
export async function welcomeGuest(house: House, body: GuestWish): Promise<Welcomed> {
    const welcomed = await done(house.api.POST("/_fangyuan/v1/guests", { body }));
    await house.queries.invalidateQueries({ queryKey: GUESTS });
    return welcomed as Welcomed;
}

export async function extendGuest(house: House, userId: string, untilTs: number): Promise<void> {
    const body = { until_ts: untilTs, sponsor: null };
    await done(house.api.PUT("/_fangyuan/v1/guests/{userId}", { params: { path: { userId } }, body }));
    await house.queries.invalidateQueries({ queryKey: GUESTS });
}

export async function endGuest(house: House, userId: string): Promise<void> {
    await done(house.api.DELETE("/_fangyuan/v1/guests/{userId}", { params: { path: { userId } } }));
    await house.queries.invalidateQueries({ queryKey: GUESTS });
}

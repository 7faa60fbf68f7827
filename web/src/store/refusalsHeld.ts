/** Messages that the house keeps, strikes and appeals, what has to be accepted: as queries of one's own. */
import { done, type Shape } from "../api/governance.ts";
import type { House } from "./house.ts";

export type Held = Shape<"HeldView">;
export type Strike = Shape<"StrikeView">;

/** One's own messages that wait in this group, or ended lately; the newest first. */
export const heldQuery = (house: House, roomId: string) => ({
    queryKey: ["held", roomId],
    queryFn: async (): Promise<readonly Held[]> => {
        const found = await done(house.api.GET("/_fangyuan/v1/held", { params: { query: { room: roomId } } }));
        return found.held.filter((held) => held.user_id === house.userId);
    },
});

/** What stands against me, everywhere; the newest first. */
export const strikesQuery = (house: House) => ({
    queryKey: ["strikes"],
    queryFn: async (): Promise<readonly Strike[]> => (await done(house.api.GET("/_fangyuan/v1/strikes", {}))).strikes,
});

/** What calling everybody, or so many, would cost; in words of both languages. */
export const mentionCostQuery = (house: House, roomId: string, people: number | undefined) => ({
    queryKey: ["mention-cost", roomId, people ?? "all"],
    queryFn: () =>
        done(
            house.api.GET("/_fangyuan/v1/groups/{roomId}/mention-cost", {
                params: { path: { roomId }, query: people === undefined ? {} : { people: String(people) } },
            } as never),
        ) as Promise<Shape<"MentionCostView">>,
});

export async function withdrawHeld(house: House, held: Held): Promise<void> {
    await done(house.api.DELETE("/_fangyuan/v1/held/{heldId}", at(held)));
    await house.queries.invalidateQueries({ queryKey: ["held", held.room_id] });
}

/** Has it sent to the group where it belongs; the answer says which event it became. */
export async function divertHeld(house: House, held: Held): Promise<Held> {
    const sent = await done(house.api.POST("/_fangyuan/v1/held/{heldId}/divert", at(held)));
    await house.queries.invalidateQueries({ queryKey: ["held", held.room_id] });
    return sent;
}

function at(held: Held): { params: { path: { heldId: string } } } {
    return { params: { path: { heldId: String(held.held_id) } } };
}

/** Once for each strike; somebody decides who is neither owner nor party. */
export async function appeal(house: House, strikeId: number, reason: string): Promise<void> {
    await done(
        house.api.POST("/_fangyuan/v1/strikes/{strikeId}/appeal", {
            params: { path: { strikeId: String(strikeId) } },
            body: { reason },
        }),
    );
    await house.queries.invalidateQueries({ queryKey: ["strikes"] });
}

/** What still holds of a strike: slow mode or a mute that hasn't ended. */
export function inForce(strikes: readonly Strike[], roomId: string, now: number): Strike | undefined {
    const held = strikes.filter((one) => one.room_id === roomId && (one.until_ts ?? 0) > now);
    return held.find((one) => one.act === "mute") ?? held[0];
}

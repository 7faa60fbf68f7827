/** What a person has sent off for later: until then it waits at the house, and he can call it back. */
import { cancelDelayed, type Delayed, delay, listDelayed } from "../api/delayed.ts";
import type { Content } from "./composer.ts";
import type { House } from "./house.ts";

export type { Delayed };

/** When it goes out. */
export function dueOf(delayed: Delayed): number {
    return delayed.running_since + delayed.delay;
}

/** One's own of this room that wait, the next one first. */
export const delayedQuery = (house: House, roomId: string) => ({
    queryKey: ["delayed", roomId],
    queryFn: async (): Promise<readonly Delayed[]> => {
        const all = await listDelayed(house.session.accessToken);
        const here = all.filter((one) => one.room_id === roomId && one.type === "m.room.message");
        return here.sort((a, b) => dueOf(a) - dueOf(b));
    },
});

export async function sendLater(house: House, roomId: string, content: Content, at: number): Promise<void> {
    const wait = Math.max(1_000, at - Date.now());
    await delay(house.session.accessToken, roomId, "m.room.message", content, wait);
    await house.queries.invalidateQueries({ queryKey: ["delayed", roomId] });
}

export async function callBack(house: House, delayed: Delayed): Promise<void> {
    await cancelDelayed(house.session.accessToken, delayed.delay_id);
    await house.queries.invalidateQueries({ queryKey: ["delayed", delayed.room_id] });
}

/** Times that people choose: in an hour, this evening, tomorrow morning, on Monday morning; those that are still to come. */
export function usualTimes(now: number): { readonly name: "hour" | "evening" | "tomorrow" | "monday"; at: number }[] {
    const day = (days: number, hours: number, minutes: number): number => {
        const date = new Date(now);
        date.setDate(date.getDate() + days);
        date.setHours(hours, minutes, 0, 0);
        return date.getTime();
    };
    const toMonday = (8 - new Date(now).getDay()) % 7 || 7;
    const times = [
        { name: "hour", at: now + 3_600_000 },
        { name: "evening", at: day(0, 18, 0) },
        { name: "tomorrow", at: day(1, 8, 30) },
        { name: "monday", at: day(toMonday, 8, 30) },
    ] as const;
    return times.filter(({ name, at }) => at > now + 60_000 && !(name === "monday" && toMonday === 1));
}

/** What a person has sent off for later: until then it waits at the house, and he can call it back. */
import { cancelDelayed, type Delayed, delay, listDelayed } from "../api/delayed.ts";
import type { Content } from "./composer.ts";
import type { House } from "./house.ts";

export type { Delayed };

/** When it goes out. */
export function dueOf(delayed: Delayed): number {
    return delayed.running_since + delayed.delay;
}

/** One's own that wait here (in the group, or in this thread of it), the next one first. */
export const delayedQuery = (house: House, roomId: string, threadId: string | undefined) => ({
    queryKey: ["delayed", roomId],
    queryFn: async (): Promise<readonly Delayed[]> => {
        const all = await listDelayed(house.session.accessToken);
        const here = all.filter((one) => one.room_id === roomId && one.type === "m.room.message");
        return here.sort((a, b) => dueOf(a) - dueOf(b));
    },
    select: (all: readonly Delayed[]) => all.filter((one) => threadOf(one.content) === threadId),
});

export type Place = { readonly roomId: string; readonly threadId: string | undefined };

export async function sendLater(house: House, place: Place, content: Content, at: number): Promise<void> {
    const { roomId, threadId } = place;
    const wait = Math.max(1_000, at - Date.now());
    const said = threadId ? inThread(content, threadId) : content;
    await delay(house.session.accessToken, roomId, "m.room.message", said, wait);
    await house.queries.invalidateQueries({ queryKey: ["delayed", roomId] });
}

type Relation = {
    readonly rel_type?: string;
    readonly event_id?: string;
    readonly "m.in_reply_to"?: { readonly event_id?: string };
};

function relationOf(content: Content): Relation {
    return (content["m.relates_to"] ?? {}) as Relation;
}

function threadOf(content: Content): string | undefined {
    const relation = relationOf(content);
    return relation.rel_type === "m.thread" ? relation.event_id : undefined;
}

/** What the SDK does with whatever it sends itself: for clients without threads, an answer to the thread's first message. */
export function inThread(content: Content, threadId: string): Content {
    const answered = relationOf(content)["m.in_reply_to"];
    const relation: Relation & { is_falling_back: boolean } = {
        rel_type: "m.thread",
        event_id: threadId,
        is_falling_back: answered === undefined,
        "m.in_reply_to": answered ?? { event_id: threadId },
    };
    return { ...content, "m.relates_to": relation };
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

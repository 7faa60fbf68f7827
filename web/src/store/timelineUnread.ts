/** Up to where a person has read a conversation, also where that place isn't in this browser. */
import type { Room } from "matrix-js-sdk";

export type ReadMark = {
    /** The last event that was read, or the one with which the person came in. */
    readonly eventId: string;
    /** When; what was said later is new, wherever the event itself is. */
    readonly at: number;
};

/** As the person marked it, or as the receipts say it; who has never read here comes to what was said since he is in. */
export function readMark(room: Room, userId: string): ReadMark | undefined {
    const marked = markedUnread(room);
    if (marked) return marked;
    // getEventReadUpTo() knows nothing of an event that isn't loaded, as where much is unread.
    const receipt = room.getReadReceiptForUserId(userId);
    if (receipt) return { eventId: receipt.eventId, at: receipt.data.ts };
    const entry = room.getMember(userId)?.events.member;
    const id = entry?.getId();
    return entry && id ? { eventId: id, at: entry.getTs() } : undefined;
}

/** Before the message from which on the person wants it to be unread. */
function markedUnread(room: Room): ReadMark | undefined {
    if (room.getAccountData("m.marked_unread")?.getContent()["unread"] !== true) return undefined;
    const eventId: unknown = room.getAccountData("m.fully_read")?.getContent()["event_id"];
    const event = typeof eventId === "string" ? room.findEventById(eventId) : undefined;
    return event && { eventId: event.getId() ?? "", at: event.getTs() };
}

type Dated = { getId(): string | undefined; getTs(): number };

/** How many of the events, oldest first, are read; none where the mark lies before all of them, as far as is known. */
export function countRead(events: readonly Dated[], mark: ReadMark | undefined): number | undefined {
    if (!mark) return undefined;
    const at = events.findLastIndex((event) => event.getId() === mark.eventId);
    if (at >= 0) return at + 1;
    const later = events.findIndex((event) => event.getTs() > mark.at);
    if (later === 0) return undefined; // what is read may begin further up
    return later < 0 ? events.length : later;
}

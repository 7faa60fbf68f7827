/** Who has read a message, by the receipts that this browser knows. */
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { type Present, peopleIn } from "./members.ts";
import type { RoomTimeline } from "./timeline.ts";

export type Readers = {
    readonly read: readonly { readonly member: Present; readonly ts: number | undefined }[];
    readonly unread: readonly Present[];
};

/** Asks the house for the members first, where they aren't here yet. */
export async function readersOf(timeline: RoomTimeline, event: MatrixEvent): Promise<Readers> {
    const { room } = timeline;
    const people = (await peopleIn(room)).filter(
        (one) => !one.isInvited && one.userId !== event.getSender() && !isHouse(one),
    );
    const read: { member: Present; ts: number | undefined }[] = [];
    const unread: Present[] = [];
    for (const member of people) {
        const ts = readAt(timeline, room, member.userId, event);
        if (ts === null) unread.push(member);
        else read.push({ member, ts });
    }
    read.sort((a, b) => (b.ts ?? 0) - (a.ts ?? 0));
    return { read, unread };
}

/** When he read it; undefined: he did, some time. null: not yet. */
function readAt(timeline: RoomTimeline, room: Room, userId: string, event: MatrixEvent): number | undefined | null {
    const receipt = room.getReadReceiptForUserId(userId);
    if (!receipt) return null;
    const seen = timeline.find(receipt.eventId) ?? room.findEventById(receipt.eventId);
    if (receipt.eventId === event.getId()) return receipt.data.ts;
    const upTo = seen?.getTs() ?? receipt.data.ts;
    return upTo >= event.getTs() ? receipt.data.ts : null;
}

function isHouse(member: Present): boolean {
    return member.userId.startsWith("@fangyuan:");
}

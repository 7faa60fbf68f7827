import type { Room } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import { countRead, readMark } from "./timelineUnread.ts";

const said = (...times: number[]) => times.map((at) => ({ getId: () => `$${at}`, getTs: () => at }));

describe("how much of what is here was read", () => {
    it("ends with the event that the mark names", () => {
        expect(countRead(said(1, 2, 3), { eventId: "$2", at: 9 })).toBe(2);
        expect(countRead(said(1, 2, 3), { eventId: "$3", at: 9 })).toBe(3);
    });

    it("goes by the time where the event has no place here, as one in a thread", () => {
        expect(countRead(said(1, 2, 5), { eventId: "$thread", at: 3 })).toBe(2);
        expect(countRead(said(1, 2, 5), { eventId: "$thread", at: 7 })).toBe(3);
    });

    it("isn't known before more is loaded, nor without a mark", () => {
        expect(countRead(said(4, 5), { eventId: "$1", at: 1 })).toBeUndefined();
        expect(countRead(said(4, 5), undefined)).toBeUndefined();
    });
});

describe("the mark", () => {
    const room = (receipt: object | null, entry?: object, beside: Record<string, object> = {}): Room =>
        ({
            getReadReceiptForUserId: () => receipt,
            getMember: () => ({ events: { member: entry } }),
            getAccountData: (type: string) => beside[type] && { getContent: () => beside[type] },
            findEventById: (id: string) => said(1, 2, 3).find((event) => event.getId() === id),
        }) as unknown as Room;

    it("is the receipt, though its event isn't loaded", () => {
        expect(readMark(room({ eventId: "$1", data: { ts: 5 } }), "@me:house")).toEqual({ eventId: "$1", at: 5 });
    });

    it("is the day one came in, for who has read nothing yet", () => {
        expect(readMark(room(null, said(3)[0]), "@me:house")).toEqual({ eventId: "$3", at: 3 });
        expect(readMark(room(null), "@me:house")).toBeUndefined();
    });

    it("is before the message that was marked as unread", () => {
        const fully = { "m.fully_read": { event_id: "$2" } };
        const receipt = { eventId: "$3", data: { ts: 5 } };
        const marked = { ...fully, "m.marked_unread": { unread: true } };
        expect(readMark(room(receipt, undefined, marked), "@me:house")).toEqual({ eventId: "$2", at: 2 });
        expect(readMark(room(receipt, undefined, fully), "@me:house")?.eventId).toBe("$3");
    });
});

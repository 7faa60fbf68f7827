import { EventStatus, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { SendingQueue } from "../api/queue.ts";
import { Outbox } from "./offline.ts";

type Waiting = { id: string; status: EventStatus | null };

/** A client with one group in which these wait. */
function house(...waiting: Waiting[]) {
    const told: string[] = [];
    const resent: string[] = [];
    let pending = waiting.map((one) => ({
        ...one,
        getId: () => one.id,
        getTxnId: () => `m${one.id}`,
        setStatus(status: EventStatus | null) {
            this.status = status;
        },
    }));
    const room = {
        getPendingEvents: () => pending as unknown as MatrixEvent[],
        removePendingEvent: (id: string) => {
            pending = pending.filter((one) => one.id !== id);
        },
        emit: (_name: string, event: { id: string; status: string }) => told.push(`${event.id} ${event.status}`),
    };
    const matrix = {
        on: () => undefined,
        getRooms: () => [room as unknown as Room],
        resendEvent: async (event: { id: string; status: EventStatus | null }) => {
            event.status = EventStatus.SENDING;
            resent.push(event.id);
        },
    };
    const outbox = new Outbox(matrix as unknown as MatrixClient, null, new SendingQueue());
    return { outbox, resent, told, left: () => pending.map((one) => one.id) };
}

it("sends what waits once the house answers, but not again what the house has given its id", async () => {
    const { NOT_SENT, SENDING } = EventStatus;
    const { outbox, resent, told, left } = house(
        { id: "$early", status: NOT_SENT },
        { id: "~1", status: NOT_SENT },
        { id: "~2", status: SENDING },
        { id: "~3", status: NOT_SENT },
    );
    await outbox.flush();
    expect(resent).toEqual([]);
    outbox.connected(true);
    await outbox.flush();
    expect(resent).toEqual(["~1", "~3"]);
    expect(left()).toEqual(["~1", "~2", "~3"]);
    expect(told).toEqual(["$early cancelled"]);
});

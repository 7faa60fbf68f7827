/**
 * Messages that were written while the house couldn't be reached. The SDK keeps them with their transaction ids, so that
 * none is ever there twice; here they are sent again, in order, once the house answers. Refused ones stay as they are.
 */
import { MatrixError, RoomEvent } from "matrix-js-sdk";
import type { KeptStore } from "../api/kept.ts";
import { EventStatus, type MatrixClient, type MatrixEvent, type Room } from "../api/matrix.ts";
import { isRefusal, type SendingQueue } from "../api/queue.ts";

const AGAIN_MS = 2_000;
const LONGEST_MS = 60_000;

export class Outbox {
    #isConnected = false;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #pause = AGAIN_MS;

    constructor(
        private readonly matrix: MatrixClient,
        private readonly kept: KeptStore | null,
        queue: SendingQueue,
    ) {
        queue.isHeldBack = (event) => this.#isHeldBack(event);
        matrix.on(RoomEvent.LocalEchoUpdated, this.#echoed);
    }

    stop(): void {
        clearTimeout(this.#timer);
        this.matrix.off(RoomEvent.LocalEchoUpdated, this.#echoed);
    }

    /** The house answers again, or no longer. */
    connected(isConnected: boolean): void {
        const isNew = isConnected && !this.#isConnected;
        this.#isConnected = isConnected;
        if (isNew) void this.flush();
    }

    /** Sends all that waits, each group's in its order. */
    async flush(): Promise<void> {
        clearTimeout(this.#timer);
        if (!this.#isConnected) return;
        await Promise.all(this.matrix.getRooms().map((room) => this.#flushRoom(room)));
    }

    /** Sends one again that the person wants to try again. */
    async retry(room: Room, event: MatrixEvent): Promise<void> {
        event.error = null as never;
        const txnId = event.getTxnId();
        if (txnId) await this.kept?.forgetRefusal(txnId);
        await this.matrix.resendEvent(event, room);
    }

    async #flushRoom(room: Room): Promise<void> {
        for (const event of room.getPendingEvents().filter(wasSent)) drop(room, event);
        const waiting = await this.#waiting(room);
        // All at once: the queue keeps the order, and what is written meanwhile comes after them.
        const again = waiting.filter((event) => event.status === EventStatus.NOT_SENT); // two of this may be under way
        await Promise.allSettled(again.map((event) => this.matrix.resendEvent(event, room)));
        if (waiting.length > 0 && waiting.every((event) => event.status !== EventStatus.NOT_SENT)) {
            this.#pause = AGAIN_MS;
        }
    }

    async #waiting(room: Room): Promise<MatrixEvent[]> {
        const unsent = room.getPendingEvents().filter((event) => event.status === EventStatus.NOT_SENT);
        await Promise.all(unsent.map((event) => this.#recall(event)));
        return unsent.filter((event) => event.status === EventStatus.NOT_SENT && !isRefusal(event.error));
    }

    /** After a reload an event has forgotten that it was refused. */
    async #recall(event: MatrixEvent): Promise<void> {
        const txnId = event.getTxnId();
        if (event.error || !txnId) return;
        const refusal = await this.kept?.findRefusal(txnId);
        if (refusal) event.error = new MatrixError(refusal.body, refusal.status);
    }

    #isHeldBack(event: MatrixEvent): boolean {
        const room = this.matrix.getRoom(event.getRoomId());
        for (const other of room?.getPendingEvents() ?? []) {
            if (other === event) return false;
            if (other.status === EventStatus.NOT_SENT && !isRefusal(other.error)) return true;
        }
        return false;
    }

    readonly #echoed = (event: MatrixEvent): void => {
        if (event.status !== EventStatus.NOT_SENT) return;
        const { error } = event;
        const txnId = event.getTxnId();
        if (isRefusal(error) && txnId) {
            void this.kept?.keepRefusal(txnId, error?.httpStatus ?? 403, { ...error?.data });
            return;
        }
        if (!this.#isConnected) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.flush(), this.#pause);
        this.#pause = Math.min(this.#pause * 2, LONGEST_MS);
    };
}

/** On an earlier visit the house gave it its id; its echo is in what was said since, which is longer than a sync. */
function wasSent(event: MatrixEvent): boolean {
    return event.status === EventStatus.NOT_SENT && event.getId()?.startsWith("~") === false;
}

/** It is no longer among what waits; where it stands it is the house's. */
function drop(room: Room, event: MatrixEvent): void {
    const id = event.getId() ?? "";
    event.setStatus(EventStatus.CANCELLED);
    room.removePendingEvent(id);
    room.emit(RoomEvent.LocalEchoUpdated, event, room, id, EventStatus.NOT_SENT);
}

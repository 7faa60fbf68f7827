/**
 * Sending: the order is kept, and the network waited for, by api/queue.ts.
 *
 * What isn't encrypted yet when the page closes is not among what the SDK keeps of an encrypted group. So such messages
 * lie in the vault until they have gone out or were refused, and go out with the same transaction id: never twice.
 */
import { RoomEvent } from "matrix-js-sdk";
import { EventStatus, type MatrixClient, type MatrixEvent, type Room } from "../api/matrix.ts";
import { isRefusal } from "../api/queue.ts";
import { findTexts, tryToKeep } from "../api/vault.ts";
import { harmless } from "../util/harmless.ts";
import type { Content } from "./composer.ts";

export type Message = {
    readonly roomId: string;
    readonly threadId?: string | undefined;
    readonly type: string;
    readonly content: Content;
};

const UNSENT = "unsent:";
const OVER: ReadonlySet<EventStatus> = new Set([EventStatus.SENT, EventStatus.CANCELLED]);
const SLOW_MS = 3_000; // a browser that takes longer to keep something keeps nothing
const TYPED_MS = 20_000; // others see it for 30 s

export class Sender {
    readonly #typed = new Map<string, number>();
    readonly #going = new Set<string>(); // transaction ids of this visit
    #writing: Promise<void> = Promise.resolve(); // to the vault, one after the other

    constructor(private readonly matrix: MatrixClient) {
        matrix.on(RoomEvent.LocalEchoUpdated, this.#echoed);
    }

    /**
     * Also what went out at a later try, by the outbox, or was given up by the person is kept no longer: it must not go
     * out again on the next visit. Without a status it is the house's own event: it came back before the answer did.
     */
    readonly #echoed = (event: MatrixEvent, room: Room): void => {
        const isOver = event.status === null || OVER.has(event.status);
        const txnId = event.getTxnId();
        if (isOver && txnId && isSealed(room)) void this.#keep(txnId, "");
    };

    /**
     * The event's id; undefined where it wasn't sent: then the timeline (network) or the composer (a clause) shows why,
     * because both hear it from the SDK.
     */
    send(message: Message): Promise<string | undefined> {
        return this.#send(message, this.matrix.makeTxnId());
    }

    /** Sends what an earlier visit wrote in encrypted groups and could not encrypt. To be called once the house answers. */
    async sendLeft(): Promise<void> {
        const left = [...(await findTexts(UNSENT))].map(([name, text]) => [name.slice(UNSENT.length), text] as const);
        for (const [txnId, text] of left.sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))) {
            if (this.#going.has(txnId)) continue;
            const message: Message = JSON.parse(text);
            const room = this.matrix.getRoom(message.roomId);
            if (!isSealed(room)) continue; // the SDK would send it as it is, for everybody at the house to read
            if (isKnown(room, message.threadId, txnId)) await this.#keep(txnId, "");
            else await this.#send(message, txnId);
        }
    }

    async #send(message: Message, txnId: string): Promise<string | undefined> {
        const { roomId, threadId, type, content } = message;
        const isKept = isSealed(this.matrix.getRoom(roomId));
        this.#going.add(txnId);
        // Before it is shown: whoever has seen it may close the page.
        if (isKept) await Promise.race([this.#keep(txnId, JSON.stringify(message)), pause(SLOW_MS)]);
        try {
            const answer = await this.matrix.sendEvent(
                roomId,
                threadId ?? null,
                type as never,
                content as never,
                txnId,
            );
            if (isKept) await this.#keep(txnId, "");
            return answer.event_id;
        } catch (error) {
            if (isKept && isRefusal(error)) await this.#keep(txnId, "");
            return undefined;
        }
    }

    /** In the order in which it is asked for. Where the browser keeps nothing, the message is still in memory. */
    #keep(txnId: string, text: string): Promise<void> {
        this.#writing = this.#writing.then(() => tryToKeep(UNSENT + txnId, text));
        return this.#writing;
    }

    /** Tells the others that one is writing here, not more often than they need to hear it. */
    typing(roomId: string, isTyping: boolean): void {
        const now = Date.now();
        const told = this.#typed.get(roomId) ?? 0;
        if (isTyping ? now - told < TYPED_MS : told === 0) return;
        this.#typed.set(roomId, isTyping ? now : 0);
        void harmless(this.matrix.sendTyping(roomId, isTyping, 30_000), "it is said again while somebody writes");
    }
}

function pause(ms: number): Promise<void> {
    return new Promise((done) => setTimeout(done, ms));
}

function isSealed(room: Room | null): room is Room {
    return room?.hasEncryptionStateEvent() === true;
}

/** Whether it needn't be sent: the SDK has it, encrypted, and sends it; or the house had it when the page closed. */
function isKnown(room: Room, threadId: string | undefined, txnId: string): boolean {
    const said = [...room.getLiveTimeline().getEvents(), ...((threadId && room.getThread(threadId)?.events) || [])];
    return (
        room.getPendingEvents().some((event) => event.getTxnId() === txnId) ||
        said.some((event) => event.getUnsigned().transaction_id === txnId)
    );
}

/**
 * Sending: the order is kept, and the network waited for, by api/queue.ts.
 *
 * What isn't encrypted yet when the page closes is not among what the SDK keeps of an encrypted group. So such messages
 * lie in the vault until they have gone out or were refused, and go out with the same transaction id: never twice.
 */
import { RoomEvent } from "matrix-js-sdk";
import { EventStatus, type MatrixClient, type MatrixEvent } from "../api/matrix.ts";
import { isRefusal } from "../api/queue.ts";
import { findTexts, keepText, tryToKeep } from "../api/vault.ts";
import { harmless } from "../util/harmless.ts";
import type { Content } from "./composer.ts";

export type Message = {
    readonly roomId: string;
    readonly threadId?: string | undefined;
    readonly type: string;
    readonly content: Content;
};

const UNSENT = "unsent:";
const TYPED_MS = 20_000; // others see it for 30 s

export class Sender {
    readonly #typed = new Map<string, number>();
    readonly #going = new Set<string>(); // transaction ids of this visit

    constructor(private readonly matrix: MatrixClient) {
        matrix.on(RoomEvent.LocalEchoUpdated, this.#echoed);
    }

    /** Also what went out at a later try, by the outbox, is kept no longer: it must not go out again on the next visit. */
    readonly #echoed = (event: MatrixEvent): void => {
        const txnId = event.getTxnId();
        if (event.status !== EventStatus.SENT || !txnId || !event.isEncrypted()) return;
        void harmless(keepText(UNSENT + txnId, ""), "it goes out with the same id: the house knows it already");
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
            const pending = this.matrix.getRoom(message.roomId)?.getPendingEvents() ?? [];
            const kept = pending.find((event) => event.getTxnId() === txnId);
            // The SDK has it, encrypted already: it goes out from there.
            if (kept && kept.status !== EventStatus.CANCELLED) await keepText(UNSENT + txnId, "");
            else await this.#send(message, txnId);
        }
    }

    async #send(message: Message, txnId: string): Promise<string | undefined> {
        const { roomId, threadId, type, content } = message;
        const isSealed = this.matrix.getRoom(roomId)?.hasEncryptionStateEvent() === true;
        const forget = (): Promise<void> | undefined => (isSealed ? keepText(UNSENT + txnId, "") : undefined);
        this.#going.add(txnId);
        if (isSealed) void tryToKeep(UNSENT + txnId, JSON.stringify(message));
        try {
            const answer = await this.matrix.sendEvent(
                roomId,
                threadId ?? null,
                type as never,
                content as never,
                txnId,
            );
            await forget();
            return answer.event_id;
        } catch (error) {
            if (isRefusal(error)) await forget();
            return undefined;
        }
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

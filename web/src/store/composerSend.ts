/** Sending: the order is kept, and the network waited for, by api/queue.ts. */
import type { MatrixClient } from "../api/matrix.ts";
import type { Content } from "./composer.ts";

export type Message = {
    readonly roomId: string;
    readonly threadId?: string | undefined;
    readonly type: string;
    readonly content: Content;
};

const TYPED_MS = 20_000; // others see it for 30 s

export class Sender {
    readonly #typed = new Map<string, number>();

    constructor(private readonly matrix: MatrixClient) {}

    /**
     * The event's id; undefined where it wasn't sent: then the timeline (network) or the composer (a clause) shows why,
     * because both hear it from the SDK.
     */
    send({ roomId, threadId, type, content }: Message): Promise<string | undefined> {
        return this.matrix.sendEvent(roomId, threadId ?? null, type as never, content as never).then(
            (answer) => answer.event_id,
            () => undefined,
        );
    }

    /** Tells the others that one is writing here, not more often than they need to hear it. */
    typing(roomId: string, isTyping: boolean): void {
        const now = Date.now();
        const told = this.#typed.get(roomId) ?? 0;
        if (isTyping ? now - told < TYPED_MS : told === 0) return;
        this.#typed.set(roomId, isTyping ? now : 0);
        void this.matrix.sendTyping(roomId, isTyping, 30_000).catch(() => undefined);
    }
}

/**
 * In which order messages go out: of one group one after the other, as they were written. Unlike the SDK's own queue a
 * message that is refused holds up only itself, and groups don't wait for each other.
 */
import type { ISendEventResponse, MatrixEvent } from "matrix-js-sdk";

type Send = (event: MatrixEvent) => Promise<ISendEventResponse>;
type Waiting = {
    readonly event: MatrixEvent;
    readonly resolve: (sent: ISendEventResponse) => void;
    readonly reject: (error: unknown) => void;
};

const MOST_TRIES = 4;
const PAUSE_MS = 1_000;

/** Thrown for a message that others of its group go before. */
export class NotYet extends Error {
    override readonly name = "NotYet";
}

/** Whether the house has said no: sending the same again would be answered the same. */
export function isRefusal(error: unknown): boolean {
    const status = (error as { httpStatus?: unknown } | null)?.httpStatus;
    return typeof status === "number" && status >= 400 && status < 500 && ![401, 408, 429].includes(status);
}

/** Does what the SDK's MatrixScheduler does. */
export class SendingQueue {
    readonly #queues = new Map<string, Waiting[]>();
    #send: Send | null = null;
    /** Whether others that are not sent yet must go before this one. */
    isHeldBack: (event: MatrixEvent) => boolean = () => false;

    setProcessFunction(send: Send): void {
        this.#send = send;
    }

    getQueueForEvent(event: MatrixEvent): MatrixEvent[] | null {
        return this.#queues.get(event.getRoomId() ?? "")?.map((waiting) => waiting.event) ?? null;
    }

    removeEventFromQueue(event: MatrixEvent): boolean {
        const queue = this.#queues.get(event.getRoomId() ?? "") ?? [];
        const at = queue.findIndex((waiting) => waiting.event === event);
        if (at <= 0) return false; // the first one is on its way
        queue.splice(at, 1);
        return true;
    }

    queueEvent(event: MatrixEvent): Promise<ISendEventResponse> | null {
        const roomId = event.getRoomId();
        if (!roomId) return null;
        if (this.isHeldBack(event)) return Promise.reject(new NotYet());
        const queue = this.#queues.get(roomId) ?? [];
        this.#queues.set(roomId, queue);
        const { promise, resolve, reject } = Promise.withResolvers<ISendEventResponse>();
        queue.push({ event, resolve, reject });
        if (queue.length === 1) void this.#work(queue);
        return promise;
    }

    async #work(queue: Waiting[]): Promise<void> {
        for (let first = queue[0]; first; first = queue[0]) {
            try {
                const sent = await this.#try(first.event);
                queue.shift();
                first.resolve(sent);
            } catch (error) {
                const failed = isRefusal(error) ? [queue.shift()] : queue.splice(0);
                for (const waiting of failed) waiting?.reject(error);
            }
            await Promise.resolve(); // what depends on the one that was sent learns its id first
        }
    }

    async #try(event: MatrixEvent): Promise<ISendEventResponse> {
        for (let tries = 1; ; tries += 1) {
            try {
                if (!this.#send) throw new Error("setProcessFunction() was not called");
                return await this.#send(event);
            } catch (error) {
                const status = (error as { httpStatus?: number }).httpStatus;
                const mayPass = status !== undefined && (status === 429 || status >= 500);
                if (!mayPass || tries >= MOST_TRIES) throw error;
                await new Promise((done) => setTimeout(done, pause(error, tries)));
            }
        }
    }
}

function pause(error: unknown, tries: number): number {
    const wanted = (error as { data?: { retry_after_ms?: unknown } }).data?.retry_after_ms;
    return typeof wanted === "number" ? wanted : PAUSE_MS * 2 ** tries;
}

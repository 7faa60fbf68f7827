/**
 * What the house didn't let through, whoever sent it and however: the message is taken from the timeline, where it would
 * look like a failure of the network, and waits here with the house's words and the way on, so that nothing is lost.
 */
import { EventStatus, type MatrixClient, MatrixError, type MatrixEvent, RoomEvent } from "matrix-js-sdk";
import { findTexts, tryToKeep } from "../api/vault.ts";
import { Observable } from "../util/observable.ts";
import type { Verdict } from "./clauses.ts";
import type { Content } from "./composer.ts";

/** Kept by the house for an approver, until its time, or as an offer to send it to another group. */
export type HeldNote = { readonly heldId: number; readonly status: string; readonly dueTs: number };

/** Why somebody may not speak now. */
export type StandingNote = { readonly act: string; readonly untilTs: number };

export type Refusal = {
    readonly id: string;
    readonly roomId: string;
    readonly threadId: string | undefined;
    readonly type: string;
    readonly content: Content;
    /** The house's words, in the reader's language. */
    readonly words: string;
    /** Undefined where it wasn't a clause that spoke. */
    readonly verdict: Verdict | undefined;
    readonly clause: number | undefined;
    readonly clauseId: string | undefined;
    readonly held: HeldNote | undefined;
    readonly standing: StandingNote | undefined;
    readonly at: number;
};

const KEPT = "refusals";
const MESSAGES = new Set(["m.room.message", "m.sticker", "m.poll.start", "org.matrix.msc3381.poll.start"]);

export class Refusals {
    /** The newest last. */
    readonly list = new Observable<readonly Refusal[]>([]);
    /** Grows with each message that the house kept: whoever lists those looks again. */
    readonly keptCount = new Observable(0);

    constructor(private readonly matrix: MatrixClient) {
        matrix.on(RoomEvent.LocalEchoUpdated, (event) => this.#heard(event));
        this.list.subscribe(() => void tryToKeep(KEPT, this.#asText()));
    }

    /** What an earlier visit didn't see to: its texts would be lost with it. */
    async load(): Promise<void> {
        const kept = (await findTexts(KEPT)).get(KEPT);
        if (kept) this.list.update((list) => [...(JSON.parse(kept) as Refusal[]), ...list]);
    }

    #asText(): string {
        const list = this.list.get().filter((one) => !one.held); // the house has those
        return list.length > 0 ? JSON.stringify(list) : "";
    }

    dismiss(id: string): void {
        this.list.update((list) => list.filter((one) => one.id !== id));
    }

    #heard(event: MatrixEvent): void {
        const error: unknown = event.error;
        if (event.status !== EventStatus.NOT_SENT || !(error instanceof MatrixError)) return;
        if (!MESSAGES.has(event.getType())) return;
        const refusal = refusalOf(event, error.httpStatus ?? 0, error.data as Content);
        if (!refusal) return;
        this.list.update((list) => [...list.slice(-9), refusal]);
        if (refusal.held) this.keptCount.update((count) => count + 1);
        // Not at once: the SDK is in the middle of telling everybody what became of it.
        setTimeout(() => event.status === EventStatus.NOT_SENT && this.matrix.cancelPendingEvent(event), 0);
    }
}

/** The refusal in an answer of the house; undefined for failures that another try may mend. */
function refusalOf(event: MatrixEvent, status: number, data: Content): Refusal | undefined {
    if (status !== 403 && status !== 413) return undefined;
    const verdict = record(data["fangyuan.verdict"]);
    const held = record(data["fangyuan.held"]);
    const standing = record(data["fangyuan.standing"]);
    return {
        id: event.getTxnId() ?? event.getId() ?? "",
        roomId: event.getRoomId() ?? "",
        threadId: event.threadRootId,
        type: event.getType(),
        content: event.getContent(),
        words: String(data["error"] ?? ""),
        verdict: typeof verdict["verdict"] === "string" ? (verdict["verdict"] as Verdict) : undefined,
        clause: typeof verdict["clause"] === "number" ? verdict["clause"] : undefined,
        clauseId: typeof verdict["clause_id"] === "string" ? verdict["clause_id"] : undefined,
        held:
            typeof held["held_id"] === "number"
                ? { heldId: held["held_id"], status: String(held["status"]), dueTs: Number(held["due_ts"]) }
                : undefined,
        standing:
            typeof standing["act"] === "string"
                ? { act: standing["act"], untilTs: Number(standing["until_ts"]) }
                : undefined,
        at: Date.now(),
    };
}

function record(value: unknown): Content {
    return typeof value === "object" && value !== null ? (value as Content) : {};
}

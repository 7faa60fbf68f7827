/** What one conversation is about to do: shared by its timeline and its composer. */
import type { MatrixEvent } from "../api/matrix.ts";
import { Observable } from "../util/observable.ts";

export type Writing =
    | { readonly at: "new" }
    | { readonly at: "reply"; readonly event: MatrixEvent }
    | { readonly at: "edit"; readonly event: MatrixEvent };

export class Conversation {
    /** What the composer writes: something new, an answer, or another wording of a message of one's own. */
    readonly writing = new Observable<Writing>({ at: "new" });
    /** The message that the timeline is to show next; the timeline sets it back to null once it is there. */
    readonly jump = new Observable<string | null>(null);

    constructor(
        readonly roomId: string,
        /** Of a conversation inside a thread: the event id of its root. */
        readonly threadId?: string,
    ) {}
}

/** One Conversation for each room and thread, as long as the person is signed in. */
export class Conversations {
    readonly #known = new Map<string, Conversation>();

    /** Whether a message is being worded anew somewhere. */
    get isEditing(): boolean {
        return [...this.#known.values()].some((one) => one.writing.get().at === "edit");
    }

    get(roomId: string, threadId?: string): Conversation {
        const key = threadId ? `${roomId} ${threadId}` : roomId;
        let found = this.#known.get(key);
        if (!found) {
            found = new Conversation(roomId, threadId);
            this.#known.set(key, found);
        }
        return found;
    }
}

/** What hangs on the messages of one timeline: reactions, edits, how many answers a thread has. Kept after pages go. */
import type { MatrixEvent } from "../api/matrix.ts";

export type Reaction = {
    readonly key: string;
    /** The reaction's event id by who made it, in the order in which they came. */
    readonly by: ReadonlyMap<string, string>;
};

export type ThreadSummary = {
    readonly count: number;
    readonly lastSender: string | undefined;
    readonly lastTs: number;
};

type Bundled = { count?: number; latest_event?: { sender?: string; origin_server_ts?: number } };

export class Relations {
    readonly #reactions = new Map<string, Map<string, Map<string, string>>>();
    readonly #targets = new Map<string, { target: string; key: string; sender: string }>();
    readonly #threads = new Map<string, ThreadSummary>();
    readonly #counted = new Set<string>();

    /** Keeps what the event says of another one; returns which. */
    take(event: MatrixEvent): string | undefined {
        const relation = event.getRelation();
        const target = relation?.event_id;
        if (!relation || !target || event.isRedacted()) return undefined;
        if (relation.rel_type === "m.annotation" && relation.key) this.#react(event, target, relation.key);
        else if (relation.rel_type !== "m.replace" && relation.rel_type !== "m.reference") return undefined;
        return target;
    }

    #react(event: MatrixEvent, target: string, key: string): void {
        const id = event.getId();
        const sender = event.getSender();
        if (!id || !sender || this.#targets.has(id)) return;
        const keys = getOr(this.#reactions, target, () => new Map<string, Map<string, string>>());
        getOr(keys, key, () => new Map<string, string>()).set(sender, id);
        this.#targets.set(id, { target, key, sender });
    }

    /** A reaction was taken back; returns of which message. */
    drop(eventId: string): string | undefined {
        const found = this.#targets.get(eventId);
        if (!found) return undefined;
        this.#targets.delete(eventId);
        const keys = this.#reactions.get(found.target);
        const by = keys?.get(found.key);
        if (by?.get(found.sender) === eventId) by.delete(found.sender);
        if (by?.size === 0) keys?.delete(found.key);
        return found.target;
    }

    reactions(eventId: string): Reaction[] {
        return [...(this.#reactions.get(eventId) ?? [])].map(([key, by]) => ({ key, by }));
    }

    /** The house's count of a thread, which comes with its first message. */
    readThread(root: MatrixEvent): void {
        const id = root.getId();
        const bundled = root.getServerAggregatedRelation<Bundled>("m.thread");
        if (!id || !bundled?.count) return;
        const before = this.#threads.get(id);
        if (before && before.count > bundled.count) return;
        const last = bundled.latest_event;
        this.#threads.set(id, {
            count: bundled.count,
            lastSender: last?.sender,
            lastTs: last?.origin_server_ts ?? root.getTs(),
        });
    }

    /** One more answer, just said; returns the thread's first message. */
    countReply(event: MatrixEvent): string | undefined {
        const relation = event.getRelation();
        const root = relation?.rel_type === "m.thread" ? relation.event_id : undefined;
        const id = event.getId();
        if (!root || !id || this.#counted.has(id)) return undefined;
        this.#counted.add(id);
        const before = this.#threads.get(root);
        this.#threads.set(root, {
            count: (before?.count ?? 0) + 1,
            lastSender: event.getSender(),
            lastTs: event.getTs(),
        });
        return root;
    }

    thread(eventId: string): ThreadSummary | undefined {
        return this.#threads.get(eventId);
    }
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
    let found = map.get(key);
    if (found === undefined) {
        found = make();
        map.set(key, found);
    }
    return found;
}

/** What the Matrix SDK keeps in this browser. Our own addition: messages that wait to be sent survive the page. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { type IEvent, IndexedDBStore } from "matrix-js-sdk";

interface Waiting extends DBSchema {
    waiting: { key: string; value: Partial<IEvent>[] };
    /** What the house said of messages that it refused, by transaction id: they are not sent again by themselves. */
    refused: { key: string; value: { status: number; body: Record<string, unknown> } };
}

export class KeptStore extends IndexedDBStore {
    #db: Promise<IDBPDatabase<Waiting>> | undefined;
    /** Of each room: what an earlier visit left, as far as the SDK hasn't taken it up yet. */
    readonly #left = new Map<string, Promise<Partial<IEvent>[]>>();

    #open(): Promise<IDBPDatabase<Waiting>> {
        this.#db ??= openDB<Waiting>("fangyuan-waiting", 1, {
            upgrade(db) {
                db.createObjectStore("waiting");
                db.createObjectStore("refused");
            },
        });
        return this.#db;
    }

    override getPendingEvents(roomId: string): Promise<Partial<IEvent>[]> {
        const found = this.#open().then(async (db) => (await db.get("waiting", roomId)) ?? []);
        this.#left.set(roomId, found);
        return found;
    }

    /**
     * The SDK takes up one after the other what an earlier visit left, decrypting each first, and writes down after
     * each of them only what it has by then: the rest stays, whatever happens to the page meanwhile.
     */
    override async setPendingEvents(roomId: string, events: Partial<IEvent>[]): Promise<void> {
        const copies = structuredClone(events);
        const taken = new Set(copies.map(txnOf));
        const left = this.#left.get(roomId)?.then((all) => all.filter((event) => !taken.has(txnOf(event))));
        if (left) this.#left.set(roomId, left);
        const db = await this.#open();
        const all = [...copies, ...((await left) ?? [])];
        const work = db.transaction("waiting", "readwrite");
        const written = all.length > 0 ? work.store.put(all, roomId) : work.store.delete(roomId);
        work.commit(); // so that it is kept even where the page closes before the browser says so
        await Promise.all([written, work.done]);
    }

    async keepRefusal(txnId: string, status: number, body: Record<string, unknown>): Promise<void> {
        await (await this.#open()).put("refused", { status, body }, txnId);
    }

    async findRefusal(txnId: string): Promise<{ status: number; body: Record<string, unknown> } | undefined> {
        return (await this.#open()).get("refused", txnId);
    }

    async forgetRefusal(txnId: string): Promise<void> {
        await (await this.#open()).delete("refused", txnId);
    }

    override async destroy(): Promise<void> {
        await super.destroy();
        (await this.#db)?.close();
        this.#db = undefined;
    }
}

function txnOf(event: Partial<IEvent>): unknown {
    return (event as { txn_id?: unknown }).txn_id; // the SDK's own addition
}

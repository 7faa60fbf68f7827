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

    #open(): Promise<IDBPDatabase<Waiting>> {
        this.#db ??= openDB<Waiting>("fangyuan-waiting", 1, {
            upgrade(db) {
                db.createObjectStore("waiting");
                db.createObjectStore("refused");
            },
        });
        return this.#db;
    }

    override async getPendingEvents(roomId: string): Promise<Partial<IEvent>[]> {
        return (await (await this.#open()).get("waiting", roomId)) ?? [];
    }

    override async setPendingEvents(roomId: string, events: Partial<IEvent>[]): Promise<void> {
        const db = await this.#open();
        if (events.length > 0) await db.put("waiting", structuredClone(events), roomId);
        else await db.delete("waiting", roomId);
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

import "fake-indexeddb/auto";
import type { IEvent } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { KeptStore } from "./kept.ts";

const open = (): KeptStore => new KeptStore({ indexedDB, dbName: "kept-test", localStorage: undefined });
const waiting = (...txnIds: string[]) =>
    txnIds.map((txn_id) => ({ txn_id, type: "m.room.message" }) as Partial<IEvent>);
const ids = (events: Partial<IEvent>[]) => events.map((event) => (event as { txn_id?: string }).txn_id);

it("loses nothing of what an earlier visit left while it is taken up one by one", async () => {
    const first = open();
    await first.setPendingEvents("!a", waiting("1", "2", "3"));
    const second = open();
    const left = second.getPendingEvents("!a");
    // Written before anything is taken up, after the first was, and after it has gone out.
    await Promise.all([second.setPendingEvents("!a", waiting("4")), second.setPendingEvents("!a", waiting("4", "1"))]);
    expect(ids(await left)).toEqual(["1", "2", "3"]);
    await second.setPendingEvents("!a", waiting("4"));
    expect(ids(await open().getPendingEvents("!a"))).toEqual(["4", "2", "3"]);
    await second.setPendingEvents("!a", waiting("2", "3"));
    await second.setPendingEvents("!a", []);
    expect(await open().getPendingEvents("!a")).toEqual([]);
});

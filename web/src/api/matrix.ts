/** The Matrix SDK, set up for this house. Loaded after sign-in only; its encryption is added by crypto.ts. */
import {
    ClientEvent,
    createClient,
    EventStatus,
    Filter,
    type MatrixClient,
    type MatrixScheduler,
    MemoryStore,
    PendingEventOrdering,
} from "matrix-js-sdk";
import { harmless } from "../util/harmless.ts";
import { keeperAddress } from "../util/trusted.ts";
import type { Keyring } from "./crypto.ts";
import { KeptStore } from "./kept.ts";
import keeper from "./keptWorker.ts?worker&url";
import { languageFetch } from "./language.ts";
import type { Session } from "./login.ts";
import { paceSync } from "./pace.ts";
import type { SendingQueue } from "./queue.ts";

export type { MatrixClient, MatrixEvent, Room, RoomMember } from "matrix-js-sdk";

const FIRST_EVENTS = 20; // of each group in the first sync: more comes when a group is opened

/** A client; neither has it read what it kept of the last visit, nor is it started. */
export function createMatrix(
    session: Session,
    keyring?: Keyring,
    queue?: SendingQueue,
    storeName = "fangyuan-sync",
): MatrixClient {
    const store =
        typeof indexedDB === "undefined"
            ? new MemoryStore()
            : new KeptStore({ indexedDB, dbName: storeName, localStorage: undefined, ...inWorker() });
    return createClient({
        baseUrl: globalThis.location.origin,
        userId: session.userId,
        deviceId: session.deviceId,
        accessToken: session.accessToken,
        store,
        fetchFn: languageFetch,
        timelineSupport: true,
        useAuthorizationHeader: true,
        verificationMethods: ["m.sas.v1"],
        ...(queue ? { scheduler: queue as unknown as MatrixScheduler } : {}),
        ...(keyring ? { cryptoCallbacks: keyring.callbacks } : {}),
    });
}

/** The SDK does the same on the page itself where the browser has no such workers. */
function inWorker(): { workerFactory?: () => Worker } {
    if (typeof Worker === "undefined") return {};
    return { workerFactory: () => new Worker(keeperAddress(keeper), { type: "module" }) };
}

export async function startMatrix(client: MatrixClient): Promise<void> {
    paceSync();
    const filter = new Filter(client.getUserId());
    filter.setDefinition({ room: { timeline: { limit: FIRST_EVENTS, unread_thread_notifications: true } } });
    await client.startClient({
        filter,
        lazyLoadMembers: true,
        threadSupport: true,
        pendingEventOrdering: PendingEventOrdering.Detached,
        initialSyncLimit: FIRST_EVENTS,
    });
}

/** Stops the client and closes its stores, so that another tab may open them. */
export async function closeMatrix(client: MatrixClient): Promise<void> {
    const { store } = client;
    const token = store.getSyncToken();
    client.stopClient();
    if (token && store.wantsSave()) await harmless(store.save(true), "the house tells it again on the next visit");
    await store.destroy();
}

export { ClientEvent, EventStatus };

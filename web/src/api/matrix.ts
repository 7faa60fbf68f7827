/** The Matrix SDK, set up for this house. Loaded after sign-in only; its encryption later still (crypto.ts). */
import {
    ClientEvent,
    createClient,
    Filter,
    IndexedDBStore,
    type MatrixClient,
    MemoryStore,
    PendingEventOrdering,
} from "matrix-js-sdk";
import { languageFetch } from "./language.ts";
import type { Session } from "./login.ts";

export type { MatrixClient, MatrixEvent, Room, RoomMember } from "matrix-js-sdk";

const FIRST_EVENTS = 20; // of each group in the first sync: more comes when a group is opened

/** A client with what it kept of the last visit; not started yet. */
export async function openMatrix(session: Session, storeName = "fangyuan-sync"): Promise<MatrixClient> {
    const store =
        typeof indexedDB === "undefined"
            ? new MemoryStore()
            : new IndexedDBStore({ indexedDB, dbName: storeName, localStorage: undefined });
    const client = createClient({
        baseUrl: globalThis.location.origin,
        userId: session.userId,
        deviceId: session.deviceId,
        accessToken: session.accessToken,
        store,
        fetchFn: languageFetch,
        timelineSupport: true,
        useAuthorizationHeader: true,
    });
    await store.startup();
    return client;
}

export async function startMatrix(client: MatrixClient): Promise<void> {
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

export { ClientEvent };

/**
 * The Matrix SDK takes a whole sync in at one go: of somebody in hundreds of groups, the first one and the one that was
 * kept hold the page up for a second. Here its groups are taken in one after the other, in slices.
 */
import { SyncApi } from "matrix-js-sdk/lib/sync.js";
import { Queue } from "../util/slices.ts";

type TakeIn = (this: SyncApi, ...group: unknown[]) => Promise<void>;

let isPaced = false;

/** Once, before the first client starts. */
export function paceSync(): void {
    if (isPaced) return;
    isPaced = true;
    const sync = SyncApi.prototype as unknown as { injectRoomEvents: TakeIn };
    const takeIn = sync.injectRoomEvents;
    const queues = new WeakMap<SyncApi, Queue>();
    sync.injectRoomEvents = function (...group) {
        let queue = queues.get(this);
        if (!queue) {
            queue = new Queue();
            queues.set(this, queue);
        }
        return queue.add(() => takeIn.apply(this, group));
    };
}

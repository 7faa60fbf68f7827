/** What the Matrix SDK keeps is gathered, copied and written here, so that the page doesn't wait for it. */
import { IndexedDBStoreWorker } from "matrix-js-sdk/lib/indexeddb-worker.js";

const worker = new IndexedDBStoreWorker(postMessage as InstanceType<typeof Worker>["postMessage"]);
addEventListener("message", worker.onMessage);

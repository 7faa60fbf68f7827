/** How the connection to the house is: from the SDK's syncs, and from what the browser knows of its network. */
import { languageFetch } from "../api/language.ts";
import type { MatrixClient } from "../api/matrix.ts";
import { Observable } from "../util/observable.ts";

/** starting: nothing to show yet. ready: as of now. catchingUp: shown from this browser, not up to date yet. */
export type Connection = "starting" | "catchingUp" | "ready" | "offline" | "locked";

const TRY_MS = 3_000;

export class Line {
    readonly state = new Observable<Connection>("starting");
    #timer: ReturnType<typeof setTimeout> | undefined;

    constructor(private readonly matrix: MatrixClient) {
        globalThis.addEventListener?.("offline", this.#lost);
        globalThis.addEventListener?.("online", this.#back);
    }

    stop(): void {
        clearTimeout(this.#timer);
        globalThis.removeEventListener?.("offline", this.#lost);
        globalThis.removeEventListener?.("online", this.#back);
    }

    /** The SDK says how its sync stands. */
    heard(state: string, isFromCache: boolean, errcode: string | undefined): void {
        if (state === "PREPARED" && isFromCache) this.state.set(navigator.onLine ? "catchingUp" : "offline");
        else if (state === "PREPARED" || state === "SYNCING") this.state.set("ready");
        else if (state === "RECONNECTING" || state === "ERROR") {
            this.state.set(errcode === "M_USER_LOCKED" ? "locked" : "offline");
        }
    }

    /** A sync that waits for news may not notice for a minute that nothing comes any more. */
    readonly #lost = (): void => {
        clearTimeout(this.#timer);
        if (this.state.get() !== "starting") this.state.set("offline");
    };

    /** Asks the house at once instead of waiting for the next try. */
    readonly #back = async (): Promise<void> => {
        clearTimeout(this.#timer);
        if (this.matrix.retryImmediately()) return;
        try {
            await languageFetch("/_matrix/client/versions");
            if (this.matrix.getSyncState() === "SYNCING") this.state.set("ready");
        } catch {
            this.#timer = setTimeout(this.#back, TRY_MS);
        }
    };
}

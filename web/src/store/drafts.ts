/**
 * What was begun to be written, for each room and thread. All of it is kept encrypted in this browser (api/vault.ts), so
 * that drafts of encrypted groups survive a reload as those of others do, and none lies there to be read by others.
 */
import { findTexts, tryToKeep } from "../api/vault.ts";
import { Observable } from "../util/observable.ts";

/** Somebody named in a text: `text` is how he stands there ("@罗志勇"); without `userId` it is everybody. */
export type Mention = { readonly text: string; readonly userId?: string };
export type Draft = { readonly text: string; readonly mentions: readonly Mention[] };

export const EMPTY: Draft = { text: "", mentions: [] };

const PREFIX = "draft ";
const WAIT_MS = 400; // between two times of writing it down

export class Drafts {
    readonly #known = new Map<string, Observable<Draft>>();
    readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
    #writing: Promise<void> = Promise.resolve(); // to the vault, one after the other: the last one counts

    /** `onRest` hears what stands in a room's composer once the writer pauses, and what earlier visits left. */
    constructor(private readonly onRest: (roomId: string, text: string) => void = () => undefined) {}

    /** Of a room, or of a thread in it. Others may set it too: then the text is put back into the composer. */
    of(roomId: string, threadId?: string): Observable<Draft> {
        const key = threadId ? `${roomId} ${threadId}` : roomId;
        let found = this.#known.get(key);
        if (!found) {
            found = new Observable<Draft>(EMPTY);
            this.#known.set(key, found);
            this.#follow(key, found);
        }
        return found;
    }

    /** What earlier visits left. What is being written already stays as it is. */
    async load(): Promise<void> {
        for (const [name, kept] of await findTexts(PREFIX)) {
            const [roomId, threadId] = name.slice(PREFIX.length).split(" ");
            const draft = this.of(roomId ?? "", threadId);
            if (draft.get() === EMPTY) draft.set(JSON.parse(kept));
        }
    }

    /** Writes down at once what waits to be; resolves once it is kept. */
    async flush(): Promise<void> {
        for (const key of [...this.#waiting.keys()]) void this.#now(key);
        await this.#writing;
    }

    #follow(key: string, draft: Observable<Draft>): void {
        draft.subscribe(() => {
            if (!draft.get().text) return void this.#now(key); // it was sent: it must not be there again after a crash
            if (this.#waiting.has(key)) return; // who types without a pause is written down too
            this.#waiting.set(
                key,
                setTimeout(() => void this.#keep(key), WAIT_MS),
            );
        });
    }

    #now(key: string): Promise<void> {
        clearTimeout(this.#waiting.get(key));
        return this.#keep(key);
    }

    #keep(key: string): Promise<void> {
        this.#waiting.delete(key);
        const draft = this.#known.get(key)?.get();
        if (!key.includes(" ")) this.onRest(key, draft?.text.trim() ?? "");
        const text = draft?.text.trim() ? JSON.stringify(draft) : "";
        this.#writing = this.#writing.then(() => tryToKeep(PREFIX + key, text));
        return this.#writing;
    }
}

/** Files on their way: one after the other, with progress, each of which can be called off; encrypted where the group is. */
import type { MatrixClient } from "../api/matrix.ts";
import { encryptFile, largestUpload, upload } from "../api/upload.ts";
import { Observable } from "../util/observable.ts";
import type { Content } from "./composer.ts";
import type { Sender } from "./composerSend.ts";
import { type Look, lookAt } from "./uploadsLook.ts";

export type Upload = {
    readonly id: string;
    readonly roomId: string;
    readonly threadId: string | undefined;
    readonly name: string;
    readonly size: number;
    readonly sent: number;
    readonly state: "waiting" | "reading" | "sending" | "failed";
    readonly error?: unknown;
};

export type Outgoing = {
    readonly roomId: string;
    readonly threadId?: string | undefined;
    readonly file: File;
    /** Found out before already, or not yet. */
    readonly look?: Look | undefined;
    readonly caption?: string | undefined;
    /** What goes into the content besides: of a voice message that it is one, of an answer to what. */
    readonly more?: Content | undefined;
};

type Kept = { outgoing: Outgoing; cancel: AbortController };

const MSGTYPES = { image: "m.image", video: "m.video", voice: "m.audio", file: "m.file" };

export class Uploads {
    readonly list = new Observable<readonly Upload[]>([]);
    readonly #kept = new Map<string, Kept>();
    #count = 0;
    #turn: Promise<void> = Promise.resolve();
    #largest: Promise<number | null> | undefined;

    constructor(
        private readonly matrix: MatrixClient,
        private readonly sender: Sender,
        private readonly accessToken: string,
    ) {}

    /** The largest file that the house takes, in bytes; null: no limit is known. */
    largest(): Promise<number | null> {
        this.#largest ??= largestUpload(this.accessToken).catch(() => {
            this.#largest = undefined;
            return null;
        });
        return this.#largest;
    }

    /** Takes its place behind those that are on their way. Resolves with the event's id once it is sent. */
    add(outgoing: Outgoing): Promise<string | undefined> {
        this.#count += 1;
        const id = `upload${this.#count}`;
        const { file, roomId, threadId } = outgoing;
        this.#kept.set(id, { outgoing, cancel: new AbortController() });
        const waiting: Upload = {
            id,
            roomId,
            threadId,
            name: file.name,
            size: file.size,
            sent: 0,
            state: "waiting",
        };
        this.list.update((list) => [...list, waiting]);
        return this.#queue(id);
    }

    retry(id: string): void {
        if (this.#kept.has(id)) void this.#queue(id);
    }

    cancel(id: string): void {
        this.#kept.get(id)?.cancel.abort();
        this.#end(id);
    }

    #queue(id: string): Promise<string | undefined> {
        this.#change(id, { state: "waiting", sent: 0, error: undefined });
        const done = this.#turn.then(() => this.#send(id));
        this.#turn = done.then(
            () => undefined,
            () => undefined,
        );
        return done;
    }

    async #send(id: string): Promise<string | undefined> {
        const kept = this.#kept.get(id);
        if (!kept) return undefined; // called off while it waited
        const { outgoing, cancel } = kept;
        try {
            this.#change(id, { state: "reading" });
            const look = outgoing.look ?? (await lookAt(outgoing.file));
            const put = new Putting(this.matrix, this.accessToken, outgoing, cancel.signal, (sent) =>
                this.#change(id, { state: "sending", sent }),
            );
            const content = await put.content(look);
            if (cancel.signal.aborted) return undefined;
            this.#end(id);
            const { roomId, threadId } = outgoing;
            return await this.sender.send({ roomId, threadId, type: "m.room.message", content });
        } catch (error) {
            if (!cancel.signal.aborted) this.#change(id, { state: "failed", error });
            return undefined;
        }
    }

    #change(id: string, change: Partial<Upload>): void {
        this.list.update((list) => list.map((one) => (one.id === id ? { ...one, ...change } : one)));
    }

    #end(id: string): void {
        this.#kept.delete(id);
        this.list.update((list) => list.filter((one) => one.id !== id));
    }
}

/** One file and its small picture, put into the house. */
class Putting {
    readonly #isEncrypted: boolean;

    constructor(
        matrix: MatrixClient,
        private readonly accessToken: string,
        private readonly outgoing: Outgoing,
        private readonly signal: AbortSignal,
        private readonly onProgress: (sent: number) => void,
    ) {
        this.#isEncrypted = matrix.getRoom(outgoing.roomId)?.hasEncryptionStateEvent() ?? false;
    }

    async content(look: Look): Promise<Content> {
        const { file, caption, more } = this.outgoing;
        const info: Content = { mimetype: file.type || "application/octet-stream", size: file.size };
        if (look.width && look.height) Object.assign(info, { w: look.width, h: look.height });
        if (look.seconds !== undefined) info["duration"] = Math.round(look.seconds * 1000);
        if (look.small) {
            const { blob, width, height } = look.small;
            Object.assign(info, await this.#put(blob, "thumbnail.jpg", ["thumbnail_url", "thumbnail_file"]));
            info["thumbnail_info"] = { w: width, h: height, mimetype: "image/jpeg", size: blob.size };
        }
        const place = await this.#put(file, file.name, ["url", "file"], this.onProgress);
        return {
            msgtype: MSGTYPES[look.family],
            body: caption || file.name,
            filename: file.name,
            info,
            "m.mentions": {},
            ...place,
            ...more,
        };
    }

    async #put(
        blob: Blob,
        name: string,
        [plainKey, encryptedKey]: readonly [string, string],
        onProgress?: (sent: number) => void,
    ): Promise<Content> {
        const how = { signal: this.signal, ...(onProgress && { onProgress }) };
        if (!this.#isEncrypted) {
            return { [plainKey]: await upload(this.accessToken, blob, { name, type: blob.type, ...how }) };
        }
        const { encrypted, describe } = await encryptFile(blob);
        const type = "application/octet-stream"; // the house learns neither name nor type
        return { [encryptedKey]: describe(await upload(this.accessToken, encrypted, { name: "file", type, ...how })) };
    }
}

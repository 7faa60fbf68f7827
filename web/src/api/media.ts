/** Files of messages: fetched with the session's token (Client-Server API §Content repository), decrypted, kept. */
import { errorOf, unreachable } from "./errors.ts";

/** `file` of a message in an encrypted group (§Sending encrypted attachments). */
export type EncryptedFile = {
    readonly url: string;
    readonly key: JsonWebKey;
    readonly iv: string;
    readonly hashes: { readonly sha256?: string };
};

export type Wanted = {
    readonly mxc: string;
    /** A thumbnail of about this many CSS pixels; without it the file itself. */
    readonly width?: number;
    readonly height?: number;
    readonly method?: "scale" | "crop";
    /** Of an encrypted file: there are no thumbnails of it, and it is decrypted here. */
    readonly file?: EncryptedFile | undefined;
    /** Shown types only: anything else becomes application/octet-stream, which no browser runs. */
    readonly mimetype?: string | undefined;
};

const KEPT = 300; // object URLs at once; each holds its bytes in memory
const SHOWN =
    /^(image\/(png|jpeg|gif|webp|avif)|video\/(mp4|webm|ogg|quicktime)|audio\/(mpeg|mp4|ogg|webm|wav|x-wav|aac|flac)|application\/pdf)$/;

function unpadded(base64: string): Uint8Array<ArrayBuffer> {
    const text = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

export class Media {
    readonly #urls = new Map<string, Promise<string>>();

    constructor(private readonly accessToken: string) {}

    /** An address for <img>, <video>, <audio>: blob:, valid until `close`, or until it is the least used of many. */
    url(wanted: Wanted): Promise<string> {
        const key = JSON.stringify([wanted.mxc, wanted.width, wanted.height, wanted.method]);
        let found = this.#urls.get(key);
        if (found)
            this.#urls.delete(key); // comes last again
        else found = this.blob(wanted).then((blob) => URL.createObjectURL(blob));
        this.#urls.set(key, found);
        found.catch(() => this.#urls.delete(key));
        for (const [oldest, url] of this.#urls) {
            if (this.#urls.size <= KEPT) break;
            this.#urls.delete(oldest);
            url.then(URL.revokeObjectURL, () => undefined);
        }
        return found;
    }

    /** The bytes; throws ApiError. `onProgress` hears how many bytes have come. */
    async blob(wanted: Wanted, onProgress?: (bytes: number) => void): Promise<Blob> {
        const response = await this.#fetch(wanted);
        const bytes = await read(response, onProgress);
        const type = (wanted.mimetype ?? response.headers.get("Content-Type") ?? "").split(";")[0]?.trim() ?? "";
        const clear = wanted.file ? await decrypt(bytes, wanted.file) : bytes;
        return new Blob([clear], { type: SHOWN.test(type) ? type : "application/octet-stream" });
    }

    close(): void {
        for (const url of this.#urls.values()) url.then(URL.revokeObjectURL, () => undefined);
        this.#urls.clear();
    }

    async #fetch({ mxc, width, height, method, file }: Wanted): Promise<Response> {
        const [server, id] = mxc
            .replace(/^mxc:\/\//, "")
            .split("/")
            .map(encodeURIComponent);
        const isThumbnail = !file && width !== undefined;
        const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
        const query = isThumbnail
            ? `?${new URLSearchParams({
                  width: String(Math.round(width * ratio)),
                  height: String(Math.round((height ?? width) * ratio)),
                  method: method ?? "scale",
              })}`
            : "";
        const path = `/_matrix/client/v1/media/${isThumbnail ? "thumbnail" : "download"}/${server}/${id}${query}`;
        let response: Response;
        try {
            response = await fetch(path, { headers: { Authorization: `Bearer ${this.accessToken}` } });
        } catch (cause) {
            throw unreachable(cause);
        }
        if (!response.ok) throw await errorOf(response);
        return response;
    }
}

async function read(response: Response, onProgress?: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
    if (!onProgress || !response.body) return new Uint8Array(await response.arrayBuffer());
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let count = 0;
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array<ArrayBuffer>>) {
        parts.push(part);
        count += part.length;
        onProgress(count);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function decrypt(bytes: Uint8Array<ArrayBuffer>, file: EncryptedFile): Promise<Uint8Array<ArrayBuffer>> {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const expected = unpadded(file.hashes.sha256 ?? "");
    if (expected.length !== hash.length || expected.some((byte, at) => byte !== hash[at])) {
        throw new Error("The file isn't the one that was sent");
    }
    const key = await crypto.subtle.importKey("jwk", file.key, { name: "AES-CTR" }, false, ["decrypt"]);
    const clear = await crypto.subtle.decrypt({ name: "AES-CTR", counter: unpadded(file.iv), length: 64 }, key, bytes);
    return new Uint8Array(clear);
}

/** Sending files to the house (Client-Server API §Content repository), with progress, and encrypted before that. */
import { ApiError, errorFrom, unreachable } from "./errors.ts";
import { requestLanguage } from "./language.ts";
import type { EncryptedFile } from "./media.ts";

export type Upload = {
    readonly name: string;
    readonly type: string;
    readonly onProgress?: (sent: number) => void;
    readonly signal?: AbortSignal;
};

/** The mxc: address. Throws ApiError; an AbortError where the signal said so. */
export function upload(accessToken: string, blob: Blob, wanted: Upload): Promise<string> {
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest(); // fetch tells no progress of what is sent
        request.open("POST", `/_matrix/media/v3/upload?${new URLSearchParams({ filename: wanted.name })}`);
        request.setRequestHeader("Authorization", `Bearer ${accessToken}`);
        request.setRequestHeader("Accept-Language", requestLanguage());
        request.setRequestHeader("Content-Type", wanted.type || "application/octet-stream");
        request.responseType = "json";
        request.upload.onprogress = (event) => wanted.onProgress?.(event.loaded);
        request.onerror = () => reject(unreachable(new Error("upload")));
        request.onabort = () => reject(new DOMException("The upload was cancelled", "AbortError"));
        request.onload = () => {
            const answer: unknown = request.response;
            if (request.status === 200 && typeof answer === "object" && answer && "content_uri" in answer) {
                resolve(String(answer.content_uri));
            } else reject(errorFrom(request.status, answer));
        };
        if (wanted.signal?.aborted) {
            reject(new DOMException("The upload was cancelled", "AbortError"));
            return;
        }
        wanted.signal?.addEventListener("abort", () => request.abort());
        request.send(blob);
    });
}

/** The largest file that the house takes, in bytes; null where it sets no limit. */
export async function largestUpload(accessToken: string): Promise<number | null> {
    let response: Response;
    try {
        response = await fetch("/_matrix/client/v1/media/config", {
            headers: { Authorization: `Bearer ${accessToken}` },
        });
    } catch (cause) {
        throw unreachable(cause);
    }
    if (!response.ok) throw new ApiError(response.status, "M_UNKNOWN", `HTTP ${response.status}`);
    const answer: Record<string, unknown> = await response.json();
    const size = answer["m.upload.size"];
    return typeof size === "number" ? size : null;
}

function base64(bytes: Uint8Array): string {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text).replace(/=+$/, "");
}

/** Encrypted with a key of its own (§Sending encrypted attachments, v2); `describe` needs the address it got. */
export async function encryptFile(
    blob: Blob,
): Promise<{ encrypted: Blob; describe: (url: string) => EncryptedFile & { v: "v2" } }> {
    const key = await crypto.subtle.generateKey({ name: "AES-CTR", length: 256 }, true, ["encrypt", "decrypt"]);
    const counter = new Uint8Array(16);
    crypto.getRandomValues(counter.subarray(0, 8)); // the other half counts the blocks
    const clear = await blob.arrayBuffer();
    const bytes = await crypto.subtle.encrypt({ name: "AES-CTR", counter, length: 64 }, key, clear);
    const hash = base64(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
    const exported = await crypto.subtle.exportKey("jwk", key);
    return {
        encrypted: new Blob([bytes], { type: "application/octet-stream" }),
        describe: (url) => ({
            v: "v2",
            url,
            key: { alg: "A256CTR", ext: true, k: exported.k ?? "", key_ops: ["encrypt", "decrypt"], kty: "oct" },
            iv: base64(counter),
            hashes: { sha256: hash },
        }),
    };
}

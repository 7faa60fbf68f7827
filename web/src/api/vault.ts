/**
 * Where this browser keeps the session: in IndexedDB, encrypted with a key that the browser doesn't give out
 * (non-extractable WebCrypto key). Whoever copies the browser's files, or reads the storage from a console, has no
 * token. A script that runs inside the page could still act as the person while it runs: that is what the page's
 * content security policy is for.
 *
 * Over plain HTTP (but for 127.0.0.1) browsers give pages no WebCrypto: then all of it stays in this tab's memory of the
 * session, unencrypted, and is gone with the tab.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { Observable } from "../util/observable.ts";
import type { Session } from "./login.ts";

/** Whether the browser trusts the way to the house: HTTPS, or this machine. Without it there is no encryption here. */
export const isSecure = globalThis.isSecureContext === true;

const OPENLY = "fangyuan.vault.";

type Sealed = { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer };

interface Vault extends DBSchema {
    kept: { key: string; value: CryptoKey | Sealed };
}

function open(): Promise<IDBPDatabase<Vault>> {
    return openDB<Vault>("fangyuan-vault", 1, { upgrade: (db) => void db.createObjectStore("kept") });
}

async function key(db: IDBPDatabase<Vault>): Promise<CryptoKey> {
    const found = await db.get("kept", "key");
    if (found instanceof CryptoKey) return found;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await put(db, "key", made);
    return made;
}

/** Committed at once: from then on it is kept even where the page closes before the browser says so. */
async function put(db: IDBPDatabase<Vault>, name: string, value: CryptoKey | Sealed): Promise<void> {
    const work = db.transaction("kept", "readwrite");
    const written = work.store.put(value, name);
    work.commit();
    await Promise.all([written, work.done]);
}

async function keep(name: string, value: unknown): Promise<void> {
    if (!isSecure) return sessionStorage.setItem(OPENLY + name, JSON.stringify(value));
    const db = await open();
    try {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const plain = new TextEncoder().encode(JSON.stringify(value));
        const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(db), plain);
        await put(db, name, { iv, data });
    } finally {
        db.close();
    }
}

/** What was kept, or null: also where the key is gone, because then nobody can read it any more. */
async function find(name: string): Promise<unknown> {
    if (!isSecure) return JSON.parse(sessionStorage.getItem(OPENLY + name) ?? "null");
    const db = await open();
    try {
        const kept = await db.get("kept", name);
        if (!kept || kept instanceof CryptoKey) return null;
        const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, await key(db), kept.data);
        return JSON.parse(new TextDecoder().decode(plain));
    } catch (error) {
        if (error instanceof DOMException || error instanceof SyntaxError) return null;
        throw error;
    } finally {
        db.close();
    }
}

export async function keepSession(session: Session): Promise<void> {
    await keep("session", session);
}

/** The kept session; with an empty token where the house asked for the password again (soft logout). */
export async function findSession(): Promise<Session | null> {
    return (await find("session")) as Session | null;
}

/** The key of this browser's store of encryption keys: 32 bytes, made at the first call. */
export async function storageKey(): Promise<Uint8Array> {
    const kept = await find("storage");
    if (Array.isArray(kept)) return Uint8Array.from(kept);
    const made = crypto.getRandomValues(new Uint8Array(32));
    await keep("storage", [...made]);
    return made;
}

/** How notifications look in this browser; the service worker reads it too. */
export type NotificationLook = {
    readonly isOn: boolean;
    readonly language: "zh-CN" | "en";
    /** They may say in which group something is new; otherwise only that something is. */
    readonly isNamed: boolean;
};

export async function keepNotificationLook(look: NotificationLook): Promise<void> {
    await keep("notifications", look);
}

export async function findNotificationLook(): Promise<NotificationLook | null> {
    return (await find("notifications")) as NotificationLook | null;
}

export async function forgetSession(): Promise<void> {
    if (!isSecure) {
        for (const key of Object.keys(sessionStorage)) if (key.startsWith(OPENLY)) sessionStorage.removeItem(key);
        return;
    }
    const db = await open();
    await db.clear("kept");
    db.close();
}

/**
 * Keeps a text under a name, encrypted with the same key: what was begun to be written in a group is nobody's to read
 * from this browser's files, and it goes with the session. An empty text is forgotten.
 */
export async function keepText(name: string, text: string): Promise<void> {
    if (!isSecure) return keep(`text:${name}`, text);
    const db = await open();
    try {
        if (!text) return await db.delete("kept", `text:${name}`);
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const plain = new TextEncoder().encode(text);
        const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(db), plain);
        await put(db, `text:${name}`, { iv, data });
    } finally {
        db.close();
    }
}

/** Whether this browser keeps what it is given: its storage may be full, or shut. The page says so. */
export const isKeeping = new Observable(true);

/** The same for what is still in memory, too, where it can't be kept. */
export async function tryToKeep(name: string, text: string): Promise<void> {
    try {
        await keepText(name, text);
        isKeeping.set(true);
    } catch {
        isKeeping.set(false);
    }
}

/** All texts whose names begin so; what can't be decrypted any more is left out. */
export async function findTexts(prefix: string): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    if (!isSecure) {
        const start = `${OPENLY}text:`;
        for (const [key, value] of Object.entries(sessionStorage)) {
            const text: unknown = key.startsWith(start + prefix) && JSON.parse(String(value));
            if (typeof text === "string" && text) found.set(key.slice(start.length), text);
        }
        return found;
    }
    const db = await open();
    try {
        const start = `text:${prefix}`;
        for (const name of await db.getAllKeys("kept", IDBKeyRange.bound(start, `${start}\uffff`))) {
            const kept = await db.get("kept", name);
            if (!kept || kept instanceof CryptoKey) continue;
            const plain = await crypto.subtle
                .decrypt({ name: "AES-GCM", iv: kept.iv }, await key(db), kept.data)
                .catch(() => null);
            if (plain) found.set(name.slice("text:".length), new TextDecoder().decode(plain));
        }
        return found;
    } finally {
        db.close();
    }
}

/**
 * Where this browser keeps the session: in IndexedDB, encrypted with a key that the browser doesn't give out
 * (non-extractable WebCrypto key). Whoever copies the browser's files, or reads the storage from a console, has no
 * token. A script that runs inside the page could still act as the person while it runs: that is what the page's
 * content security policy is for.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Session } from "./login.ts";

interface Vault extends DBSchema {
    kept: { key: string; value: CryptoKey | { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer } };
}

function open(): Promise<IDBPDatabase<Vault>> {
    return openDB<Vault>("fangyuan-vault", 1, { upgrade: (db) => void db.createObjectStore("kept") });
}

async function key(db: IDBPDatabase<Vault>): Promise<CryptoKey> {
    const found = await db.get("kept", "key");
    if (found instanceof CryptoKey) return found;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await db.put("kept", made, "key");
    return made;
}

export async function keepSession(session: Session): Promise<void> {
    const db = await open();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(session));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(db), plain);
    await db.put("kept", { iv, data }, "session");
    db.close();
}

/** The kept session, or null: also where the key is gone, because then nobody can read it any more. */
export async function findSession(): Promise<Session | null> {
    const db = await open();
    try {
        const kept = await db.get("kept", "session");
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

export async function forgetSession(): Promise<void> {
    const db = await open();
    await db.clear("kept");
    db.close();
}

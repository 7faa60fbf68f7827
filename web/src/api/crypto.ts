/**
 * End-to-end encryption: the SDK's Rust crypto, a WebAssembly module of some megabytes that is loaded after sign-in
 * only. Its keys lie in IndexedDB, encrypted with a key that lies in the vault, as the session does.
 */
import type { MatrixClient } from "matrix-js-sdk";
import type { CryptoCallbacks } from "matrix-js-sdk/lib/crypto-api/index.js";
import { isSecure, storageKey } from "./vault.ts";

export type {
    CryptoApi,
    GeneratedSecretStorageKey,
    ShowSasCallbacks,
    VerificationRequest,
    Verifier,
} from "matrix-js-sdk/lib/crypto-api/index.js";
export {
    CryptoEvent,
    DecryptionFailureCode,
    decodeRecoveryKey,
    deriveRecoveryKeyFromPassphrase,
    VerificationPhase,
    VerificationRequestEvent,
    VerifierEvent,
} from "matrix-js-sdk/lib/crypto-api/index.js";

/** Keys of the secret storage that the person has typed, or made, on this visit; never written down here. */
export class Keyring {
    readonly #keys = new Map<string, Uint8Array<ArrayBuffer>>();

    readonly callbacks: CryptoCallbacks = {
        getSecretStorageKey: async ({ keys }) => {
            for (const id of Object.keys(keys)) {
                const key = this.#keys.get(id);
                if (key) return [id, key];
            }
            return null;
        },
        cacheSecretStorageKey: (id, _description, key) => this.#keys.set(id, key),
    };

    add(id: string, key: Uint8Array<ArrayBuffer>): void {
        this.#keys.set(id, key);
    }

    forget(): void {
        this.#keys.clear();
    }
}

/** Before the client is started, so that no key that is sent to it is missed. Throws where the browser won't. */
export async function startCrypto(client: MatrixClient): Promise<void> {
    if (!isSecure) throw new Error("No encryption over plain HTTP");
    await client.initRustCrypto({ cryptoDatabasePrefix: "fangyuan-crypto", storageKey: await storageKey() });
}

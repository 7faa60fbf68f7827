/** How this session stands with end-to-end encryption, and what can be done about it. */
import {
    type CryptoApi,
    CryptoEvent,
    decodeRecoveryKey,
    deriveRecoveryKeyFromPassphrase,
    type GeneratedSecretStorageKey,
    type Keyring,
} from "../api/crypto.ts";
import { asApiError } from "../api/errors.ts";
import type { MatrixClient } from "../api/matrix.ts";
import { harmless } from "../util/harmless.ts";
import { Observable } from "../util/observable.ts";
import type { Proofs } from "./proof.ts";
import { Verifications } from "./verification.ts";

/**
 * starting: not known yet. failed: this browser can't, so confidential groups stay closed. new: the account has no keys.
 * unconfirmed: it has, this session isn't known to be the person's own. ready: it is.
 */
export type Encryption =
    | { readonly at: "starting" }
    | { readonly at: "failed" }
    | { readonly at: "new" }
    | { readonly at: "unconfirmed"; readonly hasKey: boolean; readonly hasOthers: boolean }
    | { readonly at: "ready"; readonly isBackedUp: boolean; readonly hasKey: boolean };

export class WrongKey extends Error {
    override readonly name = "WrongKey";
}

const SETTLES_MS = 200; // many events tell of one change
const CONFIRMED_EVERY_MS = 1_000;
const CONFIRMED_LOOKS = 20;

export class Security {
    readonly state = new Observable<Encryption>({ at: "starting" });
    readonly verifications: Verifications;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #isStopped = false;

    constructor(
        private readonly matrix: MatrixClient,
        private readonly keyring: Keyring,
        private readonly proofs: Proofs,
    ) {
        this.verifications = new Verifications(matrix);
    }

    /** After the encryption was started, or was not. */
    start(isStarted: boolean): void {
        if (!isStarted) {
            this.state.set({ at: "failed" });
            return;
        }
        const changes = [
            CryptoEvent.KeysChanged,
            CryptoEvent.UserTrustStatusChanged,
            CryptoEvent.KeyBackupStatus,
            CryptoEvent.DevicesUpdated,
        ] as const;
        for (const change of changes) this.matrix.on(change as never, this.#changed as never);
        this.verifications.start();
        this.verifications.current.subscribe(() => {
            const current = this.verifications.current.get();
            if (current?.step === "done" && current.isOwn) void this.#awaitConfirmed();
        });
    }

    stop(): void {
        this.#isStopped = true;
        clearTimeout(this.#timer);
        this.keyring.forget();
    }

    readonly #changed = (): void => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.lookAgain(), SETTLES_MS);
    };

    /** After two sessions were compared the other one signs this one: a moment later, of which no event may tell. */
    async #awaitConfirmed(): Promise<void> {
        for (let looks = 0; looks < CONFIRMED_LOOKS && !this.#isStopped; looks += 1) {
            await this.lookAgain();
            if (this.state.get().at === "ready") return;
            await new Promise((done) => setTimeout(done, CONFIRMED_EVERY_MS));
        }
    }

    /** Without an error: what isn't known now is looked at again. */
    lookAgain(): Promise<unknown> {
        return harmless(this.look(), "without the house it is looked at with the next change");
    }

    get crypto(): CryptoApi | undefined {
        return this.matrix.getCrypto() as CryptoApi | undefined;
    }

    get #userId(): string {
        return this.matrix.getSafeUserId();
    }

    /** Asks the house and the keys here how things are. */
    async look(): Promise<void> {
        const { crypto } = this;
        if (!crypto || this.#isStopped) return;
        const deviceId = this.matrix.getDeviceId() ?? "";
        const [hasIdentity, hasKey, own] = await Promise.all([
            crypto.userHasCrossSigningKeys(this.#userId, true),
            this.matrix.secretStorage.getDefaultKeyId().then((id) => id !== null),
            crypto.getDeviceVerificationStatus(this.#userId, deviceId),
        ]);
        if (this.#isStopped) return;
        if (!hasIdentity) return this.state.set({ at: "new" });
        if (own?.crossSigningVerified) {
            const isBackedUp = (await crypto.getActiveSessionBackupVersion()) !== null;
            return this.state.set({ at: "ready", isBackedUp, hasKey });
        }
        const devices = (await crypto.getUserDeviceInfo([this.#userId])).get(this.#userId);
        this.state.set({ at: "unconfirmed", hasKey, hasOthers: (devices?.size ?? 0) > 1 });
    }

    /** A new recovery key, of a passphrase if there is one. Nothing is done with it yet. */
    async makeKey(passphrase?: string): Promise<GeneratedSecretStorageKey> {
        return this.#need().createRecoveryKeyFromPassphrase(passphrase);
    }

    /** The second screen was confirmed: keys of the account, what keeps them, the backup. Throws ApiError, Cancelled. */
    async setUp(key: GeneratedSecretStorageKey): Promise<void> {
        const crypto = this.#need();
        await saidByHouse(async () => {
            await crypto.bootstrapCrossSigning({
                authUploadDeviceSigningKeys: (upload) => this.proofs.prove((auth) => upload(auth as never)),
            });
            await crypto.bootstrapSecretStorage({
                createSecretStorageKey: async () => key,
                setupNewSecretStorage: true,
                setupNewKeyBackup: true,
            });
        });
        await this.look();
    }

    /** With the recovery key or its passphrase: this session becomes one's own, old messages come back. */
    async recover(typed: string): Promise<void> {
        const crypto = this.#need();
        const found = await this.matrix.secretStorage.getKey();
        if (!found) throw new WrongKey();
        const [id, description] = found;
        const key = await keyFrom(typed, description.passphrase);
        if (!(await this.matrix.secretStorage.checkKey(key, description))) throw new WrongKey();
        this.keyring.add(id, key);
        await saidByHouse(async () => {
            await crypto.bootstrapCrossSigning({});
            // What is known here of the backup may be of the time before another session began anew.
            if (await crypto.checkKeyBackupAndEnable()) {
                await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
                await crypto.checkKeyBackupAndEnable();
                await crypto.restoreKeyBackup();
            }
        });
        await this.look();
    }

    /** Everything is lost: new keys for the account. Old messages of other sessions stay closed here. */
    async reset(key: GeneratedSecretStorageKey): Promise<void> {
        const crypto = this.#need();
        await saidByHouse(async () => {
            await crypto.resetEncryption((upload) => this.proofs.prove((auth) => upload(auth as never)));
            await crypto.bootstrapSecretStorage({
                createSecretStorageKey: async () => key,
                setupNewSecretStorage: true,
                setupNewKeyBackup: true,
            });
        });
        await this.look();
    }

    /** Whether messages become unreadable for good when this session is signed out now. */
    async isLastWithKeys(): Promise<boolean> {
        const { crypto } = this;
        if (!crypto) return false;
        const isUsed = this.matrix.getRooms().some((room) => room.hasEncryptionStateEvent());
        if (!isUsed) return false;
        const [backup, hasKey] = await Promise.all([
            crypto.getActiveSessionBackupVersion(),
            this.matrix.secretStorage.getDefaultKeyId(),
        ]);
        return backup === null || hasKey === null;
    }

    #need(): CryptoApi {
        const { crypto } = this;
        if (!crypto) throw new Error("There is no encryption in this browser");
        return crypto;
    }
}

async function keyFrom(
    typed: string,
    passphrase: { salt: string; iterations: number; bits?: number } | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
    try {
        return decodeRecoveryKey(typed.trim());
    } catch {
        if (!passphrase) throw new WrongKey();
        return deriveRecoveryKeyFromPassphrase(typed, passphrase.salt, passphrase.iterations, passphrase.bits);
    }
}

async function saidByHouse<T>(work: () => Promise<T>): Promise<T> {
    try {
        return await work();
    } catch (error) {
        throw asApiError(error);
    }
}

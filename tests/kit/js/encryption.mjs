// What client.mjs does with end-to-end encryption: the SDK's Rust crypto, as Element uses it.

import { CryptoEvent, VerificationPhase, VerificationRequestEvent, VerifierEvent, decodeRecoveryKey }
    from "matrix-js-sdk/lib/crypto-api/index.js";
import { MatrixEventEvent } from "matrix-js-sdk";

export const decrypted = MatrixEventEvent.Decrypted;

let recoveryKey = null; // what opens the secret storage, as bytes
let received = []; // requests of others to verify, that nobody has accepted yet
let expected = []; // who waits for one
const held = []; // requests under way: the SDK itself refers to them weakly, and a collected one hears no answer
let shown = null; // the emoji that stand on the screen, and what ends the verification

export const cryptoCallbacks = {
    getSecretStorageKey: async ({ keys }) => recoveryKey && [Object.keys(keys)[0], recoveryKey],
    cacheSecretStorageKey: () => {},
};

export async function startEncryption(client) {
    await client.initRustCrypto({ useIndexedDB: false });
    client.on(CryptoEvent.VerificationRequestReceived, (request) => {
        const waiting = expected.shift();
        if (waiting) waiting(request);
        else received.push(request);
    });
}

// Resolves when others can find this device: until then they encrypt nothing for it. The SDK doesn't tell when it has
// published its keys, so the server is asked.
export async function published(client) {
    const user = client.getSafeUserId();
    for (;;) {
        const found = await client.downloadKeysForUsers([user]);
        if (found.device_keys[user]?.[client.getDeviceId()]) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

const crypto = (client) => client.getCrypto();

// What the SDK shows of an event once it has tried to decrypt it.
export function clear(event) {
    return {
        event_id: event.getId(),
        sender: event.getSender(),
        body: event.getContent().body ?? null,
        encrypted: event.isEncrypted(),
        failed: event.isDecryptionFailure(),
        session: event.getWireContent().session_id ?? null,
    };
}

export const encryptionCommands = {
    // The first device: cross-signing keys, secret storage and a key backup. Gives the recovery key.
    async setUpSecrets(client, { user, password }) {
        const made = await crypto(client).createRecoveryKeyFromPassphrase();
        recoveryKey = made.privateKey;
        await crypto(client).bootstrapCrossSigning({
            authUploadDeviceSigningKeys: (ask) =>
                ask({ type: "m.login.password", identifier: { type: "m.id.user", user }, password }),
        });
        await crypto(client).bootstrapSecretStorage({
            createSecretStorageKey: async () => made,
            setupNewSecretStorage: true,
            setupNewKeyBackup: true,
        });
        return { recovery_key: made.encodedPrivateKey, backup: await crypto(client).getActiveSessionBackupVersion() };
    },

    // Another device gets everything back by the recovery key.
    async restoreSecrets(client, { recovery_key }) {
        recoveryKey = decodeRecoveryKey(recovery_key);
        await crypto(client).userHasCrossSigningKeys(undefined, true); // what is published already is not made anew
        await crypto(client).bootstrapCrossSigning({});
        await crypto(client).loadSessionBackupPrivateKeyFromSecretStorage();
        const { imported, total } = await crypto(client).restoreKeyBackup();
        return { imported, total };
    },

    // Resolves when everything is in the backup, which the SDK sends when it finds the time.
    async waitForBackup(client) {
        let left = null;
        client.on(CryptoEvent.KeyBackupSessionsRemaining, (remaining) => (left = remaining));
        while (left !== 0) await new Promise((resolve) => client.once(CryptoEvent.KeyBackupSessionsRemaining, resolve));
    },

    // Resolves when this person, or this device of his, is verified: signatures come back with the keys.
    async waitForTrust(client, { user, device = null }) {
        await whenever(client, async () =>
            device
                ? (await crypto(client).getDeviceVerificationStatus(user, device))?.isVerified()
                : (await crypto(client).getUserVerificationStatus(user)).isCrossSigningVerified());
    },

    // Asks a device of one's own, or another person in a direct chat; resolves with the emoji.
    async beginVerification(client, { user, device = null, room = null }) {
        if (device) await deviceKnown(client, user, device);
        const request = room
            ? await crypto(client).requestVerificationDM(user, room)
            : await crypto(client).requestDeviceVerification(user, device);
        held.push(request);
        await phase(request, VerificationPhase.Ready);
        return await emoji(await request.startVerification("m.sas.v1"));
    },

    async acceptVerification(client) {
        const request = received.shift() ?? (await new Promise((resolve) => expected.push(resolve)));
        held.push(request);
        await request.accept();
        await phase(request, VerificationPhase.Started);
        return await emoji(request.verifier);
    },

    // The emoji are the same on both screens.
    async confirmVerification() {
        const { callbacks, done } = shown;
        shown = null;
        await callbacks.confirm();
        await done;
    },

    async waitForClear(client, { room, body, timeout_ms }, until) {
        const look = () => client.getRoom(room)?.getLiveTimeline().getEvents()
            .filter((event) => event.status === null).map(clear).find((event) => event.body === body);
        return await until(timeout_ms, look);
    },

    // Of every message what can be read of it, when each has been tried.
    async clearTimeline(client, { room }) {
        const events = client.getRoom(room)?.getLiveTimeline().getEvents() ?? [];
        const messages = events.filter((event) => event.getWireType() === "m.room.encrypted" && event.status === null);
        for (const event of messages) await client.decryptEventIfNeeded(event);
        return messages.map(clear);
    },
};

// Resolves when the SDK has fetched the device's keys: the server's word that there are new ones comes by sync.
async function deviceKnown(client, user, device) {
    await whenever(client, async () => (await crypto(client).getUserDeviceInfo([user])).get(user)?.has(device));
}

// Looks again whenever keys have come, until it is so.
async function whenever(client, look) {
    for (;;) {
        const updated = new Promise((resolve) => {
            for (const name of [CryptoEvent.DevicesUpdated, CryptoEvent.UserTrustStatusChanged, CryptoEvent.KeysChanged])
                client.once(name, resolve);
        });
        if (await look()) return;
        await updated;
    }
}

function phase(request, wanted) {
    return new Promise((resolve, reject) => {
        const look = () => {
            if (request.phase === VerificationPhase.Cancelled) reject(new Error(`cancelled: ${request.cancellationCode}`));
            else if (request.phase >= wanted) resolve();
            else return;
            request.off(VerificationRequestEvent.Change, look);
        };
        request.on(VerificationRequestEvent.Change, look);
        look();
    });
}

async function emoji(verifier) {
    const callbacks = new Promise((resolve) => {
        verifier.on(VerifierEvent.ShowSas, resolve);
        if (verifier.getShowSasCallbacks()) resolve(verifier.getShowSasCallbacks());
    });
    held.push(verifier);
    const done = verifier.verify();
    done.catch(() => {}); // whoever confirms hears of it
    const given = await Promise.race([callbacks, done.then(() => Promise.reject(new Error("over before the emoji")))]);
    shown = { callbacks: given, done };
    return { emoji: given.sas.emoji.map(([picture]) => picture) };
}

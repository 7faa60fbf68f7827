/** Where the person is signed in, and what can be done about it (Client-Server API §Device management). */
import type { IMyDevice } from "matrix-js-sdk";
import { type CryptoApi, CryptoEvent } from "../api/crypto.ts";
import { asApiError } from "../api/errors.ts";
import type { MatrixClient } from "../api/matrix.ts";
import { harmless } from "../util/harmless.ts";
import { Observable } from "../util/observable.ts";
import type { Proofs } from "./proof.ts";

export type OwnSession = {
    readonly deviceId: string;
    readonly name: string | undefined;
    readonly lastSeen: number | undefined;
    readonly address: string | undefined;
    readonly isThis: boolean;
    /** Whether it is known to be one's own; undefined where it has no keys, or this browser has no encryption. */
    readonly isVerified: boolean | undefined;
};

const SEEN = "fangyuan.person.sessions"; // device ids that the person has been told of

export class Sessions {
    /** Sessions that have come since this browser looked last, and that nobody has confirmed. */
    readonly newcomers = new Observable<readonly OwnSession[]>([]);

    constructor(
        private readonly matrix: MatrixClient,
        private readonly proofs: Proofs,
    ) {}

    /** This one first, then those that were used last. */
    async list(): Promise<OwnSession[]> {
        const { devices } = await house(this.matrix.getDevices());
        const own = this.matrix.getDeviceId();
        const found = await Promise.all(devices.map((device) => this.#read(device, device.device_id === own)));
        return found.sort((a, b) => Number(b.isThis) - Number(a.isThis) || (b.lastSeen ?? 0) - (a.lastSeen ?? 0));
    }

    async rename(deviceId: string, name: string): Promise<void> {
        await house(this.matrix.setDeviceDetails(deviceId, { display_name: name }));
    }

    /** Signs these out; the house wants the password. Throws ApiError, Cancelled. */
    async end(deviceIds: string[]): Promise<void> {
        await this.proofs.prove((auth) => this.matrix.deleteMultipleDevices(deviceIds, (auth ?? undefined) as never));
        this.seen(deviceIds);
    }

    /** The house wants the old password; the other sessions stay unless `endsOthers`. Throws ApiError, Cancelled. */
    async changePassword(password: string, endsOthers: boolean): Promise<void> {
        await this.proofs.prove((auth) => this.matrix.setPassword((auth ?? undefined) as never, password, endsOthers));
    }

    /** Tells of newcomers from now on. Who is here at the first look is none. */
    async watch(): Promise<void> {
        this.matrix.off(CryptoEvent.DevicesUpdated as never, this.#changed as never);
        this.matrix.on(CryptoEvent.DevicesUpdated as never, this.#changed as never);
        await this.#lookAgain();
    }

    /** The person knows of these. */
    seen(deviceIds: readonly string[]): void {
        keep([...(kept() ?? []), ...deviceIds]);
        this.newcomers.update((list) => list.filter((one) => !deviceIds.includes(one.deviceId)));
    }

    readonly #changed = (userIds: string[]): void => {
        if (userIds.includes(this.matrix.getSafeUserId())) void this.#lookAgain();
    };

    #lookAgain(): Promise<unknown> {
        return harmless(this.#look(), "they are looked at again with the next change, and on the next visit");
    }

    async #look(): Promise<void> {
        const sessions = await this.list();
        const known = kept();
        if (!known) return keep(sessions.map((one) => one.deviceId));
        const fresh = sessions.filter((one) => !one.isThis && !one.isVerified && !known.includes(one.deviceId));
        const verified = sessions.filter((one) => one.isVerified).map((one) => one.deviceId);
        keep([...known, ...verified]);
        this.newcomers.set(fresh);
    }

    async #read(device: IMyDevice, isThis: boolean): Promise<OwnSession> {
        const crypto = this.matrix.getCrypto() as CryptoApi | undefined;
        const status = await crypto
            ?.getDeviceVerificationStatus(this.matrix.getSafeUserId(), device.device_id)
            .catch(() => null);
        return {
            deviceId: device.device_id,
            name: device.display_name,
            lastSeen: device.last_seen_ts,
            address: device.last_seen_ip,
            isThis,
            isVerified: status ? status.crossSigningVerified : undefined,
        };
    }
}

function kept(): string[] | null {
    try {
        const list: unknown = JSON.parse(localStorage.getItem(SEEN) ?? "null");
        return Array.isArray(list) ? list.map(String) : null;
    } catch {
        return null;
    }
}

function keep(deviceIds: string[]): void {
    localStorage.setItem(SEEN, JSON.stringify([...new Set(deviceIds)]));
}

async function house<T>(call: Promise<T>): Promise<T> {
    try {
        return await call;
    } catch (error) {
        throw asApiError(error);
    }
}

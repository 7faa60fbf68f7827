/** Whether other people are known to be who they say: compared by signs, or not, or no longer the same. */
import { type CryptoApi, CryptoEvent } from "../api/crypto.ts";
import { asApiError } from "../api/errors.ts";
import type { MatrixClient } from "../api/matrix.ts";
import { harmless } from "../util/harmless.ts";
import { Observable } from "../util/observable.ts";
import { startDirect } from "./direct.ts";
import type { Security } from "./security.ts";

/**
 * unknown: not looked at yet, or this browser can't. keyless: the other one has no keys to compare. plain: never compared.
 * verified: compared. changed: other keys than before. broken: other keys than those that were compared.
 */
export type Trust = "unknown" | "keyless" | "plain" | "verified" | "changed" | "broken";

/** There is nothing yet that could be compared with him. */
export class KeylessPerson extends Error {
    override readonly name = "KeylessPerson";
}

export class Trusts {
    readonly #known = new Map<string, Observable<Trust>>();

    constructor(
        private readonly matrix: MatrixClient,
        private readonly security: Security,
    ) {
        matrix.on(CryptoEvent.UserTrustStatusChanged as never, this.#changed as never);
        matrix.on(CryptoEvent.DevicesUpdated as never, this.#updated as never);
        // When this session becomes the person's own, what he compared with others becomes known.
        this.security.state.subscribe(() => this.#updated([...this.#known.keys()]));
    }

    stop(): void {
        this.matrix.off(CryptoEvent.UserTrustStatusChanged as never, this.#changed as never);
        this.matrix.off(CryptoEvent.DevicesUpdated as never, this.#updated as never);
    }

    /** Looked at when it is asked for the first time. */
    of(userId: string): Observable<Trust> {
        let found = this.#known.get(userId);
        if (!found) {
            found = new Observable<Trust>("unknown");
            this.#known.set(userId, found);
            this.#updated([userId]);
        }
        return found;
    }

    /** Asks him to compare signs, in the direct chat, which is made if there is none. Throws KeylessPerson, ApiError. */
    async compare(userId: string): Promise<void> {
        if (!(await this.#crypto?.userHasCrossSigningKeys(userId, true))) throw new KeylessPerson();
        try {
            const roomId = await startDirect(this.matrix, userId);
            await this.security.verifications.askPerson(userId, roomId);
        } catch (error) {
            throw asApiError(error);
        }
    }

    /** The person knows of the new keys and goes on with them, uncompared. */
    async accept(userId: string): Promise<void> {
        const crypto = this.#crypto;
        if (this.of(userId).get() === "broken") await crypto?.withdrawVerificationRequirement(userId);
        await crypto?.pinCurrentUserIdentity(userId);
        await this.#look(userId);
    }

    get #crypto(): CryptoApi | undefined {
        return this.matrix.getCrypto() as CryptoApi | undefined;
    }

    readonly #changed = (userId: string): void => this.#updated([userId]);

    readonly #updated = (userIds: readonly string[]): void => {
        for (const userId of userIds) {
            if (this.#known.has(userId)) void harmless(this.#look(userId), "it is looked at with the next change");
        }
    };

    async #look(userId: string): Promise<void> {
        const crypto = this.#crypto;
        if (!crypto || userId === this.matrix.getUserId()) return;
        const hasKeys = await crypto.userHasCrossSigningKeys(userId, true);
        const status = await crypto.getUserVerificationStatus(userId);
        let trust: Trust = "plain";
        if (!hasKeys) trust = "keyless";
        else if (status.isCrossSigningVerified()) trust = "verified";
        else if (status.wasCrossSigningVerified()) trust = "broken";
        else if (status.needsUserApproval) trust = "changed";
        this.#known.get(userId)?.set(trust);
    }
}

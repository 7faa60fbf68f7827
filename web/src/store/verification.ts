/** Comparing emoji with another session, or another person: whoever sees the same talks to the right one. */
import {
    type CryptoApi,
    CryptoEvent,
    type ShowSasCallbacks,
    VerificationPhase,
    type VerificationRequest,
    VerificationRequestEvent,
    type Verifier,
    VerifierEvent,
} from "../api/crypto.ts";
import type { MatrixClient } from "../api/matrix.ts";
import { Observable } from "../util/observable.ts";

export type Step = "asked" | "waiting" | "preparing" | "compare" | "confirmed" | "done" | "mismatch" | "cancelled";

export type Verification = {
    readonly step: Step;
    readonly otherUserId: string;
    readonly otherDeviceId: string | undefined;
    readonly isOwn: boolean;
    /** Positions in the list of the specification: the words for them are ours, in the reader's language. */
    readonly emoji: readonly { sign: string; name: string }[];
    readonly isByOther: boolean;
};

const SAS = "m.sas.v1";

export class Verifications {
    /** The one that is going on; null where there is none. */
    readonly current = new Observable<Verification | null>(null);
    #request: VerificationRequest | null = null;
    #verifier: Verifier | null = null;
    #sas: ShowSasCallbacks | null = null;
    #isMismatch = false;

    constructor(private readonly matrix: MatrixClient) {}

    start(): void {
        this.matrix.on(
            CryptoEvent.VerificationRequestReceived as never,
            ((request: VerificationRequest) => {
                if (!this.#isBusy && request.pending) this.#follow(request);
            }) as never,
        );
    }

    get #isBusy(): boolean {
        return this.#request?.pending ?? false;
    }

    get #crypto(): CryptoApi {
        const crypto = this.matrix.getCrypto();
        if (!crypto) throw new Error("There is no encryption in this browser");
        return crypto as CryptoApi;
    }

    /** Asks all other sessions of one's own, or the named one. */
    async askOwn(deviceId?: string): Promise<void> {
        const crypto = this.#crypto;
        const request = deviceId
            ? await crypto.requestDeviceVerification(this.matrix.getSafeUserId(), deviceId)
            : await crypto.requestOwnUserVerification();
        this.#follow(request);
    }

    /** Asks another person, in a direct chat with him. */
    async askPerson(userId: string, roomId: string): Promise<void> {
        await this.#crypto.getUserDeviceInfo([userId], true);
        this.#follow(await this.#crypto.requestVerificationDM(userId, roomId));
    }

    async accept(): Promise<void> {
        await this.#request?.accept();
    }

    async confirm(): Promise<void> {
        this.#tell("confirmed");
        await this.#sas?.confirm();
    }

    /** The signs differ: somebody may be listening in. */
    mismatch(): void {
        this.#isMismatch = true;
        this.#sas?.mismatch();
        this.#tell("mismatch");
    }

    /** Closes it; what was not finished is called off. */
    async close(): Promise<void> {
        const request = this.#request;
        this.#request = null;
        this.current.set(null);
        if (request?.pending) await request.cancel().catch(() => undefined);
    }

    #follow(request: VerificationRequest): void {
        this.#request = request;
        this.#verifier = null;
        this.#sas = null;
        this.#isMismatch = false;
        request.on(VerificationRequestEvent.Change, () => this.#changed(request));
        this.#changed(request);
    }

    #changed(request: VerificationRequest): void {
        if (request !== this.#request) return;
        if (request.verifier) this.#verify(request.verifier);
        if (request.phase === VerificationPhase.Requested) this.#tell(request.initiatedByMe ? "waiting" : "asked");
        else if (request.phase === VerificationPhase.Ready) {
            this.#tell("preparing");
            if (request.initiatedByMe && !request.verifier) void request.startVerification(SAS).catch(() => undefined);
        } else if (request.phase === VerificationPhase.Started) this.#tell(this.#sas ? "compare" : "preparing");
        else if (request.phase === VerificationPhase.Done) this.#tell("done");
        else if (request.phase === VerificationPhase.Cancelled) this.#tell(this.#end(request));
        else this.#tell("waiting");
    }

    #end(request: VerificationRequest): Step {
        return this.#isMismatch || request.cancellationCode === "m.mismatched_sas" ? "mismatch" : "cancelled";
    }

    #verify(verifier: Verifier): void {
        if (verifier === this.#verifier) return;
        this.#verifier = verifier;
        verifier.on(VerifierEvent.ShowSas, (sas) => {
            this.#sas = sas;
            this.#tell("compare");
        });
        verifier.verify().catch(() => undefined); // why it ended stands in the request
    }

    #tell(step: Step): void {
        const request = this.#request;
        if (!request) return;
        const known = this.current.get()?.step;
        if (known === "confirmed" && step === "compare") return; // one's own answer is given already
        this.current.set({
            step,
            otherUserId: request.otherUserId,
            otherDeviceId: request.otherDeviceId,
            isOwn: request.isSelfVerification,
            emoji: (this.#sas?.sas.emoji ?? []).map(([sign, name]) => ({ sign, name })),
            isByOther: request.cancellingUserId !== undefined && request.cancellingUserId !== this.matrix.getUserId(),
        });
    }
}

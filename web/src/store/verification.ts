/** Comparing emoji with another session, or another person: whoever sees the same talks to the right one. */
import { RoomEvent } from "matrix-js-sdk";
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
import type { MatrixClient, MatrixEvent } from "../api/matrix.ts";
import { harmless } from "../util/harmless.ts";
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
    #isAnswered = false; // here: begun, or accepted

    constructor(private readonly matrix: MatrixClient) {}

    start(): void {
        this.matrix.on(
            CryptoEvent.VerificationRequestReceived as never,
            ((request: VerificationRequest) => {
                if (!this.#isBusy && request.pending && !this.#hasReply(request)) this.#follow(request);
            }) as never,
        );
        this.matrix.on(RoomEvent.Timeline, (event) => {
            if (!this.#isAnswered && this.#request && this.#isReply(event, this.#request)) this.#forget();
        });
    }

    /** After a reload what was asked in a chat comes anew, and how it was answered after it: the SDK hears the first only. */
    #hasReply(request: VerificationRequest): boolean {
        const events = this.matrix.getRoom(request.roomId)?.getLiveTimeline().getEvents() ?? [];
        return events.some((event) => this.#isReply(event, request));
    }

    #isReply(event: MatrixEvent, request: VerificationRequest): boolean {
        return event.getSender() === this.matrix.getUserId() && event.getRelation()?.event_id === request.transactionId;
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
        this.#isAnswered = true;
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
        if (request?.pending) await harmless(request.cancel(), "it ends by itself after ten minutes");
    }

    #follow(request: VerificationRequest): void {
        this.#request = request;
        this.#verifier = null;
        this.#sas = null;
        this.#isMismatch = false;
        this.#isAnswered = request.initiatedByMe;
        request.on(VerificationRequestEvent.Change, () => this.#changed(request));
        this.#changed(request);
    }

    #changed(request: VerificationRequest): void {
        if (request !== this.#request) return;
        // Answered on another device, or called off, or over since the last visit: then it is no question any more.
        if (!this.#isAnswered && request.phase !== VerificationPhase.Requested) {
            this.#forget();
            return;
        }
        if (request.verifier) this.#verify(request.verifier);
        if (request.phase === VerificationPhase.Requested) this.#tell(request.initiatedByMe ? "waiting" : "asked");
        else if (request.phase === VerificationPhase.Ready) {
            this.#tell("preparing");
            if (request.initiatedByMe && !request.verifier) void this.#begin(request);
        } else if (request.phase === VerificationPhase.Started) this.#tell(this.#sas ? "compare" : "preparing");
        else if (request.phase === VerificationPhase.Done) this.#tell("done");
        else if (request.phase === VerificationPhase.Cancelled) this.#tell(this.#end(request));
        else this.#tell("waiting");
    }

    #forget(): void {
        this.#request = null;
        this.current.set(null);
    }

    /** Where it can't begin the person hears that it is over, instead of waiting for signs. */
    async #begin(request: VerificationRequest): Promise<void> {
        try {
            await request.startVerification(SAS);
        } catch {
            if (request !== this.#request) return;
            await harmless(request.cancel(), "it ends by itself after ten minutes");
            this.#tell("cancelled");
        }
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
        void harmless(verifier.verify(), "why it ended stands in the request, which the dialog shows");
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

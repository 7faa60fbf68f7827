/**
 * The signed-in person's connection to the house: the Matrix client, the house's own API, and how the connection is.
 * Made once after sign-in, given to the stores that need it; ended at sign-out.
 */
import { QueryClient } from "@tanstack/react-query";
import { Keyring, startCrypto } from "../api/crypto.ts";
import { ApiError } from "../api/errors.ts";
import { createGovernance, type Governance } from "../api/governance.ts";
import { KeptStore } from "../api/kept.ts";
import { ClientEvent, closeMatrix, createMatrix, type MatrixClient, startMatrix } from "../api/matrix.ts";
import { Media } from "../api/media.ts";
import { SendingQueue } from "../api/queue.ts";
import { lookForUpdate, startWorker } from "../api/worker.ts";
import { harmless } from "../util/harmless.ts";
import type { Observable } from "../util/observable.ts";
import { Chats } from "./chats.ts";
import { Sender } from "./composerSend.ts";
import { Conversations } from "./conversation.ts";
import { acceptDirects } from "./direct.ts";
import { Drafts } from "./drafts.ts";
import { type Connection, Line } from "./line.ts";
import { Notifications } from "./notifications.ts";
import { Outbox } from "./offline.ts";
import { Proofs } from "./proof.ts";
import { Refusals } from "./refusals.ts";
import { Security } from "./security.ts";
import { endSession, type Session } from "./session.ts";
import { Sessions } from "./sessions.ts";
import { Trusts } from "./trust.ts";
import { Uploads } from "./uploads.ts";

export type { Connection };

const SAVED_MS = 60_000;
const UPDATED_MS = 3_600_000;
const ANSWERS_MS = 60_000; // encryption that isn't there after this is taken for one that won't come

export class House {
    readonly queries = new QueryClient({
        defaultOptions: {
            queries: {
                staleTime: 30_000,
                retry: (times, error) => times < 2 && !(error instanceof ApiError && error.status >= 400),
            },
        },
    });
    readonly chats: Chats;
    readonly conversations = new Conversations();
    readonly media: Media;
    readonly proofs: Proofs;
    readonly security: Security;
    readonly sessions: Sessions;
    readonly trusts: Trusts;
    readonly notifications: Notifications;
    readonly outbox: Outbox;
    readonly drafts = new Drafts((roomId, words) => this.chats.noteDraft(roomId, words));
    readonly sender: Sender;
    readonly uploads: Uploads;
    readonly refusals: Refusals;

    readonly connection: Observable<Connection>;
    readonly #line: Line;
    #saving: ReturnType<typeof setInterval> | undefined;
    #looking: ReturnType<typeof setInterval> | undefined;
    #isNew = false;

    private constructor(
        readonly session: Session,
        readonly matrix: MatrixClient,
        readonly api: Governance,
        keyring: Keyring,
        queue: SendingQueue,
    ) {
        this.#line = new Line(matrix);
        this.connection = this.#line.state;
        this.chats = new Chats(matrix);
        this.media = new Media(session.accessToken);
        this.proofs = new Proofs(session.userId);
        this.security = new Security(matrix, keyring, this.proofs);
        this.sessions = new Sessions(matrix, this.proofs);
        this.trusts = new Trusts(matrix, this.security);
        this.notifications = new Notifications(matrix, this.chats, this.conversations);
        this.outbox = new Outbox(matrix, matrix.store instanceof KeptStore ? matrix.store : null, queue);
        this.sender = new Sender(matrix);
        this.uploads = new Uploads(matrix, this.sender, session.accessToken);
        this.refusals = new Refusals(matrix);
    }

    static async enter(session: Session): Promise<House> {
        const keyring = new Keyring();
        const queue = new SendingQueue();
        const matrix = createMatrix(session, keyring, queue);
        const isEncrypting = isIn(startCrypto(matrix), ANSWERS_MS); // megabytes, while the store is opened
        await matrix.store.startup();
        const house = new House(session, matrix, createGovernance(session.accessToken), keyring, queue);
        house.#listen();
        void harmless(house.drafts.load(), "a vault that can't be read holds nothing for anybody");
        void harmless(house.refusals.load(), "a vault that can't be read holds nothing for anybody");
        // Before the first sync, which hands over keys that are sent once only.
        house.security.start(await isEncrypting);
        await startMatrix(matrix);
        return house;
    }

    get userId(): string {
        return this.session.userId;
    }

    /** Writes down what was begun, and what was heard: the page may begin anew. */
    async putAway(): Promise<void> {
        await this.drafts.flush();
        await harmless(this.matrix.store.save(true), "the house tells it again on the next visit");
    }

    /** Stops everything; what is kept in the browser stays. */
    async leave(): Promise<void> {
        globalThis.document?.removeEventListener("visibilitychange", this.#hidden);
        this.chats.stop();
        this.security.stop();
        this.trusts.stop();
        this.notifications.stop();
        this.outbox.stop();
        this.#line.stop();
        clearInterval(this.#saving);
        clearInterval(this.#looking);
        await this.drafts.flush();
        this.queries.clear();
        this.media.close();
        await closeMatrix(this.matrix);
    }

    #listen(): void {
        this.matrix.on(ClientEvent.Sync, (state, _previous, data) => {
            const { errcode } = (data?.error ?? {}) as { errcode?: string };
            this.#line.heard(state, data?.fromCache === true, errcode);
            if (state === "PREPARED" || state === "SYNCING") this.chats.start();
            if (state === "PREPARED") this.#prepared();
            if (state === "SYNCING") this.#isNew = true;
        });
        this.connection.subscribe(() => {
            this.outbox.connected(this.connection.get() === "ready");
            if (this.connection.get() === "ready") this.#ready();
            if (this.connection.get() === "offline") this.#save();
        });
        this.#saving = setInterval(() => this.#save(), SAVED_MS);
        this.#looking = setInterval(() => void lookForUpdate(), UPDATED_MS);
        this.matrix.on(
            "Session.logged_out" as never,
            ((error: { data?: { soft_logout?: boolean } }) =>
                void endSession(error.data?.soft_logout ? "expired" : "ended")) as never,
        );
        globalThis.document?.addEventListener("visibilitychange", this.#hidden);
    }

    #prepared(): void {
        acceptDirects(this.matrix);
        this.notifications.start();
        void harmless(startWorker(), "with a network the app works without it");
        void this.security.lookAgain();
        void this.sessions.watch();
    }

    /** The house answers, at first or again: after an update it has a newer version of the app. */
    #ready(): void {
        void harmless(this.sender.sendLeft(), "what is left is tried again when the house answers the next time");
        void lookForUpdate();
    }

    readonly #hidden = (): void => {
        if (document.visibilityState !== "hidden") return;
        void this.drafts.flush();
        this.#save();
    };

    /** The SDK keeps what it has heard each five minutes only; what was read is to be there without a network. */
    #save(): void {
        if (!this.#isNew || !this.matrix.getSyncState()) return;
        this.#isNew = false;
        void harmless(this.matrix.store.save(true), "the house tells it again on the next visit");
    }
}

/** Whether it comes to a good end in time. */
async function isIn(work: Promise<void>, patienceMs: number): Promise<boolean> {
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patienceMs));
    return Promise.race([
        work.then(
            () => true,
            () => false,
        ),
        late,
    ]);
}

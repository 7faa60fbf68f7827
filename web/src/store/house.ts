/**
 * The signed-in person's connection to the house: the Matrix client, the house's own API, and how the connection is.
 * Made once after sign-in, given to the stores that need it; ended at sign-out.
 */
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/errors.ts";
import { createGovernance, type Governance } from "../api/governance.ts";
import { ClientEvent, type MatrixClient, openMatrix, startMatrix } from "../api/matrix.ts";
import { Media } from "../api/media.ts";
import { Observable } from "../util/observable.ts";
import { Chats } from "./chats.ts";
import { Conversations } from "./conversation.ts";
import { endSession, type Session } from "./session.ts";

/** starting: nothing to show yet. ready: as of now. catchingUp: shown from this browser, not up to date yet. offline. */
export type Connection = "starting" | "catchingUp" | "ready" | "offline";

export class House {
    readonly connection = new Observable<Connection>("starting");
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

    private constructor(
        readonly session: Session,
        readonly matrix: MatrixClient,
        readonly api: Governance,
    ) {
        this.chats = new Chats(matrix);
        this.media = new Media(session.accessToken);
    }

    static async enter(session: Session): Promise<House> {
        const house = new House(session, await openMatrix(session), createGovernance(session.accessToken));
        house.#listen();
        await startMatrix(house.matrix);
        return house;
    }

    get userId(): string {
        return this.session.userId;
    }

    /** Stops everything; what is kept in the browser stays. */
    leave(): void {
        this.chats.stop();
        this.matrix.stopClient();
        this.queries.clear();
        this.media.close();
    }

    #listen(): void {
        this.matrix.on(ClientEvent.Sync, (state, _previous, data) => {
            if (state === "PREPARED") this.connection.set(data?.fromCache ? "catchingUp" : "ready");
            else if (state === "SYNCING") this.connection.set("ready");
            else if (state === "RECONNECTING" || state === "ERROR") this.connection.set("offline");
            if (state === "PREPARED" || state === "SYNCING") this.chats.start();
        });
        this.matrix.on("Session.logged_out" as never, (() => void endSession(true)) as never);
    }
}

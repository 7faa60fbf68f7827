/** Pages of a conversation's history from the house, of a group or of one thread in it. */
import { type MatrixClient, MatrixEvent, type Room } from "matrix-js-sdk";

export type Page = {
    /** Oldest first. */
    readonly events: readonly MatrixEvent[];
    /** Where the next page in the same direction begins; undefined at the end. */
    readonly next: string | undefined;
};
export type Around = {
    readonly events: readonly MatrixEvent[];
    readonly older: string | undefined;
    readonly newer: string | undefined;
    readonly target: MatrixEvent;
};

export const PAGE = 100;
const CONTEXT = 80;
const THREAD_PAGES = 40;
const REACTIONS = 500;
const REACTION_PAGES = 3;

type Raw = Parameters<ReturnType<MatrixClient["getEventMapper"]>>[0];

export class Pages {
    constructor(
        private readonly matrix: MatrixClient,
        private readonly room: Room,
    ) {}

    /** From a token on, or from one end of the history. */
    async load(from: string | null, direction: "b" | "f", limit = PAGE, only?: object): Promise<Page> {
        const path = `/rooms/${encodeURIComponent(this.room.roomId)}/messages`;
        const answer = await this.matrix.http.authedRequest<Messages>("GET" as never, path, {
            limit: String(limit),
            dir: direction,
            filter: JSON.stringify({ lazy_load_members: true, ...only }),
            ...(from ? { from } : {}),
        });
        this.#learn(answer.state);
        const events = this.#map(answer.chunk);
        if (direction === "b") events.reverse();
        return { events, next: only || answer.chunk.length > 0 ? answer.end : undefined };
    }

    /**
     * Reactions that were made from a token on. The house doesn't hand them over with the messages, and one question for
     * them all is less than one for each message; those that came very much later are left out.
     */
    async reactionsFrom(token: string): Promise<readonly MatrixEvent[]> {
        const found: MatrixEvent[] = [];
        let from: string | undefined = token;
        for (let page = 0; page < REACTION_PAGES && from !== undefined; page += 1) {
            const { events, next }: Page = await this.load(from, "f", REACTIONS, { types: ["m.reaction"] });
            found.push(...events);
            from = next;
        }
        return found;
    }

    /** A page of a thread, backwards; on its last one the thread's first message comes first. */
    async loadThread(root: string, from: string | null): Promise<Page> {
        const answer = await this.matrix.fetchRelations(this.room.roomId, root, null, null, {
            dir: "b" as never,
            limit: PAGE,
            recurse: true,
            ...(from ? { from } : {}),
        });
        const events = this.#map(answer.chunk as Raw[]).reverse();
        const next = answer.next_batch ?? undefined;
        if (!next) events.unshift(await this.event(root));
        return { events, next };
    }

    /** What stands before and after an event. */
    async around(eventId: string): Promise<Around> {
        const path = `/rooms/${encodeURIComponent(this.room.roomId)}/context/${encodeURIComponent(eventId)}`;
        const filter = JSON.stringify({ lazy_load_members: true });
        const answer = await this.matrix.http.authedRequest<Context>("GET" as never, path, {
            limit: String(CONTEXT),
            filter,
        });
        this.#learn(answer.state);
        const [target] = this.#map([answer.event]);
        if (!target) throw new Error("The house answered without the event");
        const before = this.#map(answer.events_before ?? []).reverse();
        const events = [...before, target, ...this.#map(answer.events_after ?? [])];
        return { events, older: answer.start, newer: answer.end, target };
    }

    async event(eventId: string): Promise<MatrixEvent> {
        const known = this.room.findEventById(eventId);
        if (known) return known;
        const raw = await this.matrix.fetchRoomEvent(this.room.roomId, eventId);
        return this.matrix.getEventMapper()({ room_id: this.room.roomId, ...raw } as Raw);
    }

    /** The event that was said first from an instant on; before it, where nothing came later. */
    async nearest(ms: number): Promise<string> {
        const { roomId } = this.room;
        const ask = (direction: "f" | "b") => this.matrix.timestampToEvent(roomId, ms, direction as never);
        const found = await ask("f").catch(() => ask("b"));
        return found.event_id;
    }

    get mostThreadPages(): number {
        return THREAD_PAGES;
    }

    #map(raws: readonly Raw[]): MatrixEvent[] {
        const map = this.matrix.getEventMapper();
        return raws.map((raw) => map({ room_id: this.room.roomId, ...raw }));
    }

    /** Who the senders are: members come with what they said, never all of a group at once. */
    #learn(state: readonly Raw[] | undefined): void {
        if (state?.length) this.room.currentState.setUnknownStateEvents(state.map((raw) => new MatrixEvent(raw)));
    }
}

type Messages = { chunk: Raw[]; end?: string; state?: Raw[] };
type Context = {
    start?: string;
    end?: string;
    event: Raw;
    events_before?: Raw[];
    events_after?: Raw[];
    state?: Raw[];
};

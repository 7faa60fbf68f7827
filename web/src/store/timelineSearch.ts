/** Looking for what was said in one group: the house searches; of an encrypted group only this browser can. */
import type { MatrixClient, MatrixEvent, Room } from "matrix-js-sdk";
import { asked } from "./timelineActions.ts";
import { Pages } from "./timelinePages.ts";

export type Found = {
    readonly events: readonly MatrixEvent[];
    readonly count: number | undefined;
    readonly next: string | undefined;
    readonly words: readonly string[];
};

type Answer = {
    search_categories: {
        room_events: {
            count?: number;
            highlights?: string[];
            next_batch?: string;
            results?: { result: Record<string, unknown> }[];
        };
    };
};

export async function searchRoom(matrix: MatrixClient, room: Room, term: string, from?: string): Promise<Found> {
    if (room.hasEncryptionStateEvent()) return searchHere(room, term);
    const body = {
        search_categories: {
            room_events: {
                search_term: term,
                keys: ["content.body"],
                order_by: "recent",
                filter: { rooms: [room.roomId], limit: 20 },
            },
        },
    };
    const query = from ? { next_batch: from } : undefined;
    const answer = await asked(matrix.http.authedRequest<Answer>("POST" as never, "/search", query, body));
    const found = answer?.search_categories.room_events;
    const map = matrix.getEventMapper();
    return {
        events: (found?.results ?? []).map(({ result }) => map({ room_id: room.roomId, ...result } as never)),
        count: found?.count,
        next: found?.next_batch,
        words: found?.highlights?.length ? found.highlights : [term],
    };
}

function searchHere(room: Room, term: string): Found {
    const wanted = term.toLowerCase();
    const events = room
        .getLiveTimeline()
        .getEvents()
        .filter((event) => event.getType() === "m.room.message")
        .filter((event) =>
            String(event.getContent()["body"] ?? "")
                .toLowerCase()
                .includes(wanted),
        )
        .toReversed();
    return { events, count: events.length, next: undefined, words: [term] };
}

export type FilesPage = { readonly events: readonly MatrixEvent[]; readonly next: string | undefined };

const FILE_TYPES = new Set(["m.image", "m.video", "m.audio", "m.file"]);
const MOST_PAGES = 5; // of a group in which few files were sent, for one press

/** Files of the group, newest first. */
export async function filesOf(matrix: MatrixClient, room: Room, from?: string): Promise<FilesPage> {
    const pages = new Pages(matrix, room);
    const events: MatrixEvent[] = [];
    let next = from;
    const filter = room.hasEncryptionStateEvent() ? undefined : { contains_url: true };
    for (let page = 0; page < MOST_PAGES && events.length < 20; page += 1) {
        const found = await pages.load(next ?? null, "b", 200, filter);
        for (const event of found.events) await event.getDecryptionPromise();
        const files = found.events.filter(
            (event) => FILE_TYPES.has(String(event.getContent()["msgtype"])) && !event.isRelation("m.replace"),
        );
        events.push(...files.toReversed());
        next = found.next;
        if (!next) break;
    }
    return { events, next };
}

export type ThreadsPage = { readonly roots: readonly MatrixEvent[]; readonly next: string | undefined };

/** Threads of the group, the one that was answered last first. */
export async function threadsOf(matrix: MatrixClient, room: Room, from?: string): Promise<ThreadsPage> {
    const path = `/rooms/${encodeURIComponent(room.roomId)}/threads`;
    const query = { limit: "30", include: "all", ...(from ? { from } : {}) };
    const options = { prefix: "/_matrix/client/v1" };
    const answer = await asked(
        matrix.http.authedRequest<{ chunk: Record<string, unknown>[]; next_batch?: string }>(
            "GET" as never,
            path,
            query,
            undefined,
            options,
        ),
    );
    const map = matrix.getEventMapper();
    return {
        roots: (answer?.chunk ?? []).map((raw) => map({ room_id: room.roomId, ...raw } as never)),
        next: answer?.next_batch,
    };
}

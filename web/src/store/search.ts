/** Search everywhere: what is searched, what was searched before, and the messages that the house finds. */
import type { MatrixClient } from "../api/matrix.ts";
import { Observable } from "../util/observable.ts";
import { sessionState } from "./session.ts";

export type SearchOpening = { readonly words: string; readonly roomId?: string | undefined };

/** Whether the search is open, and with what; null: closed. */
export const searchOpening = new Observable<SearchOpening | null>(null);

export function openSearch(words = "", roomId?: string): void {
    searchOpening.set({ words, roomId });
}

export function closeSearch(): void {
    searchOpening.set(null);
}

const KEPT = "fangyuan.searches";
const MOST_KEPT = 8;

export const recentSearches = new Observable<readonly string[]>(kept());
sessionState.subscribe(() => recentSearches.set(kept())); // those of the next person are his own

function kept(): readonly string[] {
    try {
        const found: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
        return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
    } catch {
        return [];
    }
}

/** Words that led somewhere. */
export function keepSearch(words: string): void {
    const trimmed = words.trim();
    if (!trimmed) return;
    recentSearches.update((before) => [trimmed, ...before.filter((one) => one !== trimmed)].slice(0, MOST_KEPT));
    localStorage.setItem(KEPT, JSON.stringify(recentSearches.get()));
}

export function forgetSearches(): void {
    recentSearches.set([]);
    localStorage.removeItem(KEPT);
}

export const SEARCH_ORDERS = ["recent", "rank"] as const;
export type SearchOrder = (typeof SEARCH_ORDERS)[number];

export type MessageSearch = {
    readonly words: string;
    readonly order: SearchOrder;
    readonly roomId?: string | undefined;
    readonly senderId?: string | undefined;
    /** Nothing older; ms since 1970. */
    readonly since?: number | undefined;
};

export type FoundMessage = {
    readonly eventId: string;
    readonly roomId: string;
    readonly senderId: string;
    readonly body: string;
    readonly at: number;
};

export type MessagePage = {
    readonly messages: readonly FoundMessage[];
    readonly highlights: readonly string[];
    readonly count: number;
    readonly next: string | undefined;
};

type RawEvent = {
    event_id: string;
    room_id: string;
    sender: string;
    origin_server_ts: number;
    content: { body?: unknown; name?: unknown; topic?: unknown };
};
type Answer = {
    search_categories: {
        room_events: {
            count: number;
            highlights: string[];
            results: { result: RawEvent }[];
            next_batch?: string;
        };
    };
};

const PAGE = 20;

export function messageSearchQuery(matrix: MatrixClient, wish: MessageSearch) {
    return {
        queryKey: ["messages", wish],
        queryFn: ({ pageParam }: { pageParam: string | undefined }) => searchMessages(matrix, wish, pageParam),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (page: MessagePage) => page.next,
        enabled: wish.words !== "",
    };
}

async function searchMessages(matrix: MatrixClient, wish: MessageSearch, from?: string): Promise<MessagePage> {
    const answer = await matrix.http.authedRequest<Answer>(
        "POST" as never,
        "/search",
        from ? { next_batch: from } : {},
        { search_categories: { room_events: criteria(wish) } },
    );
    return pageOf(answer, wish.since);
}

function criteria(wish: MessageSearch): object {
    return {
        search_term: wish.words,
        // Where time is asked for, the newest come first, so that the first that is too old is the end.
        order_by: wish.since === undefined ? wish.order : "recent",
        keys: ["content.body"],
        filter: {
            limit: PAGE,
            ...(wish.roomId ? { rooms: [wish.roomId] } : {}),
            ...(wish.senderId ? { senders: [wish.senderId] } : {}),
        },
    };
}

/** A page of the house as messages; ends where they become older than `since`. */
export function pageOf(answer: Answer, since: number | undefined): MessagePage {
    const found = answer.search_categories.room_events;
    const all = found.results.map(({ result }) => messageOf(result));
    const messages = since === undefined ? all : all.filter((message) => message.at >= since);
    const isAtEnd = messages.length < all.length;
    return {
        messages,
        highlights: found.highlights ?? [],
        count: found.count,
        next: isAtEnd ? undefined : found.next_batch,
    };
}

function messageOf(event: RawEvent): FoundMessage {
    const body = event.content.body ?? event.content.name ?? event.content.topic;
    return {
        eventId: event.event_id,
        roomId: event.room_id,
        senderId: event.sender,
        body: typeof body === "string" ? body : "",
        at: event.origin_server_ts,
    };
}

export type PublicGroup = {
    readonly roomId: string;
    readonly name: string;
    readonly topic: string;
    readonly members: number;
};

/** Groups that are listed for everybody. */
export function publicGroupsQuery(matrix: MatrixClient, words: string) {
    return {
        queryKey: ["publicGroups", words],
        queryFn: async (): Promise<readonly PublicGroup[]> => {
            const found = await matrix.publicRooms({ limit: PAGE, filter: { generic_search_term: words } });
            return found.chunk
                .filter((one) => one.room_type !== "m.space")
                .map((one) => ({
                    roomId: one.room_id,
                    name: one.name ?? one.canonical_alias ?? one.room_id,
                    topic: one.topic ?? "",
                    members: one.num_joined_members,
                }));
        },
        enabled: words !== "",
    };
}

export type Piece = { readonly text: string; readonly isFound: boolean };

/** A text cut where the terms are in it, and shortened to what is around the first. */
export function pieces(text: string, terms: readonly string[], around = 60): readonly Piece[] {
    const line = text.replace(/\s+/g, " ").trim();
    const wanted = terms.filter(Boolean).map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    if (wanted.length === 0) return [{ text: line, isFound: false }];
    const pattern = new RegExp(`(${wanted.sort((a, b) => b.length - a.length).join("|")})`, "giu");
    const first = line.search(pattern);
    const start = first > around ? first - around / 2 : 0;
    const shown = (start > 0 ? "…" : "") + line.slice(start, start + around * 3);
    return shown
        .split(pattern)
        .map((part, at) => ({ text: part, isFound: at % 2 === 1 }))
        .filter((piece) => piece.text !== "");
}

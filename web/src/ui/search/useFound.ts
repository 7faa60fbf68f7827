import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ChatSummary } from "../../store/chats.ts";
import { type Person, peopleSearchQuery } from "../../store/people.ts";
import {
    type FoundMessage,
    messageSearchQuery,
    type PublicGroup,
    publicGroupsQuery,
    type SearchOrder,
} from "../../store/search.ts";
import { byLetters, findChats, loadMatching } from "../../store/searchGroups.ts";
import { useObserved } from "../kit/observed.ts";
import { useHouse } from "../shell/context.ts";

export const SCOPES = ["all", "people", "groups", "messages"] as const;
export type Scope = (typeof SCOPES)[number];

export const SPANS = ["any", "week", "month", "year"] as const;
export type Span = (typeof SPANS)[number];
const DAYS: Record<Span, number> = { any: 0, week: 7, month: 31, year: 366 };
const DAY_MS = 86_400_000;

export type Wanted = {
    readonly order: SearchOrder;
    readonly span: Span;
    readonly roomId: string | undefined;
    readonly senderId: string | undefined;
};
export const ANY_MESSAGE: Wanted = { order: "recent", span: "any", roomId: undefined, senderId: undefined };

export type More = { readonly has: boolean; readonly isLoading: boolean; readonly load: () => void };
export type Found = {
    readonly people: readonly Person[];
    readonly chats: readonly ChatSummary[];
    readonly groups: readonly PublicGroup[];
    readonly messages: readonly FoundMessage[];
    readonly highlights: readonly string[];
    readonly facets: { readonly senders: readonly string[]; readonly rooms: readonly string[] };
    readonly more: More;
    readonly sum: number;
    readonly isLoading: boolean;
    readonly error: unknown;
};

/** What the words find in a scope. Only what the scope shows is asked for. */
export function useFound(words: string, scope: Scope, wanted: Wanted): Found {
    const people = usePeople(scope === "all" || scope === "people" ? words : "");
    const groups = useGroups(scope === "all" || scope === "groups" ? words : "");
    const messages = useMessages(scope === "all" || scope === "messages" ? words : "", wanted);
    return {
        people: people.list,
        ...groups.lists,
        ...messages.lists,
        more: scope === "people" ? people.more : messages.more,
        sum:
            people.list.length +
            groups.lists.chats.length +
            groups.lists.groups.length +
            messages.lists.messages.length,
        isLoading: people.isLoading || groups.isLoading || messages.isLoading,
        error: people.error ?? messages.error ?? groups.error,
    };
}

function usePeople(words: string) {
    const query = useInfiniteQuery(peopleSearchQuery(useHouse().api, words));
    const list = words ? (query.data?.pages.flatMap((page) => page.people) ?? []) : [];
    return { list, isLoading: query.isLoading, error: query.error, more: moreOf(query) };
}

function useGroups(words: string) {
    const house = useHouse();
    const own = useObserved(house.chats.list);
    const matches = useQuery({
        queryKey: ["matching"],
        queryFn: loadMatching,
        staleTime: Number.POSITIVE_INFINITY,
    }).data;
    const chats = useMemo(() => findChats(own, words, matches ?? byLetters), [own, words, matches]);
    const listed = useQuery(publicGroupsQuery(house.matrix, words));
    const groups = words ? (listed.data ?? []).filter((group) => !house.chats.find(group.roomId)) : [];
    return { lists: { chats, groups }, isLoading: listed.isLoading, error: listed.error };
}

function useMessages(words: string, wanted: Wanted) {
    const since = useMemo(
        // of the day, so that the question stays the same question
        () => (wanted.span === "any" ? undefined : (Math.floor(Date.now() / DAY_MS) - DAYS[wanted.span]) * DAY_MS),
        [wanted.span],
    );
    const { order, roomId, senderId } = wanted;
    const query = useInfiniteQuery(messageSearchQuery(useHouse().matrix, { words, order, roomId, senderId, since }));
    const pages = words ? (query.data?.pages ?? []) : [];
    const messages = pages.flatMap((page) => page.messages);
    const facets = {
        senders: [...new Set([...(senderId ? [senderId] : []), ...messages.map((one) => one.senderId)])],
        rooms: [...new Set([...(roomId ? [roomId] : []), ...messages.map((one) => one.roomId)])],
    };
    const lists = { messages, highlights: pages[0]?.highlights ?? [], facets };
    return { lists, isLoading: query.isLoading, error: query.error, more: moreOf(query) };
}

function moreOf(query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }): More {
    return { has: query.hasNextPage, isLoading: query.isFetchingNextPage, load: () => void query.fetchNextPage() };
}

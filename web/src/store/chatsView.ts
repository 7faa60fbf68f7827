/** How the person wants the list of chats, kept in this browser; and the rows that come of it. */
import { Observable } from "../util/observable.ts";
import { type ChatSummary, calling } from "./chats.ts";
import type { Department } from "./people.ts";

/** need: what needs the person first, then by kind. time: newest first. */
export type ChatOrder = "need" | "time";
export const CHAT_FILTERS = ["all", "unread", "groups", "people"] as const;
export type ChatFilter = (typeof CHAT_FILTERS)[number];

export type ChatView = { readonly order: ChatOrder; readonly filter: ChatFilter; readonly folded: readonly string[] };

/** In this order; kinds of charters by the side that looks at them most. */
export const SECTIONS = [
    "needs",
    "pinned",
    "people",
    "department",
    "project",
    "urgent",
    "team_leads",
    "management",
    "leadership",
    "hr_notice",
    "all_staff",
    "social",
    "other",
    "archived",
] as const;
export type Section = (typeof SECTIONS)[number];

/** A department as the list shows it: of many levels only the upper ones, so that few groups don't have many heads. */
export type Place = { readonly id: string; readonly name: string };
export type PlaceOf = (departmentId: string) => Place | undefined;

export type ChatRow =
    | {
          readonly as: "head";
          readonly section: Section;
          /** Of a part of the section: which department's groups these are, '' for those of none. */
          readonly place: Place | undefined;
          readonly count: number;
          readonly calling: number;
          readonly isFolded: boolean;
      }
    | { readonly as: "chat"; readonly chat: ChatSummary };

const KEPT = "fangyuan.chats.view";
const FIRST: ChatView = { order: "need", filter: "all", folded: ["archived"] };

export const chatView = new Observable<ChatView>(kept());

function kept(): ChatView {
    try {
        const found = JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Partial<ChatView>;
        return {
            order: found.order === "time" ? "time" : "need",
            filter: "all", // a filter is of the moment: nobody should wonder tomorrow where his groups are
            folded: Array.isArray(found.folded) ? found.folded : FIRST.folded,
        };
    } catch {
        return FIRST;
    }
}

export function changeChatView(change: Partial<ChatView>): void {
    chatView.update((view) => ({ ...view, ...change }));
    localStorage.setItem(KEPT, JSON.stringify(chatView.get()));
}

/** Under which name the list remembers that a section, or a department's part of it, is folded. */
export function foldName(section: Section, place?: Place): string {
    return place ? `${section} ${place.id}` : section;
}

export function fold(name: string, isFolded: boolean): void {
    const others = chatView.get().folded.filter((one) => one !== name);
    changeChatView({ folded: isFolded ? [...others, name] : others });
}

/** Whether a chat waits for something of the person. */
export function needsMe(chat: ChatSummary): boolean {
    return calling(chat) > 0 || chat.isMarkedUnread || chat.draft !== "";
}

function isShown(chat: ChatSummary, filter: ChatFilter): boolean {
    if (filter === "unread") return needsMe(chat) || chat.hasNews;
    if (filter === "groups") return !chat.isDirect;
    if (filter === "people") return chat.isDirect;
    return true;
}

/** Which chat is open, and whether it needed the person when it was opened. */
export type OpenChat = { readonly roomId: string; readonly isHeld: boolean };

/**
 * Where a chat stands. One that is held stays among what needs the person, though it doesn't any more: it was opened from
 * there, and a row that runs away from under the finger is a nuisance.
 */
export function sectionOf(chat: ChatSummary, open?: OpenChat): Section {
    if (chat.roomId === open?.roomId ? open.isHeld || calling(chat) > 0 : needsMe(chat)) return "needs";
    if (chat.status === "archived" || chat.status === "closed") return "archived";
    if (chat.isPinned) return "pinned";
    if (chat.isDirect) return "people";
    return SECTIONS.find((section) => section === chat.kind) ?? "other";
}

/** The departments of the company as places: its divisions, which are below the one that is the whole company. */
export function placesIn(tree: readonly Department[]): PlaceOf {
    const tops = tree.length === 1 && tree[0] ? [tree[0], ...tree[0].children] : tree;
    const places = new Map<string, Place>();
    for (const top of tops) {
        const place = { id: top.department_id, name: top.name };
        const add = (department: Department): void => {
            places.set(department.department_id, place);
            department.children.forEach(add);
        };
        add(top);
    }
    return (departmentId) => places.get(departmentId);
}

const NOWHERE: PlaceOf = () => undefined;
const FEW = 4; // so many groups of a kind are seen at once

/** The rows of the list. `chats` are in order of time. */
export function chatRows(
    chats: readonly ChatSummary[],
    view: ChatView,
    open?: OpenChat,
    placeOf: PlaceOf = NOWHERE,
): readonly ChatRow[] {
    const shown = chats.filter((chat) => isShown(chat, view.filter) || (open?.isHeld && chat.roomId === open.roomId));
    const row = (chat: ChatSummary): ChatRow => ({ as: "chat", chat });
    if (view.order === "time" || view.filter === "unread") {
        const [pinned, others] = [shown.filter((chat) => chat.isPinned), shown.filter((chat) => !chat.isPinned)];
        return [...pinned, ...others].map(row);
    }
    const places = shown.map((chat) => [sectionOf(chat, open), chat] as const);
    return SECTIONS.flatMap((section): ChatRow[] => {
        const inside = places.filter(([place]) => place === section).map(([, chat]) => chat);
        if (inside.length === 0) return [];
        const head = headOf(inside, view, section);
        if (head.isFolded) return [head];
        if (section === "needs") return [head, ...inside.toSorted((a, b) => urgency(b) - urgency(a)).map(row)];
        const parts = UNPLACED.has(section) ? [] : byPlace(inside, placeOf);
        if (parts.length < 2 || inside.length <= FEW) return [head, ...inside.map(row)];
        return [
            head,
            ...parts.flatMap(([place, chatsThere]): ChatRow[] => {
                const part = headOf(chatsThere, view, section, place);
                return [part, ...(part.isFolded ? [] : chatsThere.map(row))];
            }),
        ];
    });
}

/** Sections that are no kinds of groups. */
const UNPLACED: ReadonlySet<Section> = new Set(["needs", "pinned", "people", "archived"]);

function headOf(inside: readonly ChatSummary[], view: ChatView, section: Section, place?: Place) {
    return {
        as: "head",
        section,
        place,
        count: inside.length,
        calling: inside.reduce((all, chat) => all + calling(chat), 0),
        isFolded: view.folded.includes(foldName(section, place)),
    } as const;
}

/** The groups of each place, the one where something was said last first; those of no place at the end. */
function byPlace(chats: readonly ChatSummary[], placeOf: PlaceOf): readonly [Place, readonly ChatSummary[]][] {
    const parts = new Map<string, [Place, ChatSummary[]]>();
    for (const chat of chats) {
        const place = (chat.departmentId && placeOf(chat.departmentId)) || { id: "", name: "" };
        const part = parts.get(place.id);
        if (part) part[1].push(chat);
        else parts.set(place.id, [place, [chat]]);
    }
    return [...parts.values()].sort(([a], [b]) => Number(a.id === "") - Number(b.id === ""));
}

/** Among what needs the person: who calls him by name or invites him, then who writes to him, then the others. */
function urgency(chat: ChatSummary): number {
    if (chat.isInvite || chat.mentions > 0) return 2;
    return chat.isDirect && calling(chat) > 0 ? 1 : 0;
}

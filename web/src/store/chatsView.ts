/** How the person wants the list of chats, kept in this browser; and the rows that come of it. */
import { Observable } from "../util/observable.ts";
import { type ChatSummary, calling } from "./chats.ts";

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

export type ChatRow =
    | {
          readonly as: "head";
          readonly section: Section;
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

export function foldSection(section: Section, isFolded: boolean): void {
    const others = chatView.get().folded.filter((one) => one !== section);
    changeChatView({ folded: isFolded ? [...others, section] : others });
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

/** The rows of the list. `chats` are in order of time. */
export function chatRows(chats: readonly ChatSummary[], view: ChatView, open?: OpenChat): readonly ChatRow[] {
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
        const isFolded = view.folded.includes(section);
        const sum = inside.reduce((all, chat) => all + calling(chat), 0);
        const head: ChatRow = { as: "head", section, count: inside.length, calling: sum, isFolded };
        const ordered = section === "needs" ? inside.toSorted((a, b) => urgency(b) - urgency(a)) : inside;
        return [head, ...(isFolded ? [] : ordered.map(row))];
    });
}

/** Among what needs the person: who calls him by name or invites him, then who writes to him, then the others. */
function urgency(chat: ChatSummary): number {
    if (chat.isInvite || chat.mentions > 0) return 2;
    return chat.isDirect && calling(chat) > 0 ? 1 : 0;
}

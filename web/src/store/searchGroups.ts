/** The person's own groups and chats by name, by pinyin (erchang) and by its initials (ec). */
import type { ChatSummary } from "./chats.ts";

export type Matches = (name: string, words: string) => boolean;

/** Without pinyin, which is loaded with the first search. */
export const byLetters: Matches = (name, words) => name.toLowerCase().includes(words.toLowerCase());

export async function loadMatching(): Promise<Matches> {
    const { match } = await import("pinyin-pro");
    return (name, words) => {
        if (byLetters(name, words)) return true;
        const typed = words.replace(/\s/g, "");
        return /^[a-z]+$/i.test(typed) && match(name, typed, { continuous: true }) !== null;
    };
}

/** Names that begin with the words first; else in the order in which they came, the newest first. */
export function findChats(chats: readonly ChatSummary[], words: string, matches: Matches): readonly ChatSummary[] {
    if (!words) return [];
    const found = chats.filter((chat) => !chat.isInvite && matches(chat.name, words));
    const begins = (chat: ChatSummary): number => (chat.name.toLowerCase().startsWith(words.toLowerCase()) ? 0 : 1);
    return found.toSorted((a, b) => begins(a) - begins(b));
}

/** Where a group's chit-chat goes, as far as this client knows: the group that the charter names, else those I am in. */
import type { ChatSummary } from "./chats.ts";
import type { Rules } from "./clauses.ts";

export function socialGroups(chats: readonly ChatSummary[], rules: Rules, roomId: string): readonly ChatSummary[] {
    const open = chats.filter(
        (chat) => chat.kind === "social" && chat.status === "open" && !chat.isInvite && chat.roomId !== roomId,
    );
    const named = open.filter((chat) => chat.roomId === rules.social);
    return named.length > 0 ? named : open;
}

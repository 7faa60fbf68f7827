import { useQuery } from "@tanstack/react-query";
import { exceptionsOf } from "../../store/charter.ts";
import type { ChatSummary } from "../../store/chats.ts";
import { type Stays, whyStays } from "../../store/leaving.ts";
import { useHouse } from "../shell/context.ts";

/** Why this person can't leave this group; undefined where he can. */
export function useStays(chat: ChatSummary): Stays | undefined {
    const house = useHouse();
    const isGroup = !chat.isDirect && !chat.isInvite && chat.kind !== undefined;
    const exceptions = useQuery({ ...exceptionsOf(house, chat.roomId), enabled: isGroup });
    const room = house.matrix.getRoom(chat.roomId);
    if (!isGroup || !room) return undefined;
    return whyStays(room, house.userId, exceptions.data ?? []);
}

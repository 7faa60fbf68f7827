import type { Room } from "../../../api/matrix.ts";
import { localpart } from "../../../util/links.ts";
import { plainName } from "../../../util/text.ts";

/** The name of somebody as this group knows it: who has left is known by what is before the colon. */
export function nameOf(room: Room, userId: string): string {
    return plainName(room.getMember(userId)?.rawDisplayName ?? "") || localpart(userId);
}

export function isHouse(userId: string): boolean {
    return userId.startsWith("@fangyuan:");
}

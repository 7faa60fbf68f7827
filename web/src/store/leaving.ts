/** Whether a person may leave a group by himself, as far as its charter says. */
import type { Room } from "../api/matrix.ts";
import type { AudienceException } from "./charter.ts";
import { CHARTER } from "./chats.ts";
import { personIdOf } from "./people.ts";

/** Kinds that people come to and leave as they like; in the others the org chart says who is in. */
const FREE: ReadonlySet<unknown> = new Set(["project", "urgent", "social"]);

export type Stays = "answers" | "byRule";

type Charter = { readonly kind?: unknown; readonly owner?: unknown; readonly deputies?: unknown };

function charterIn(room: Room): Charter | undefined {
    return room.currentState.getStateEvents(CHARTER, "")?.getContent()["charter"] as Charter | undefined;
}

/** Whether its members ask others in, and leave when they like. */
export function isFree(room: Room): boolean {
    return FREE.has(charterIn(room)?.kind);
}

/** Why this person can't leave: he answers for the group, or its rule holds him. Undefined where he can. */
export function whyStays(room: Room, userId: string, exceptions: readonly AudienceException[]): Stays | undefined {
    const charter = charterIn(room);
    const status: unknown = room.currentState.getStateEvents(CHARTER, "")?.getContent()["status"];
    if (!charter || status === "closed") return undefined;
    const deputies: unknown = charter.deputies;
    const answers = charter.owner === userId || (Array.isArray(deputies) && deputies.includes(userId));
    if (answers && room.getJoinedMemberCount() > 2) return "answers"; // the house is in there too
    if (answers || isFree(room)) return undefined;
    const own = exceptions.find((one) => one.person_id === personIdOf(userId));
    return own?.effect === "admit" ? undefined : "byRule";
}

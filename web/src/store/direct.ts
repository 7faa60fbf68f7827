/** Direct chats: the one that there is, or a new one. */
import { EventType, type MatrixClient, Preset, Visibility } from "matrix-js-sdk";

/** The direct chat with a person in which both still are, the one used last; undefined where there is none. */
export function findDirect(matrix: MatrixClient, userId: string): string | undefined {
    const listed = directs(matrix)[userId] ?? [];
    const rooms = listed
        .map((roomId) => matrix.getRoom(roomId))
        .filter((room) => {
            const theirs = room?.getMember(userId)?.membership;
            return room?.getMyMembership() === "join" && (theirs === "join" || theirs === "invite");
        })
        .sort((a, b) => (b?.getLastActiveTimestamp() ?? 0) - (a?.getLastActiveTimestamp() ?? 0));
    return rooms[0]?.roomId;
}

/** The room of the direct chat, made if there is none. Throws MatrixError where the rules don't allow it. */
export async function startDirect(matrix: MatrixClient, userId: string): Promise<string> {
    const found = findDirect(matrix, userId);
    if (found) return found;
    const { room_id: roomId } = await matrix.createRoom({
        is_direct: true,
        preset: Preset.TrustedPrivateChat,
        visibility: Visibility.Private,
        invite: [userId],
        initial_state: matrix.getCrypto()
            ? [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }]
            : [],
    });
    await noteDirect(matrix, userId, roomId);
    return roomId;
}

/** So that every client of the person knows the room for his chat with this other one. */
export async function noteDirect(matrix: MatrixClient, userId: string, roomId: string): Promise<void> {
    const known = directs(matrix);
    const rooms = known[userId] ?? [];
    if (rooms.includes(roomId)) return;
    await matrix.setAccountData(EventType.Direct, { ...known, [userId]: [...rooms, roomId] });
}

function directs(matrix: MatrixClient): Record<string, string[]> {
    const content: unknown = matrix.getAccountData(EventType.Direct)?.getContent();
    const entries = Object.entries((content ?? {}) as Record<string, unknown>);
    return Object.fromEntries(entries.filter((entry): entry is [string, string[]] => Array.isArray(entry[1])));
}

/** Direct chats: the one that there is, or a new one. */
import { EventType, type MatrixClient, Preset, type Room, RoomEvent, Visibility } from "matrix-js-sdk";

const ARRIVES_MS = 10_000;
const accepting = new WeakSet<MatrixClient>();

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
    await arrival(matrix, roomId);
    return roomId;
}

/** Until the next sync has brought the room, so that it can be shown; not longer than a person would wait. */
function arrival(matrix: MatrixClient, roomId: string): Promise<void> {
    return new Promise((resolve) => {
        const isHere = (): boolean => matrix.getRoom(roomId)?.getMyMembership() === "join";
        if (isHere()) return resolve();
        const done = (): void => {
            clearTimeout(timer);
            matrix.off(RoomEvent.MyMembership, heard);
            resolve();
        };
        const heard = (): void => {
            if (isHere()) setTimeout(done, 0); // the list of chats hears of it in the same breath
        };
        const timer = setTimeout(done, ARRIVES_MS);
        matrix.on(RoomEvent.MyMembership, heard);
    });
}

/** So that every client of the person knows the room for his chat with this other one. */
export async function noteDirect(matrix: MatrixClient, userId: string, roomId: string): Promise<void> {
    const known = directs(matrix);
    const rooms = known[userId] ?? [];
    if (rooms.includes(roomId)) return;
    await matrix.setAccountData(EventType.Direct, { ...known, [userId]: [...rooms, roomId] });
}

/**
 * Colleagues just write to each other: a direct chat that one begins is there for the other without a question, as the
 * house's rules have let him begin it. Not so for people from outside, whose chats are accepted or declined.
 */
export function acceptDirects(matrix: MatrixClient): void {
    if (accepting.has(matrix)) return;
    accepting.add(matrix);
    for (const room of matrix.getRooms()) void accept(matrix, room);
    matrix.on(RoomEvent.MyMembership, (room) => void accept(matrix, room));
}

async function accept(matrix: MatrixClient, room: Room): Promise<void> {
    if (room.getMyMembership() !== "invite") return;
    const invitation = room.getMember(matrix.getSafeUserId())?.events.member;
    const inviter = invitation?.getSender();
    if (!inviter || invitation?.getContent()["is_direct"] !== true) return;
    if (isFromOutside(room.getMember(inviter)?.name ?? "")) return;
    try {
        await matrix.joinRoom(room.roomId);
        await noteDirect(matrix, inviter, room.roomId);
    } catch {
        // It stays an invitation, which the list of chats shows.
    }
}

/** The house ends the name of whoever is from outside with these words; nobody else can have them. */
function isFromOutside(name: string): boolean {
    return name.endsWith("external）");
}

function directs(matrix: MatrixClient): Record<string, string[]> {
    const content: unknown = matrix.getAccountData(EventType.Direct)?.getContent();
    const entries = Object.entries((content ?? {}) as Record<string, unknown>);
    return Object.fromEntries(entries.filter((entry): entry is [string, string[]] => Array.isArray(entry[1])));
}

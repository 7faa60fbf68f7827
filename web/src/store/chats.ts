/** The groups and direct chats of the person, as the list of them shows them. */
import {
    ClientEvent,
    EventType,
    type MatrixClient,
    type MatrixEvent,
    MatrixEventEvent,
    ReceiptType,
    type Room,
    RoomEvent,
    RoomMemberEvent,
    type RoomState,
    RoomStateEvent,
    ThreadEvent,
} from "matrix-js-sdk";
import { Observable } from "../util/observable.ts";
import { type ChatSummary, isSame, isSuperseded, MARKED_UNREAD, PINNED, summarize } from "./chatsSummary.ts";

export { CHARTER, type ChatSummary } from "./chatsSummary.ts";

/** How many messages of a chat call the person: of a muted one only what mentions him. */
export function calling(chat: ChatSummary): number {
    if (chat.isInvite) return 1;
    return chat.isMuted ? chat.mentions : Math.max(chat.unread, chat.isMarkedUnread ? 1 : 0);
}

export class Chats {
    /** Newest first; no spaces, and no group that goes on in another one. A row that says the same is the same object. */
    readonly list = new Observable<readonly ChatSummary[]>([]);
    readonly #dirty = new Set<string>();
    readonly #known = new Map<string, ChatSummary>();
    readonly #drafts = new Map<string, string>();
    readonly #typing = new Map<string, readonly string[]>();
    readonly #watched = new Map<Room, () => void>();
    readonly #undo: (() => void)[] = [];
    #scheduled: ReturnType<typeof setTimeout> | undefined;
    #started = false;
    #direct = new Map<string, string>();

    constructor(private readonly matrix: MatrixClient) {}

    /** After the first sync, from this browser or from the house; a second call does nothing. */
    start(): void {
        if (this.#started) return;
        this.#started = true;
        this.#listen();
        this.#readDirect();
        this.#all();
        this.#settle(); // the first list at once: pages that ask for a chat find it
    }

    stop(): void {
        this.#started = false;
        clearTimeout(this.#scheduled);
        for (const undo of this.#undo.splice(0)) undo();
        for (const undo of this.#watched.values()) undo();
        this.#watched.clear();
    }

    find(roomId: string): ChatSummary | undefined {
        return this.#known.get(roomId);
    }

    /** What was begun in a chat and isn't sent; "" where there is nothing. Kept by who keeps drafts, only shown here. */
    noteDraft(roomId: string, words: string): void {
        if ((this.#drafts.get(roomId) ?? "") === words) return;
        if (words) this.#drafts.set(roomId, words);
        else this.#drafts.delete(roomId);
        this.#changed(roomId);
    }

    /** Throws MatrixError. */
    async setPinned(roomId: string, isPinned: boolean): Promise<void> {
        if (isPinned) await this.matrix.setRoomTag(roomId, PINNED, { order: 0.5 });
        else await this.matrix.deleteRoomTag(roomId, PINNED);
    }

    /** Read: a receipt for the newest there is, and no mark. Unread: the mark. Throws MatrixError. */
    async setRead(roomId: string, isRead: boolean): Promise<void> {
        const isMarked = this.find(roomId)?.isMarkedUnread ?? false;
        if (isMarked === isRead) {
            await this.matrix.setRoomAccountData(roomId, MARKED_UNREAD as never, { unread: !isRead } as never);
        }
        const room = this.matrix.getRoom(roomId);
        if (!isRead || !room) return;
        const event = room.getLastLiveEvent() ?? room.getLiveTimeline().getEvents().at(-1);
        if (event) await this.matrix.sendReadReceipt(event, ReceiptType.Read, true);
    }

    #listen(): void {
        const { matrix } = this;
        const on = (name: string, heard: (...said: never[]) => void): void => {
            matrix.on(name as never, heard as never);
            this.#undo.push(() => matrix.off(name as never, heard as never));
        };
        const ofRoom = (_first: unknown, room?: Room): void => this.#changed(room?.roomId);
        const ofEvent = (event: MatrixEvent): void => this.#changed(event.getRoomId());
        on(ClientEvent.AccountData, (event: MatrixEvent) => this.#accountChanged(event));
        on(ClientEvent.Room, (room: Room) => this.#changed(room.roomId));
        on(ClientEvent.DeleteRoom, (roomId: string) => this.#changed(roomId));
        on(RoomEvent.MyMembership, (room: Room) => this.#membershipChanged(room));
        on(RoomEvent.Name, (room: Room) => this.#changed(room.roomId));
        on(RoomEvent.Timeline, ofRoom);
        on(RoomEvent.TimelineReset, (room: Room | undefined) => this.#changed(room?.roomId));
        on(RoomEvent.Redaction, ofRoom);
        on(RoomEvent.Tags, ofRoom);
        on(RoomEvent.AccountData, ofRoom);
        on(RoomEvent.LocalEchoUpdated, ofRoom);
        on(RoomEvent.Receipt, (event: MatrixEvent, room: Room) => {
            if (names(event, matrix.getSafeUserId())) this.#changed(room.roomId);
        });
        on(MatrixEventEvent.Decrypted, ofEvent);
        on(RoomMemberEvent.Typing, (event: MatrixEvent, member: { roomId: string }) =>
            this.#typingChanged(member.roomId, event),
        );
        on(RoomStateEvent.Events, (event: MatrixEvent, state: RoomState) => {
            // Thousands of members come in when a group is opened; only their names matter here, and Name tells.
            const isOther = event.getType() === EventType.RoomMember && event.getStateKey() !== matrix.getUserId();
            if (!isOther) this.#changed(state.roomId);
        });
    }

    /** What the SDK says of a room to those only who listen to the room itself. */
    #watch(room: Room): void {
        if (this.#watched.has(room)) return;
        const heard = (): void => this.#changed(room.roomId);
        const names = [RoomEvent.UnreadNotifications, ThreadEvent.New, ThreadEvent.Update, ThreadEvent.NewReply];
        for (const name of names) room.on(name as never, heard as never);
        this.#watched.set(room, () => {
            for (const name of names) room.off(name as never, heard as never);
        });
    }

    #typingChanged(roomId: string, event: MatrixEvent): void {
        const ids: unknown = event.getContent()["user_ids"];
        const others = Array.isArray(ids) ? ids.filter((id) => id !== this.matrix.getUserId()) : [];
        if (others.length > 0) this.#typing.set(roomId, others);
        else this.#typing.delete(roomId);
        this.#changed(roomId);
    }

    #membershipChanged(room: Room): void {
        this.#changed(room.roomId);
        // Where a group went on in this one, the old one is shown no more.
        const old: unknown = room.currentState.getStateEvents("m.room.create", "")?.getContent()[
            "predecessor"
        ]?.room_id;
        if (typeof old === "string") this.#changed(old);
    }

    #accountChanged(event: MatrixEvent): void {
        if (event.getType() === EventType.Direct) this.#readDirect();
        if (event.getType() === EventType.Direct || event.getType() === EventType.PushRules) this.#all();
    }

    readonly #changed = (roomId: string | undefined): void => {
        if (!roomId || !this.#started) return;
        this.#dirty.add(roomId);
        // Many changes of one sync are one change of the list.
        this.#scheduled ??= setTimeout(() => this.#settle(), 0);
    };

    #all(): void {
        for (const room of this.matrix.getRooms()) this.#changed(room.roomId);
    }

    #readDirect(): void {
        const content = this.matrix.getAccountData(EventType.Direct)?.getContent<Record<string, string[]>>() ?? {};
        this.#direct = new Map(
            Object.entries(content).flatMap(([userId, rooms]) =>
                Array.isArray(rooms) ? rooms.map((roomId) => [roomId, userId] as const) : [],
            ),
        );
    }

    #settle(): void {
        clearTimeout(this.#scheduled);
        this.#scheduled = undefined;
        let isOther = false;
        for (const roomId of this.#dirty) isOther = this.#renew(roomId) || isOther;
        this.#dirty.clear();
        if (isOther) this.list.set([...this.#known.values()].sort(byTime));
    }

    /** Whether the room is shown otherwise than before. */
    #renew(roomId: string): boolean {
        const room = this.matrix.getRoom(roomId);
        const membership = room?.getMyMembership();
        const isShown = room && !room.isSpaceRoom() && (membership === "join" || membership === "invite");
        if (!isShown || isSuperseded(this.matrix, room)) return this.#known.delete(roomId);
        this.#watch(room);
        const before = this.#known.get(roomId);
        const now = summarize(this.matrix, room, {
            otherId: this.#direct.get(roomId),
            draft: this.#drafts.get(roomId) ?? "",
            typing: this.#typing.get(roomId) ?? [],
        });
        if (before && isSame(before, now)) return false;
        this.#known.set(roomId, now);
        return true;
    }
}

function byTime(a: ChatSummary, b: ChatSummary): number {
    return b.changedAt - a.changedAt || (a.roomId < b.roomId ? -1 : 1);
}

/** Whether a receipt is one of this person's, among others. */
function names(event: MatrixEvent, userId: string): boolean {
    const content = event.getContent<Record<string, Record<string, Record<string, unknown>>>>();
    return Object.values(content).some((kinds) => Object.values(kinds).some((people) => userId in people));
}

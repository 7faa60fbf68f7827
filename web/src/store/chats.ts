/** The groups and direct chats of the person, as the list of them shows them. */
import {
    ClientEvent,
    EventType,
    type MatrixClient,
    type MatrixEvent,
    NotificationCountType,
    type Room,
    RoomEvent,
    RoomStateEvent,
} from "matrix-js-sdk";
import { Observable } from "../util/observable.ts";

export const CHARTER = "fangyuan.charter";

export type ChatSummary = {
    readonly roomId: string;
    readonly name: string;
    readonly isDirect: boolean;
    /** The other one of a direct chat. */
    readonly otherId: string | undefined;
    readonly avatar: string | undefined; // mxc://
    /** Of the charter: leadership, department, social …; undefined for a direct chat. */
    readonly kind: string | undefined;
    readonly label: string | undefined;
    /** draft, open, archived, closed …, as the charter's state event says. */
    readonly status: string | undefined;
    readonly purpose: string;
    readonly isInvite: boolean;
    readonly isMuted: boolean;
    readonly isEncrypted: boolean;
    readonly unread: number;
    readonly mentions: number;
    readonly isMarkedUnread: boolean;
    readonly last: { readonly event: MatrixEvent; readonly senderName: string } | undefined;
    readonly changedAt: number;
};

const SHOWN_LAST = new Set<string>([
    EventType.RoomMessage,
    EventType.RoomMessageEncrypted,
    EventType.Sticker,
    "m.poll.start",
]);

export class Chats {
    /** Newest first; spaces aren't in it. */
    readonly list = new Observable<readonly ChatSummary[]>([]);
    readonly #dirty = new Set<string>();
    readonly #known = new Map<string, ChatSummary>();
    #scheduled = false;
    #started = false;
    #direct = new Map<string, string>();

    constructor(private readonly matrix: MatrixClient) {}

    /** After the first sync, from this browser or from the house; a second call does nothing. */
    start(): void {
        if (this.#started) return;
        this.#started = true;
        this.matrix.on(ClientEvent.AccountData, this.#accountChanged);
        this.matrix.on(ClientEvent.Room, this.#roomChanged);
        this.matrix.on(ClientEvent.DeleteRoom, this.#idChanged);
        this.matrix.on(RoomEvent.Timeline, this.#timelineChanged);
        this.matrix.on(RoomEvent.Receipt, (_event, room) => this.#roomChanged(room));
        this.matrix.on(RoomEvent.MyMembership, this.#roomChanged);
        this.matrix.on(RoomEvent.Name, this.#roomChanged);
        this.matrix.on(
            RoomEvent.UnreadNotifications as never,
            ((_counts: unknown, threadId?: string) => {
                void threadId;
                this.#all();
            }) as never,
        );
        this.matrix.on(RoomStateEvent.Events, (_event, state) => this.#idChanged(state.roomId));
        this.#readDirect();
        this.#all();
    }

    stop(): void {
        this.#started = false;
    }

    find(roomId: string): ChatSummary | undefined {
        return this.#known.get(roomId);
    }

    readonly #roomChanged = (room: Room): void => this.#idChanged(room.roomId);

    readonly #timelineChanged = (_event: MatrixEvent, room: Room | undefined): void => {
        if (room) this.#idChanged(room.roomId);
    };

    readonly #accountChanged = (event: MatrixEvent): void => {
        if (event.getType() === EventType.Direct) this.#readDirect();
        if (event.getType() === EventType.Direct || event.getType() === EventType.PushRules) this.#all();
    };

    readonly #idChanged = (roomId: string): void => {
        this.#dirty.add(roomId);
        if (this.#scheduled || !this.#started) return;
        this.#scheduled = true;
        setTimeout(() => this.#settle(), 0); // many changes of one sync are one change of the list
    };

    #all(): void {
        for (const room of this.matrix.getRooms()) this.#idChanged(room.roomId);
    }

    #readDirect(): void {
        const content = this.matrix.getAccountData(EventType.Direct)?.getContent<Record<string, string[]>>() ?? {};
        this.#direct = new Map(
            Object.entries(content).flatMap(([userId, rooms]) => rooms.map((roomId) => [roomId, userId] as const)),
        );
    }

    #settle(): void {
        this.#scheduled = false;
        for (const roomId of this.#dirty) {
            const room = this.matrix.getRoom(roomId);
            const membership = room?.getMyMembership();
            if (room && !room.isSpaceRoom() && (membership === "join" || membership === "invite")) {
                this.#known.set(roomId, this.#summary(room));
            } else this.#known.delete(roomId);
        }
        this.#dirty.clear();
        this.list.set([...this.#known.values()].sort((a, b) => b.changedAt - a.changedAt));
    }

    #summary(room: Room): ChatSummary {
        const state = room.currentState;
        const content = state.getStateEvents(CHARTER, "")?.getContent();
        const charter = (content?.["charter"] ?? {}) as Record<string, unknown>;
        const otherId = this.#direct.get(room.roomId) ?? (content ? undefined : room.guessDMUserId());
        const last = lastShown(room);
        const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
        return {
            roomId: room.roomId,
            name: room.name,
            isDirect: !content,
            otherId: content ? undefined : otherId,
            avatar: room.getMxcAvatarUrl() ?? (content ? undefined : room.getAvatarFallbackMember()?.getMxcAvatarUrl()),
            kind: text(charter["kind"]),
            label: text(charter["label"]),
            status: text(content?.["status"]),
            purpose: text(charter["purpose"]) ?? "",
            isInvite: room.getMyMembership() === "invite",
            isMuted: this.matrix.getRoomPushRule("global", room.roomId)?.actions.length === 0,
            isEncrypted: room.hasEncryptionStateEvent(),
            unread: room.getUnreadNotificationCount(NotificationCountType.Total),
            mentions: room.getUnreadNotificationCount(NotificationCountType.Highlight),
            isMarkedUnread: room.getAccountData("m.marked_unread")?.getContent()["unread"] === true,
            last: last && { event: last, senderName: last.sender?.name ?? last.getSender() ?? "" },
            changedAt: last?.getTs() ?? room.getLastActiveTimestamp(),
        };
    }
}

function lastShown(room: Room): MatrixEvent | undefined {
    const events = room.getLiveTimeline().getEvents();
    for (let at = events.length - 1; at >= 0; at -= 1) {
        const event = events[at];
        if (event && SHOWN_LAST.has(event.getType()) && !event.isRelation("m.replace")) return event;
    }
    return undefined;
}

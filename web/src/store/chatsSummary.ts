/** One group or direct chat as the list of them shows it. */
import { type MatrixClient, type MatrixEvent, NotificationCountType, type Room } from "matrix-js-sdk";
import { plainName } from "../util/text.ts";
import { isSaid, type LastLine, lastLine } from "./chatsLast.ts";
import { type NotifyLevel, notifyLevel } from "./muting.ts";

export const CHARTER = "fangyuan.charter";
export const MARKED_UNREAD = "m.marked_unread";
export const PINNED = "m.favourite";

export type ChatSummary = {
    readonly roomId: string;
    readonly name: string;
    readonly isDirect: boolean;
    /** The other one of a direct chat. */
    readonly otherId: string | undefined;
    readonly avatar: string | undefined; // mxc://
    /** Of the charter: leadership, department, social …; undefined for a direct chat. */
    readonly kind: string | undefined;
    /** Whose group it is by its charter's rule of who is in; undefined where that names none. */
    readonly departmentId: string | undefined;
    readonly label: string | undefined;
    /** draft, open, archived, closed …, as the charter's state event says. */
    readonly status: string | undefined;
    readonly purpose: string;
    readonly isInvite: boolean;
    /** Who invited, where isInvite. */
    readonly inviterName: string | undefined;
    readonly level: NotifyLevel;
    /** Whether it doesn't call for every message. */
    readonly isMuted: boolean;
    readonly isPinned: boolean;
    readonly isEncrypted: boolean;
    /** Messages that call, of threads too. */
    readonly unread: number;
    readonly mentions: number;
    readonly isMarkedUnread: boolean;
    /** Something said that the person hasn't seen, though nothing calls: in a muted group. */
    readonly hasNews: boolean;
    /** Who is writing now, of the others. */
    readonly typing: readonly string[];
    /** What the person began to write and didn't send. */
    readonly draft: string;
    readonly last:
        | {
              readonly event: MatrixEvent;
              readonly senderName: string;
              readonly isOwn: boolean;
              readonly line: LastLine;
          }
        | undefined;
    readonly changedAt: number;
};

/** What the room itself doesn't say. */
export type Beside = {
    /** As the person's account data says it. */
    readonly otherId: string | undefined;
    readonly draft: string;
    /** User ids of the others who are writing. */
    readonly typing: readonly string[];
};

/** The summary of a room, from what the SDK holds of it. */
export function summarize(matrix: MatrixClient, room: Room, beside: Beside): ChatSummary {
    const content = room.currentState.getStateEvents(CHARTER, "")?.getContent();
    const charter = (content?.["charter"] ?? {}) as Record<string, unknown>;
    const me = matrix.getSafeUserId();
    const isInvite = room.getMyMembership() === "invite";
    // Who is only asked in isn't shown the charter; the invitation says what it is to be.
    const isGroup = isInvite ? !isInvitedToTalk(room, me) : content !== undefined;
    const level = notifyLevel(matrix, room.roomId);
    const event = newest(room);
    const unread = room.getUnreadNotificationCount(NotificationCountType.Total);
    const last = event && {
        event,
        senderName: plainName(event.sender?.name ?? "") || (event.getSender() ?? ""),
        isOwn: event.getSender() === me,
        line: lastLine(event),
    };
    return {
        roomId: room.roomId,
        name: plainName(room.name) || room.roomId,
        isDirect: !isGroup,
        otherId: isGroup ? undefined : (beside.otherId ?? room.guessDMUserId()),
        avatar: room.getMxcAvatarUrl() ?? (isGroup ? undefined : room.getAvatarFallbackMember()?.getMxcAvatarUrl()),
        kind: text(charter["kind"]),
        departmentId: departmentIn(charter["audience"]),
        label: text(charter["label"]),
        status: text(content?.["status"]),
        purpose: text(charter["purpose"]) ?? "",
        isInvite,
        inviterName: isInvite ? inviter(room, me) : undefined,
        level,
        isMuted: level !== "all",
        isPinned: PINNED in room.tags,
        isEncrypted: room.hasEncryptionStateEvent(),
        unread,
        mentions: room.getUnreadNotificationCount(NotificationCountType.Highlight),
        isMarkedUnread: room.getAccountData(MARKED_UNREAD)?.getContent()["unread"] === true,
        hasNews: unread > 0 || (last !== undefined && !last.isOwn && !isSeen(room, last.event, me)),
        typing: beside.typing.map((userId) => plainName(room.getMember(userId)?.name ?? "") || userId),
        draft: beside.draft,
        last,
        changedAt: last?.event.getTs() ?? started(room, me),
    };
}

/** Whether two summaries show the same, so that the row needn't be drawn again. */
export function isSame(a: ChatSummary, b: ChatSummary): boolean {
    const keys = Object.keys(a) as (keyof ChatSummary)[];
    return keys.every((key) => {
        if (key === "typing") return a.typing.join("\n") === b.typing.join("\n");
        if (key !== "last") return Object.is(a[key], b[key]);
        return (
            a.last?.event === b.last?.event &&
            a.last?.senderName === b.last?.senderName &&
            JSON.stringify(a.last?.line) === JSON.stringify(b.last?.line)
        );
    });
}

/** Whether a room goes on elsewhere, in a group in which the person is. */
export function isSuperseded(matrix: MatrixClient, room: Room): boolean {
    const next: unknown = room.currentState.getStateEvents("m.room.tombstone", "")?.getContent()["replacement_room"];
    return typeof next === "string" && matrix.getRoom(next)?.getMyMembership() === "join";
}

function text(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

/** The first department that an audience takes in, by itself or as one part of a rule. */
export function departmentIn(audience: unknown): string | undefined {
    const include = (audience as { include?: unknown } | undefined)?.include;
    for (const clause of Array.isArray(include) ? include : []) {
        const { parts = [clause] } = clause as { parts?: readonly Record<string, unknown>[] };
        const found = parts.find(({ type }) => type === "department");
        if (found) return text(found["department_id"]);
    }
    return undefined;
}

/** The newest thing said, in the group itself or in a thread of it. */
function newest(room: Room): MatrixEvent | undefined {
    const events = room.getLiveTimeline().getEvents();
    let found: MatrixEvent | undefined;
    for (let at = events.length - 1; at >= 0 && !found; at -= 1) {
        const event = events[at];
        if (event && isSaid(event)) found = event;
    }
    for (const thread of room.getThreads()) {
        const event = thread.replyToEvent;
        if (event && isSaid(event) && (!found || event.getTs() > found.getTs())) found = event;
    }
    return found;
}

function isSeen(room: Room, event: MatrixEvent, me: string): boolean {
    const id = event.getId();
    return id === undefined || room.hasUserReadEvent(me, id);
}

function isInvitedToTalk(room: Room, me: string): boolean {
    return room.getMember(me)?.events.member?.getContent()["is_direct"] === true;
}

function inviter(room: Room, me: string): string | undefined {
    const event = room.getMember(me)?.events.member;
    const sender = event?.getSender();
    return sender && (room.getMember(sender)?.name ?? sender);
}

/** Of a room in which nothing was said: when the person came into it. */
function started(room: Room, me: string): number {
    return room.getMember(me)?.events.member?.getTs() ?? 0;
}

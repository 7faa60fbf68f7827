/** What a person does with what was said. What the house refuses is thrown as ApiError, in its words. */
import { type MatrixClient, type MatrixEvent, ReceiptType, type Room } from "matrix-js-sdk";
import { ApiError, errorFrom, unreachable } from "../api/errors.ts";
import { CHARTER } from "./chats.ts";
import type { RoomTimeline } from "./timeline.ts";

/** The answer of the Matrix SDK; its errors as those of our own. */
export async function asked<T>(call: Promise<T> | undefined): Promise<T | undefined> {
    try {
        return await call;
    } catch (error) {
        throw apiError(error);
    }
}

export function apiError(error: unknown): unknown {
    if (error instanceof ApiError || !(error instanceof Error)) return error;
    if ("httpStatus" in error && "data" in error) return errorFrom(Number(error.httpStatus ?? 0), error.data);
    return error.name === "ConnectionError" ? unreachable(error) : error;
}

/** Puts the reaction there, or takes the person's own away. */
export async function toggleReaction(timeline: RoomTimeline, event: MatrixEvent, key: string): Promise<void> {
    const { matrix, room } = timeline;
    const id = event.getId() ?? "";
    const own = timeline.reactions(id).find((reaction) => reaction.key === key);
    const mine = own?.by.get(matrix.getSafeUserId());
    if (mine) return void (await asked(matrix.redactEvent(room.roomId, mine)));
    const content = { "m.relates_to": { rel_type: "m.annotation", event_id: id, key } };
    await asked(matrix.sendEvent(room.roomId, timeline.threadId ?? null, "m.reaction" as never, content as never));
}

export async function recall(matrix: MatrixClient, event: MatrixEvent, reason: string): Promise<void> {
    const options = reason ? { reason } : {};
    await asked(matrix.redactEvent(event.getRoomId() ?? "", event.getId() ?? "", undefined, options));
}

/** Sends a copy into another group, saying where it comes from: the house looks at the labels of both. */
export async function forward(matrix: MatrixClient, event: MatrixEvent, toRoomId: string): Promise<void> {
    const { "m.relates_to": _relation, "m.new_content": _edit, ...said } = event.getContent();
    const content = {
        ...said,
        "m.mentions": {},
        "fangyuan.forwarded": { room_id: event.getRoomId(), event_id: event.getId(), sender: event.getSender() },
    };
    await asked(matrix.sendEvent(toRoomId, event.getType() as never, content as never));
}

export async function report(matrix: MatrixClient, event: MatrixEvent, reason: string): Promise<void> {
    await asked(matrix.reportEvent(event.getRoomId() ?? "", event.getId() ?? "", -100, reason));
}

export function pinnedOf(room: Room): string[] {
    const pinned = room.currentState.getStateEvents("m.room.pinned_events", "")?.getContent()["pinned"];
    return Array.isArray(pinned) ? pinned.filter((id): id is string => typeof id === "string") : [];
}

export function isPinned(room: Room, event: MatrixEvent): boolean {
    return pinnedOf(room).includes(event.getId() ?? "");
}

export async function togglePin(matrix: MatrixClient, room: Room, event: MatrixEvent): Promise<void> {
    const id = event.getId() ?? "";
    const before = pinnedOf(room);
    const pinned = before.includes(id) ? before.filter((one) => one !== id) : [...before, id];
    await asked(matrix.sendStateEvent(room.roomId, "m.room.pinned_events" as never, { pinned } as never));
}

/** Unread again from this message on: the marker goes back to what stands before it. */
export async function markUnread(timeline: RoomTimeline, event: MatrixEvent): Promise<void> {
    const { matrix, room } = timeline;
    const before = timeline.before(event);
    timeline.keepUnread(event);
    if (before) await asked(matrix.setRoomReadMarkersHttpRequest(room.roomId, before));
    await asked(matrix.setRoomAccountData(room.roomId, "m.marked_unread" as never, { unread: true } as never));
}

/** Says how far this person has read; nothing where it was said before. */
export async function sayRead(timeline: RoomTimeline): Promise<void> {
    const { matrix, room, last } = timeline;
    const me = matrix.getSafeUserId();
    const id = last?.getId();
    if (!last || !id || last.status !== null || timeline.isKeptUnread) return;
    if (room.getAccountData("m.marked_unread")?.getContent()["unread"] === true) {
        await asked(matrix.setRoomAccountData(room.roomId, "m.marked_unread" as never, { unread: false } as never));
    }
    if (timeline.threadId ? timeline.saidRead === id : room.getEventReadUpTo(me, true) === id) return;
    timeline.saidRead = id;
    await asked(matrix.sendReadReceipt(last, ReceiptType.Read));
    if (!timeline.threadId) await asked(matrix.setRoomReadMarkersHttpRequest(room.roomId, id));
}

export type Windows = { readonly editMinutes: number | undefined; readonly recallMinutes: number | undefined };

/** For how long the charter lets people change and take back what they said; undefined: as long as they like. */
export function windowsOf(room: Room): Windows {
    const charter = room.currentState.getStateEvents(CHARTER, "")?.getContent()["charter"];
    const clauses: unknown = (charter as Record<string, unknown> | undefined)?.["clauses"];
    const edits = (Array.isArray(clauses) ? clauses : []).find((clause) => clause?.type === "edits");
    const minutes = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
    return { editMinutes: minutes(edits?.edit_minutes), recallMinutes: minutes(edits?.recall_minutes) };
}

/** Whether the group has ended: archived, closed, or gone on elsewhere. Then it can only be read. */
export function isOver(room: Room): boolean {
    const status: unknown = room.currentState.getStateEvents(CHARTER, "")?.getContent()["status"];
    const isMoved = room.currentState.getStateEvents("m.room.tombstone", "") !== null;
    return isMoved || status === "archived" || status === "closed";
}

export type Can = {
    readonly speak: boolean;
    readonly react: boolean;
    readonly edit: boolean;
    readonly recall: boolean;
    /** Take away what somebody else said. */
    readonly remove: boolean;
    readonly pin: boolean;
};

/** What this person may do with a message now, as far as this browser knows: the house has the last word. */
export function canDo(matrix: MatrixClient, room: Room, event: MatrixEvent, now: number): Can {
    const me = matrix.getSafeUserId();
    const state = room.currentState;
    const isOwn = event.getSender() === me;
    const isIn = room.getMyMembership() === "join" && !isOver(room);
    const age = (now - event.localTimestamp) / 60_000; // by the clock of this computer
    const { editMinutes, recallMinutes } = windowsOf(room);
    const isText = event.getType() === "m.room.message" && event.getContent()["msgtype"] === "m.text";
    return {
        speak: isIn && room.maySendMessage(),
        react: isIn && state.maySendEvent("m.reaction", me),
        edit: isIn && isOwn && isText && (editMinutes === undefined || age < editMinutes),
        recall: isIn && isOwn && (recallMinutes === undefined || age < recallMinutes),
        remove: isIn && !isOwn && state.hasSufficientPowerLevelFor("redact", room.getMember(me)?.powerLevel ?? 0),
        pin: isIn && state.maySendStateEvent("m.room.pinned_events", me),
    };
}

/** The address of a message, for people who are in the group. */
export function linkTo(event: MatrixEvent): string {
    const room = encodeURIComponent(event.getRoomId() ?? "");
    return `${globalThis.location.origin}/chats/${room}?event=${encodeURIComponent(event.getId() ?? "")}`;
}

export async function resend(matrix: MatrixClient, room: Room, event: MatrixEvent): Promise<void> {
    await asked(matrix.resendEvent(event, room));
}

/** From the events of a timeline the rows that are shown: which events, in which groups, where a day begins. */
import type { MatrixEvent } from "../api/matrix.ts";
import { dayOf } from "../util/time.ts";
import { CHARTER } from "./chats.ts";
import { isChainEntry, isPollAnswerType, isPollType } from "./polls.ts";
import { countRead, type ReadMark } from "./timelineUnread.ts";

type Common = {
    readonly key: string;
    /** Grows whenever something of the row changes that isn't in the row itself. */
    readonly version: number;
    /** Set where a new day begins: an instant of it. */
    readonly day: number | undefined;
    readonly isFirstUnread: boolean;
};
export type MessageRow = Common & {
    readonly kind: "message";
    readonly event: MatrixEvent;
    /** Of several of one sender in a row: shows the picture and the name. */
    readonly isFirst: boolean;
};
/** What happened to the group, in small print: people who came, a new name, a new charter. */
export type LineRow = Common & { readonly kind: "line"; readonly events: readonly MatrixEvent[] };
export type Row = MessageRow | LineRow;

const TOGETHER_MS = 5 * 60_000;
const STATE_LINES = new Set([
    "m.room.name",
    "m.room.topic",
    "m.room.avatar",
    "m.room.pinned_events",
    "m.room.tombstone",
    "m.room.encryption",
    "m.room.create",
    CHARTER,
]);

/** Whether a membership event changes who is in, or a name: the rest (a new picture) is nobody's business. */
function isMembershipChange(event: MatrixEvent): boolean {
    const now = event.getContent();
    const before = event.getPrevContent();
    return now["membership"] !== before["membership"] || now["displayname"] !== before["displayname"];
}

function isLine(event: MatrixEvent): boolean {
    const type = event.getType();
    if (event.isState()) {
        return type === "m.room.member" ? isMembershipChange(event) : STATE_LINES.has(type);
    }
    return type === "m.room.message" && isChainEntry(event.getContent());
}

function isMessage(event: MatrixEvent): boolean {
    const type = event.getType();
    if (event.isState() || event.isRelation("m.replace")) return false;
    if (type === "m.room.message" || type === "m.room.encrypted" || type === "m.sticker") return true;
    if (isPollType(type)) return true;
    if (isPollAnswerType(type) || type === "m.reaction" || type === "m.room.redaction") return false;
    return typeof event.getContent()["body"] === "string"; // of a kind that this client doesn't know
}

/** Whether the event has a place in the conversation: in a group's, answers in threads have none. */
export function isShown(event: MatrixEvent, threadId: string | undefined): "message" | "line" | null {
    const relation = event.getRelation();
    if (relation?.rel_type === "m.thread" && relation.event_id !== threadId) return null;
    if (isLine(event)) return "line";
    return isMessage(event) ? "message" : null;
}

export type RowsInput = {
    readonly events: readonly MatrixEvent[];
    readonly threadId?: string | undefined;
    readonly userId: string;
    /** Up to where it had been read when the conversation was opened. */
    readonly read?: ReadMark | undefined;
    readonly version: (eventId: string) => number;
    readonly before: readonly Row[];
};

export function rowKey(event: MatrixEvent): string {
    return event.getTxnId() ?? event.getId() ?? String(event.getTs());
}

/** Rows that haven't changed are the same objects as `before`, so that nothing renders them again. */
export function buildRows(input: RowsInput): Row[] {
    const kept = new Map(input.before.map((row) => [row.key, row]));
    const rows: Row[] = [];
    let day: number | undefined;
    const read = countRead(input.events, input.read) ?? input.events.length;
    let wasUnreadShown = false;
    for (const [at, event] of input.events.entries()) {
        const kind = isShown(event, input.threadId);
        if (kind) {
            const today = dayOf(event.getTs());
            const isFirstUnread = at >= read && !wasUnreadShown && event.getSender() !== input.userId;
            if (isFirstUnread) wasUnreadShown = true;
            add(rows, { event, kind, day: today === day ? undefined : event.getTs(), isFirstUnread, input });
            day = today;
        }
    }
    return rows.map((row) => same(kept.get(row.key), row));
}

type Adding = {
    readonly event: MatrixEvent;
    readonly kind: "message" | "line";
    readonly day: number | undefined;
    readonly isFirstUnread: boolean;
    readonly input: RowsInput;
};

function add(rows: Row[], { event, kind, day, isFirstUnread, input }: Adding): void {
    const last = rows.at(-1);
    const isBreak = day !== undefined || isFirstUnread;
    const version = input.version(event.getId() ?? "");
    const key = rowKey(event);
    if (kind === "line") {
        if (last?.kind === "line" && !isBreak) {
            rows[rows.length - 1] = {
                ...last,
                events: [...last.events, event],
                version: last.version + version,
            };
        } else rows.push({ kind, key: `line ${key}`, events: [event], version, day, isFirstUnread });
        return;
    }
    const isFirst =
        isBreak ||
        last?.kind !== "message" ||
        last.event.getSender() !== event.getSender() ||
        event.getTs() - last.event.getTs() > TOGETHER_MS;
    rows.push({ kind, key, event, version, day, isFirstUnread, isFirst });
}

function same(before: Row | undefined, now: Row): Row {
    if (!before || before.kind !== now.kind || before.version !== now.version) return now;
    if (before.day !== now.day || before.isFirstUnread !== now.isFirstUnread) return now;
    if (before.kind === "message" && now.kind === "message") {
        return before.event === now.event && before.isFirst === now.isFirst ? before : now;
    }
    if (before.kind === "line" && now.kind === "line") {
        const isSame =
            before.events.length === now.events.length && before.events.every((one, at) => one === now.events[at]);
        return isSame ? before : now;
    }
    return now;
}

import { EventEmitter } from "node:events";
import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Chats, calling } from "./chats.ts";

const ME = "@me:house";

type Said = { type?: string; sender?: string; content?: object; at?: number; redacted?: boolean; state?: boolean };

function event({ type = "m.room.message", sender = "@he:house", content, at = 1, redacted, state }: Said): MatrixEvent {
    return {
        getType: () => type,
        getSender: () => sender,
        sender: { name: sender.slice(1, 3) },
        getContent: () => content ?? { msgtype: "m.text", body: "早" },
        getTs: () => at,
        getId: () => `$${at}`,
        getStateKey: () => "",
        isRelation: () => false,
        isState: () => state ?? false,
        isRedacted: () => redacted ?? false,
        isDecryptionFailure: () => false,
    } as unknown as MatrixEvent;
}

/** A room as the SDK holds it, as far as the list asks. */
class FakeRoom extends EventEmitter {
    events: MatrixEvent[] = [];
    threads: { replyToEvent: MatrixEvent }[] = [];
    state: Record<string, object> = {};
    tags: Record<string, object> = {};
    membership = "join";
    isSpace = false;
    unread = { total: 0, highlight: 0 };
    marked = false;
    summaries = 0;

    constructor(
        readonly roomId: string,
        readonly name = roomId,
    ) {
        super();
    }

    readonly currentState = {
        getStateEvents: (type: string) => {
            const content = this.state[type];
            return content && { getContent: () => content };
        },
    };
    getMyMembership = () => this.membership;
    isSpaceRoom = () => this.isSpace;
    getLiveTimeline = () => ({ getEvents: () => this.events });
    getThreads = () => this.threads;
    getUnreadNotificationCount = (kind: "total" | "highlight") => this.unread[kind];
    getMxcAvatarUrl = () => null;
    getAvatarFallbackMember = () => undefined;
    guessDMUserId = () => "@guess:house";
    hasEncryptionStateEvent = () => false;
    getAccountData = (type: string) =>
        type === "m.marked_unread" ? { getContent: () => ({ unread: this.marked }) } : undefined;
    hasUserReadEvent = () => true;
    getMember = (userId: string) => {
        this.summaries += 1;
        return userId === "@he:house" ? { name: "何" } : null;
    };
}

let rooms: FakeRoom[];
let matrix: EventEmitter;
let chats: Chats;

function start(...made: FakeRoom[]): void {
    rooms = made;
    chats.start();
}

const names = (): string[] => chats.list.get().map((chat) => chat.name);
const settle = (): void => void vi.advanceTimersByTime(1);
const group = (room: FakeRoom, charter: object = { kind: "department" }): FakeRoom => {
    room.state["fangyuan.charter"] = { status: "open", charter };
    return room;
};

beforeEach(() => {
    vi.useFakeTimers();
    rooms = [];
    matrix = Object.assign(new EventEmitter(), {
        getRooms: () => rooms,
        getRoom: (roomId: string) => rooms.find((room) => room.roomId === roomId) ?? null,
        getAccountData: () => undefined,
        getUserId: () => ME,
        getSafeUserId: () => ME,
        pushRules: { global: {} },
    });
    chats = new Chats(matrix as unknown as MatrixClient);
});

describe("the list", () => {
    it("has the newest first, without spaces and what the person left", () => {
        const [old, young, space, left] = ["old", "young", "space", "left"].map((name) => new FakeRoom(name));
        if (!old || !young || !space || !left) throw new Error("four rooms");
        old.events = [event({ at: 10 })];
        young.events = [event({ at: 20 })];
        space.isSpace = true;
        left.membership = "leave";
        start(old, young, space, left);
        expect(names()).toEqual(["young", "old"]);
    });

    it("counts what is said in a thread as said in its group", () => {
        const [one, other] = [new FakeRoom("one"), new FakeRoom("other")];
        one.events = [event({ at: 10 })];
        one.threads = [{ replyToEvent: event({ at: 30 }) }];
        other.events = [event({ at: 20 })];
        start(one, other);
        expect(names()).toEqual(["one", "other"]);
    });

    it("leaves out a group that goes on in another one", () => {
        const [old, next] = [new FakeRoom("old"), new FakeRoom("next")];
        old.state["m.room.tombstone"] = { replacement_room: "next" };
        start(old, next);
        expect(names()).toEqual(["next"]);
        next.membership = "leave";
        matrix.emit("Room.myMembership", next);
        matrix.emit("Room.name", old);
        settle();
        expect(names()).toEqual(["old"]);
    });

    it("makes anew only what changed, and is the same list where nothing shows", () => {
        const [one, other] = [group(new FakeRoom("one")), group(new FakeRoom("other"))];
        start(one, other);
        const [before, kept] = [chats.list.get(), chats.find("other")];
        matrix.emit("Room.name", one);
        settle();
        expect(chats.list.get()).toBe(before);
        one.unread = { total: 2, highlight: 1 };
        one.emit("Room.UnreadNotifications");
        settle();
        expect(chats.find("one")).toMatchObject({ unread: 2, mentions: 1 });
        expect(chats.find("other")).toBe(kept);
    });

    it("hears receipts of the person only", () => {
        const room = group(new FakeRoom("one"));
        start(room);
        const receipt = (userId: string): object => ({ getContent: () => ({ $1: { "m.read": { [userId]: {} } } }) });
        room.unread.total = 3;
        matrix.emit("Room.receipt", receipt("@he:house"), room);
        settle();
        expect(chats.find("one")?.unread).toBe(0);
        matrix.emit("Room.receipt", receipt(ME), room);
        settle();
        expect(chats.find("one")?.unread).toBe(3);
    });
});

describe("a row", () => {
    it("says who is writing, and what the person began to write", () => {
        const room = group(new FakeRoom("one"));
        start(room);
        const typing = { getContent: () => ({ user_ids: [ME, "@he:house"] }) };
        matrix.emit("RoomMember.typing", typing, { roomId: "one" });
        chats.noteDraft("one", "明天");
        settle();
        expect(chats.find("one")).toMatchObject({ typing: ["何"], draft: "明天" });
    });

    it.each([
        [
            { content: { msgtype: "m.text", body: "> <@a> 旧\n\n  新\n的 ", "m.relates_to": {} } },
            { as: "text", text: "新 的" },
        ],
        [{ content: { msgtype: "m.image", body: "a.png" } }, { as: "image" }],
        [{ content: { msgtype: "m.audio", body: "a", "org.matrix.msc3245.voice": {} } }, { as: "voice" }],
        [{ content: { msgtype: "m.file", body: "表", filename: "表.xlsx" } }, { as: "file", text: "表.xlsx" }],
        [{ redacted: true }, { as: "redacted" }],
        [{ type: "m.room.encrypted" }, { as: "encrypted" }],
        [
            { type: "m.poll.start", content: { "m.poll": { question: { "m.text": [{ body: "去吗" }] } } } },
            { as: "poll", text: "去吗" },
        ],
    ] as [Said, object][])("says %j as %j", (said, line) => {
        const room = group(new FakeRoom("one"));
        room.events = [event(said), event({ type: "m.room.member", at: 5, state: true })];
        start(room);
        expect(chats.find("one")?.last?.line).toEqual(line);
    });

    it("calls for mentions only, where it is muted", () => {
        const room = group(new FakeRoom("one"));
        room.unread = { total: 5, highlight: 1 };
        Object.assign(matrix, { pushRules: { global: { room: [{ rule_id: "one", enabled: true, actions: [] }] } } });
        start(room);
        const chat = chats.find("one");
        expect(chat).toMatchObject({ isMuted: true, level: "mentions" });
        expect(chat && calling(chat)).toBe(1);
    });
});

import { describe, expect, it } from "vitest";
import type { ChatSummary } from "./chats.ts";
import { type ChatView, chatRows, placesIn } from "./chatsView.ts";

const VIEW: ChatView = { order: "need", filter: "all", folded: [] };

function chat(roomId: string, more: Partial<ChatSummary> = {}): ChatSummary {
    return {
        roomId,
        name: roomId,
        isDirect: false,
        kind: "department",
        status: "open",
        isInvite: false,
        isMuted: false,
        isPinned: false,
        unread: 0,
        mentions: 0,
        isMarkedUnread: false,
        hasNews: false,
        draft: "",
        ...more,
    } as ChatSummary;
}

const said = (chats: ChatSummary[], view: Partial<ChatView> = {}, open?: { roomId: string; isHeld: boolean }) =>
    chatRows(chats, { ...VIEW, ...view }, open).map((row) =>
        row.as === "head" ? `# ${row.section}` : row.chat.roomId,
    );

describe("the rows by need", () => {
    const chats = [
        chat("quiet"),
        chat("loud", { unread: 3 }),
        chat("li", { isDirect: true, kind: undefined, unread: 1 }),
        chat("muted", { isMuted: true, unread: 9, kind: "social" }),
        chat("named", { isMuted: true, unread: 9, mentions: 1 }),
        chat("begun", { draft: "明天" }),
        chat("old", { status: "archived" }),
        chat("first", { isPinned: true }),
    ];

    it("begin with what needs the person, who is named first, then who is written to", () => {
        expect(said(chats)).toEqual([
            ...["# needs", "named", "li", "loud", "begun"],
            ...["# pinned", "first", "# department", "quiet", "# social", "muted", "# archived", "old"],
        ]);
    });

    it("fold, and tell what calls inside", () => {
        const rows = chatRows(chats, { ...VIEW, folded: ["needs"] });
        expect(rows[0]).toMatchObject({ section: "needs", count: 4, calling: 5, isFolded: true });
        expect(rows[1]).toMatchObject({ section: "pinned" });
    });

    it("keep the open one where it was opened, and don't move it while it is written in", () => {
        expect(said([chat("read")], {}, { roomId: "read", isHeld: true })).toEqual(["# needs", "read"]);
        const writing = chat("writing", { draft: "早" });
        expect(said([writing], {}, { roomId: "writing", isHeld: false })).toEqual(["# department", "writing"]);
        expect(said([writing])).toEqual(["# needs", "writing"]);
    });
});

describe("the rows by time and by filter", () => {
    const chats = [chat("b"), chat("a", { isPinned: true }), chat("c", { hasNews: true })];

    it("have the pinned first and no heads", () => expect(said(chats, { order: "time" })).toEqual(["a", "b", "c"]));
    it("show what is unread, of muted groups too", () => expect(said(chats, { filter: "unread" })).toEqual(["c"]));
    it("show groups or people", () => {
        const both = [chat("g"), chat("p", { isDirect: true, kind: undefined })];
        expect(said(both, { filter: "people" })).toEqual(["# people", "p"]);
        expect(said(both, { filter: "groups" })).toEqual(["# department", "g"]);
    });
});

describe("the groups of a kind", () => {
    const department = (id: string, ...children: unknown[]) => ({
        department_id: id,
        name: id.toUpperCase(),
        children,
    });
    const placeOf = placesIn([department("all", department("a", department("a1")), department("b"))] as never);
    const rows = (chats: ChatSummary[], folded: string[] = []) =>
        chatRows(chats, { ...VIEW, folded }, undefined, placeOf).map((row) =>
            row.as === "head" ? `# ${row.place?.name ?? row.section}` : row.chat.roomId,
        );
    const many = [
        chat("1", { departmentId: "a1" }),
        chat("2"),
        chat("3", { departmentId: "b" }),
        chat("4", { departmentId: "a" }),
        chat("5", { departmentId: "all" }),
    ];

    it("stand by department where there are many of several, those of none last", () => {
        expect(rows(many)).toEqual(["# department", "# A", "1", "4", "# B", "3", "# ALL", "5", "# ", "2"]);
        expect(rows(many, ["department a"]).slice(0, 4)).toEqual(["# department", "# A", "# B", "3"]);
    });

    it("stand together where they are few, or all of one department", () => {
        expect(rows(many.slice(0, 4))).toEqual(["# department", "1", "2", "3", "4"]);
        const one = many.map((each) => ({ ...each, departmentId: "a" }));
        expect(rows(one)).toEqual(["# department", "1", "2", "3", "4", "5"]);
    });
});

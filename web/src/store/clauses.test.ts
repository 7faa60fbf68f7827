import { describe, expect, it } from "vitest";
import {
    type Asker,
    againstFile,
    againstKinds,
    againstPosting,
    againstRoomMention,
    againstText,
    asksAcceptance,
    massMention,
    readRules,
} from "./clauses.ts";

const OWNER: Asker = { userId: "@owner:x", leads: true };
const LEADER: Asker = { userId: "@leader:x", leads: true };
const WORKER: Asker = { userId: "@worker:x", leads: false };
const STRANGER: Asker = { userId: "@stranger:x", leads: undefined };

function rules(...clauses: Record<string, unknown>[]) {
    const numbered = clauses.map((clause, at) => ({ number: at + 1, id: `c${at}`, ...clause }));
    const text = ["Purpose:", "1. not this", "", "Clauses", ...numbered.map((_, at) => `${at + 1}. Clause ${at + 1}.`)];
    const charter = { owner: "@owner:x", deputies: [], clauses: numbered, social: "!social:x" };
    return readRules({ status: "open", version: 2, charter, text: { en: text.join("\n") } }, "en");
}

it("a clause has the sentence that members read", () => {
    expect(rules({ type: "posting", who: "owner" }).clauses[0]?.sentence).toBe("Clause 1.");
});

describe("files", () => {
    const noVideo = rules({ type: "message_kinds", allowed: ["text", "image", "file"], verdict: "divert" });
    it.each([
        ["film.mp4", "video/mp4", true],
        ["film.MP4", "application/octet-stream", true],
        ["plan.pdf", "application/pdf", false],
        ["photo.jpg", "image/jpeg", false],
        ["note.ogg", "audio/ogg", true],
    ])("%s of %s", (name, type, isAgainst) => {
        expect(againstFile(noVideo, WORKER, { name, type, size: 1 })?.verdict).toBe(isAgainst ? "divert" : undefined);
    });

    const strict = rules({ type: "files", deny: ["exe"], max_bytes: 1000, max_image_bytes: 10, max_video_seconds: 60 });
    it.each([
        [{ name: "a.exe", type: "", size: 1 }, true],
        [{ name: "a.pdf", type: "application/pdf", size: 1001 }, true],
        [{ name: "a.png", type: "image/png", size: 11 }, true],
        [{ name: "a.mp4", type: "video/mp4", size: 1, seconds: 61 }, true],
        [{ name: "a.mp4", type: "video/mp4", size: 1, seconds: 60 }, false],
        [{ name: "a.pdf", type: "application/pdf", size: 1000 }, false],
    ])("%o", (file, isAgainst) => expect(againstFile(strict, WORKER, file) !== undefined).toBe(isAgainst));
});

describe("who", () => {
    it("may post", () => {
        const owners = rules({ type: "posting", who: "owner" });
        expect(againstPosting(owners, WORKER)?.number).toBe(1);
        expect(againstPosting(owners, OWNER)).toBeUndefined();
        const leaders = rules({ type: "posting", who: "leaders" });
        expect(againstPosting(leaders, WORKER)).toBeDefined();
        expect(againstPosting(leaders, LEADER)).toBeUndefined();
        expect(againstPosting(leaders, STRANGER)).toBeUndefined(); // the house decides
        expect(
            againstPosting(rules({ type: "posting", who: "listed", people: ["@worker:x"] }), WORKER),
        ).toBeUndefined();
    });

    it("may call everybody", () => {
        const leaders = rules({ type: "room_mentions", who: "leaders", people: 10 });
        expect(againstRoomMention(leaders, WORKER)).toBeDefined();
        expect(againstRoomMention(leaders, LEADER)).toBeUndefined();
        expect(againstRoomMention(rules({ type: "room_mentions", who: "nobody" }), OWNER)).toBeDefined();
        expect(massMention(leaders)).toBe(10);
        expect(massMention(rules())).toBe(Number.POSITIVE_INFINITY);
    });

    it("is excepted: surely, surely not, or perhaps", () => {
        const kinds = { type: "message_kinds", allowed: ["text"] };
        const forLeaders = rules({ ...kinds, exceptions: [{ who: "leaders" }] });
        expect(againstKinds(forLeaders, LEADER, ["video"])).toBeUndefined();
        expect(againstKinds(forLeaders, WORKER, ["video"])).toBeDefined();
        expect(againstKinds(forLeaders, STRANGER, ["video"])).toBeUndefined();
        const atNoon = rules({ ...kinds, exceptions: [{ hours: { start: "12:00", end: "13:00" } }] });
        expect(againstKinds(atNoon, WORKER, ["video"])).toBeUndefined();
        expect(againstKinds(rules({ ...kinds, mode: "observe" }), WORKER, ["video"])).toBeUndefined();
    });
});

it("texts: links and length", () => {
    const strict = rules({ type: "message_kinds", allowed: ["text"] }, { type: "length", characters: 10, lines: 2 });
    expect(againstText(strict, WORKER, "hello")).toBeUndefined();
    expect(againstText(strict, WORKER, "see https://x.example")?.number).toBe(1);
    expect(againstText(strict, WORKER, "long long long")?.number).toBe(2);
    expect(againstText(strict, WORKER, "a\nb\nc")?.number).toBe(2);
});

it("of several the strictest holds", () => {
    const two = rules(
        { type: "message_kinds", allowed: ["text"], verdict: "nudge" },
        { type: "message_kinds", allowed: ["text"], verdict: "hold" },
    );
    expect(againstKinds(two, WORKER, ["video"])?.verdict).toBe("hold");
    expect(asksAcceptance(rules({ type: "accept_first" }), WORKER)?.number).toBe(1);
});

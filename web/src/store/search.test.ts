import { describe, expect, it } from "vitest";
import { pageOf, pieces } from "./search.ts";

const found = (text: string, ...terms: string[]): string =>
    pieces(text, terms)
        .map((piece) => (piece.isFound ? `[${piece.text}]` : piece.text))
        .join("");

describe("a found text", () => {
    it("marks the terms, whatever their case", () => {
        expect(found("3 号铣床今天停机保养，停机两小时", "停机")).toBe("3 号铣床今天[停机]保养，[停机]两小时");
        expect(found("Pump A, pump B", "pump")).toBe("[Pump] A, [pump] B");
    });

    it("takes terms as they are written", () => expect(found("a+b (c)", "a+b", "(c)")).toBe("[a+b] [(c)]"));

    it("shows what is around the first", () => {
        const long = `${"前".repeat(100)}停机${"后".repeat(500)}`;
        expect(found(long, "停机")).toMatch(/^…前{30}\[停机\]后+$/);
    });

    it("is shown whole where no term is in it", () => expect(found("早上好", "晚")).toBe("早上好"));
});

it("pages end where the messages become too old", () => {
    const event = (event_id: string, origin_server_ts: number) => ({
        result: { event_id, room_id: "!r", sender: "@s", origin_server_ts, content: { body: event_id } },
    });
    const answer = {
        search_categories: {
            room_events: { count: 9, highlights: [], results: [event("new", 20), event("old", 5)], next_batch: "n" },
        },
    };
    expect(pageOf(answer, undefined)).toMatchObject({ next: "n", count: 9 });
    expect(pageOf(answer, undefined).messages).toHaveLength(2);
    expect(pageOf(answer, 10).messages.map((message) => message.eventId)).toEqual(["new"]);
    expect(pageOf(answer, 10).next).toBeUndefined();
});

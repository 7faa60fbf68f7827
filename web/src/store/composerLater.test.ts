import { expect, it } from "vitest";
import { inThread, usualTimes } from "./composerLater.ts";

it("usual times are to come, and Monday isn't tomorrow twice", () => {
    const names = (date: Date): string[] => usualTimes(date.getTime()).map((time) => time.name);
    expect(names(new Date(2026, 10, 30, 9, 0))).toEqual(["hour", "evening", "tomorrow", "monday"]); // a Monday
    expect(names(new Date(2026, 10, 30, 19, 0))).toEqual(["hour", "tomorrow", "monday"]);
    expect(names(new Date(2026, 10, 29, 19, 0))).toEqual(["hour", "tomorrow"]); // a Sunday
});

it("what goes into a thread later says so, and still answers what it answers", () => {
    const inside = { rel_type: "m.thread", event_id: "$root" };
    expect(inThread({ body: "a" }, "$root")["m.relates_to"]).toEqual({
        ...inside,
        is_falling_back: true,
        "m.in_reply_to": { event_id: "$root" },
    });
    const answer = { "m.in_reply_to": { event_id: "$said" } };
    expect(inThread({ "m.relates_to": answer }, "$root")["m.relates_to"]).toEqual({
        ...inside,
        ...answer,
        is_falling_back: false,
    });
});

import { expect, it } from "vitest";
import { usualTimes } from "./composerLater.ts";

it("usual times are to come, and Monday isn't tomorrow twice", () => {
    const names = (date: Date): string[] => usualTimes(date.getTime()).map((time) => time.name);
    expect(names(new Date(2026, 10, 30, 9, 0))).toEqual(["hour", "evening", "tomorrow", "monday"]); // a Monday
    expect(names(new Date(2026, 10, 30, 19, 0))).toEqual(["hour", "tomorrow", "monday"]);
    expect(names(new Date(2026, 10, 29, 19, 0))).toEqual(["hour", "tomorrow"]); // a Sunday
});

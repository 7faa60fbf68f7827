import { expect, it } from "vitest";
import { clockTime, dayOf, longDay, shortTime } from "./time.ts";

const noon = new Date(2026, 10, 30, 12, 5).getTime();
const day = 86_400_000;

it("a list says the time today, the weekday this week, else the date", () => {
    expect(shortTime(noon, noon, "zh-CN")).toBe("12:05");
    expect(shortTime(noon - day, noon, "zh-CN")).toBe("周日");
    expect(shortTime(noon - day, noon, "en")).toBe("Sun");
    expect(shortTime(noon - 20 * day, noon, "zh-CN")).toBe("11/10");
    expect(shortTime(noon - 400 * day, noon, "en")).toBe("10/26/2025");
});

it("days are of the reader's time zone", () => {
    expect(dayOf(new Date(2026, 0, 2, 0, 0).getTime()) - dayOf(new Date(2026, 0, 1, 23, 59).getTime())).toBe(1);
    expect(longDay(noon, noon, "zh-CN")).toBe("11月30日星期一");
    expect(clockTime(new Date(2026, 0, 1, 0, 7).getTime(), "en")).toBe("00:07");
});

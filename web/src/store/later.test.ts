import { beforeEach, expect, it, vi } from "vitest";
import { isPutOff, putOff } from "./later.ts";

const DAY = 86_400_000;
const kept = new Map<string, string>();

beforeEach(() => {
    kept.clear();
    vi.stubGlobal("localStorage", {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => kept.set(key, value),
    });
});

it("is put off for a day, and only that", () => {
    putOff("new", 1_000);
    expect(isPutOff("new", 1_000 + DAY - 1)).toBe(true);
    expect(isPutOff("new", 1_000 + DAY)).toBe(false);
    expect(isPutOff("unconfirmed", 2_000)).toBe(false);
});

it("nothing is put off by a clock that was wrong, or by what can't be read", () => {
    putOff("new", 100 * DAY);
    expect(isPutOff("new", DAY)).toBe(false);
    kept.set("fangyuan.person.later", "{");
    expect(isPutOff("new", DAY)).toBe(false);
});

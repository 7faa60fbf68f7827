import { expect, it } from "vitest";
import type { CensusEntry } from "./census.ts";
import { lastWords, sumBy } from "./figures.ts";

const now = new Date(2026, 10, 30, 12).getTime();
const group = (kind: string, members: number, ago: number | null): CensusEntry =>
    ({ kind, members, last_message_ts: ago === null ? null : now - ago * 86_400_000 }) as CensusEntry;
const groups = [group("a", 2, 0), group("b", 9, 1), group("a", 3, 1), group("c", 1, null)];

it("sums by a name, the largest first", () => {
    expect(
        sumBy(
            groups,
            (one) => one.kind,
            (one) => one.members,
        ),
    ).toEqual([
        { id: "b", count: 9 },
        { id: "a", count: 5 },
        { id: "c", count: 1 },
    ]);
});

it("counts groups by the day of their last message", () => {
    expect(lastWords(groups, now, 3).map((one) => one.count)).toEqual([0, 2, 1]);
});

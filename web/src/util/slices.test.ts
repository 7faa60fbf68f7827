import { expect, it, vi } from "vitest";
import { mapInSlices, Queue } from "./slices.ts";

it("everything is done, in its order", async () => {
    expect(await mapInSlices([1, 2, 3], (one, at) => one * 10 + at)).toEqual([10, 21, 32]);
});

it("others come in between when it takes long", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const seen: string[] = [];
    setTimeout(() => seen.push("press"), 0);
    await mapInSlices([1, 2, 3], (one) => {
        now += 40;
        seen.push(`work ${one}`);
    });
    expect(seen).toEqual(["work 1", "press", "work 2", "work 3"]);
    vi.restoreAllMocks();
});

it("a queue does one work after the other, and goes on after one that failed", async () => {
    const queue = new Queue();
    const seen: string[] = [];
    const work = (name: string) => async () => {
        seen.push(`${name} begins`);
        await Promise.resolve();
        seen.push(`${name} ends`);
        if (name === "b") throw new Error("no");
        return name;
    };
    const all = await Promise.allSettled(["a", "b", "c"].map((name) => queue.add(work(name))));
    expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
    expect(all.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

import type { MatrixEvent } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { isRefusal, NotYet, SendingQueue } from "./queue.ts";

const event = (id: string, roomId = "!a:x"): MatrixEvent =>
    ({ getRoomId: () => roomId, getId: () => id }) as unknown as MatrixEvent;
const refused = Object.assign(new Error("no"), { httpStatus: 403 });
const offline = Object.assign(new Error("fetch failed"), { name: "ConnectionError" });

it("sends one after the other, and a refused one holds up only itself", async () => {
    const order: string[] = [];
    const queue = new SendingQueue();
    queue.setProcessFunction(async (one) => {
        order.push(`> ${one.getId()}`);
        await new Promise((done) => setTimeout(done, 1));
        order.push(`< ${one.getId()}`);
        if (one.getId() === "2") throw refused;
        return { event_id: `$${one.getId()}` };
    });
    const ends = await Promise.allSettled(["1", "2", "3"].map((id) => queue.queueEvent(event(id))));
    expect(order).toEqual(["> 1", "< 1", "> 2", "< 2", "> 3", "< 3"]);
    expect(ends.map((end) => end.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

it("gives up on all that wait when the house can't be reached", async () => {
    const queue = new SendingQueue();
    let tries = 0;
    queue.setProcessFunction(async () => {
        tries += 1;
        throw offline;
    });
    const ends = await Promise.allSettled(["1", "2"].map((id) => queue.queueEvent(event(id))));
    expect(ends.every((end) => end.status === "rejected" && end.reason === offline)).toBe(true);
    expect(tries).toBe(1);
});

it("keeps back what others go before", async () => {
    const queue = new SendingQueue();
    queue.isHeldBack = () => true;
    await expect(queue.queueEvent(event("1"))).rejects.toBeInstanceOf(NotYet);
});

it("knows a refusal from a failure", () => {
    expect(isRefusal(refused)).toBe(true);
    for (const status of [401, 429, 500, 502]) expect(isRefusal({ httpStatus: status })).toBe(false);
    expect(isRefusal(offline)).toBe(false);
});

import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";
import { beforeEach, expect, it, vi } from "vitest";
import { Sender } from "./composerSend.ts";

const vault = new Map<string, string>();
const steps: string[] = [];
const tick = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

vi.mock("../api/vault.ts", () => ({
    tryToKeep: async (name: string, text: string) => {
        await new Promise((done) => setTimeout(done, text.includes("slow") ? 20 : 1));
        if (text) vault.set(name, text);
        else vault.delete(name);
        steps.push(`${text ? "kept" : "forgotten"} ${name}`);
    },
    findTexts: async () => new Map(vault),
}));

type Echo = (event: MatrixEvent, room: unknown) => void;
type Said = { transaction_id?: string };

/** A client in one encrypted group, `!a`. */
class House {
    echo: Echo = () => undefined;
    sent: string[] = [];
    pending: MatrixEvent[] = [];
    said: Said[] = [];
    answer = async (txnId: string): Promise<{ event_id: string }> => ({ event_id: `$${txnId}` });
    #made = 0;

    readonly room = {
        hasEncryptionStateEvent: () => true,
        getPendingEvents: () => this.pending,
        getLiveTimeline: () => ({ getEvents: () => this.said.map((unsigned) => ({ getUnsigned: () => unsigned })) }),
    };

    readonly matrix = {
        on: (_name: string, echo: Echo) => {
            this.echo = echo;
        },
        makeTxnId: () => {
            this.#made += 1;
            return `m${this.#made}`;
        },
        getRoom: (id: string) => (id === "!a" ? this.room : null),
        sendEvent: (_room: string, _thread: unknown, _type: string, _content: unknown, txnId: string) => {
            steps.push(`sent ${txnId}`);
            this.sent.push(txnId);
            return this.answer(txnId);
        },
    } as unknown as MatrixClient;
}

const offline = (): Promise<never> => Promise.reject(new Error("fetch failed"));
const message = (body: string, roomId = "!a") => ({ roomId, type: "m.room.message", content: { body } });
const event = (txnId: string, status: string | null) => ({ getTxnId: () => txnId, status }) as unknown as MatrixEvent;

beforeEach(() => {
    vault.clear();
    steps.length = 0;
});

it("is kept before it is shown, in the order of writing, and forgotten once it is sent", async () => {
    const house = new House();
    const sender = new Sender(house.matrix);
    await Promise.all([sender.send(message("slow")), sender.send(message("quick"))]);
    expect(house.sent).toEqual(["m1", "m2"]);
    expect(steps.indexOf("kept unsent:m1")).toBeLessThan(steps.indexOf("sent m1"));
    expect(steps.indexOf("kept unsent:m2")).toBeLessThan(steps.indexOf("sent m2"));
    expect(vault.size).toBe(0);
});

it.each([
    ["sent at a later try", "sent"],
    ["given up by the person", "cancelled"],
    ["back from the house before its answer", null],
])("is no longer kept when it is %s", async (_name, status) => {
    const house = new House();
    house.answer = offline;
    const sender = new Sender(house.matrix);
    await sender.send(message("x"));
    expect([...vault.keys()]).toEqual(["unsent:m1"]);
    house.echo(event("m1", "not_sent"), house.room);
    await sender.sendLeft();
    expect([...vault.keys()]).toEqual(["unsent:m1"]);
    house.echo(event("m1", status), house.room);
    while (vault.size > 0) await tick();
    expect(house.sent).toEqual(["m1"]);
});

it("goes out on the next visit with the same id, but not what is known already, nor to where it can't be encrypted", async () => {
    for (const [txnId, roomId] of [
        ["m10", "!a"],
        ["m9", "!a"],
        ["m11", "!a"],
        ["m12", "!a"],
        ["m13", "!gone"],
    ] as const) {
        vault.set(`unsent:${txnId}`, JSON.stringify(message(txnId, roomId)));
    }
    const house = new House();
    house.pending = [event("m11", "not_sent")];
    house.said = [{}, { transaction_id: "m12" }];
    await new Sender(house.matrix).sendLeft();
    expect(house.sent).toEqual(["m9", "m10"]);
    expect([...vault.keys()]).toEqual(["unsent:m13"]);
});

import { MatrixError, MatrixEvent, type Room } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { peopleIn } from "./members.ts";

type Raw = { state_key: string; type: string; room_id: string; content: Record<string, unknown> };

const member = (name: string, membership = "join", displayname = name): Raw => ({
    type: "m.room.member",
    room_id: "!r:x",
    state_key: `@${name}:x`,
    content: { membership, displayname },
});

function room(answer: () => Promise<Raw[]>, kept: Raw[] | null = null, heard: Raw[] = []) {
    const listeners = new Set<(event: MatrixEvent) => void>();
    const stored: Raw[][] = [];
    const client = {
        getUserId: () => "@me:x",
        on: (_name: string, listener: (event: MatrixEvent) => void) => listeners.add(listener),
        off: (_name: string, listener: (event: MatrixEvent) => void) => listeners.delete(listener),
        members: async () => ({ chunk: await answer() }),
        store: {
            getOutOfBandMembers: async () => kept,
            setOutOfBandMembers: async (_roomId: string, all: Raw[]) => void stored.push(all),
            clearOutOfBandMembers: async () => void stored.push([]),
        },
    };
    const currentState = { getStateEvents: () => heard.map((raw) => new MatrixEvent(raw as never)) };
    return {
        room: { client, roomId: "!r:x", currentState } as unknown as Room,
        say: (raw: Raw) => {
            for (const listener of listeners) listener(new MatrixEvent(raw as never));
        },
        stored,
        listeners,
    };
}

const names = async (at: Room): Promise<string[]> => (await peopleIn(at)).map((one) => one.name);

it("those who are in or invited are listed by name, once asked for", async () => {
    let times = 0;
    const { room: here, stored } = room(async () => {
        times += 1;
        return [member("zhou", "join", "周"), member("li", "invite", "李"), member("gone", "leave"), member("ada")];
    });
    expect(await names(here)).toEqual(["李", "周", "ada"]);
    expect(await peopleIn(here)).toBe(await peopleIn(here));
    expect((await peopleIn(here)).find((one) => one.isInvited)?.userId).toBe("@li:x");
    expect(times).toBe(1);
    expect(stored.length).toBe(1);
});

it("whoever comes and goes is heard of, while the answer is on its way too", async () => {
    let answer: (all: Raw[]) => void = () => undefined;
    const { room: here, say } = room(
        () =>
            new Promise((resolve) => {
                answer = resolve;
            }),
    );
    const asked = names(here);
    say(member("wu", "leave"));
    answer([member("wu"), member("li")]);
    expect(await asked).toEqual(["li"]);
    say(member("sun"));
    expect(await names(here)).toEqual(["li", "sun"]);
});

it("without a network they are those that were kept, and what was heard since", async () => {
    const fail = async (): Promise<Raw[]> => {
        throw new TypeError("no network");
    };
    const { room: here } = room(fail, [member("li"), member("wu")], [member("wu", "leave")]);
    expect(await names(here)).toEqual(["li"]);
    await expect(peopleIn(room(fail).room)).rejects.toThrow("no network");
});

it("what the house refuses isn't shown from what was kept", async () => {
    const refuse = async (): Promise<Raw[]> => {
        throw new MatrixError({ errcode: "M_FORBIDDEN", error: "not in it" }, 403);
    };
    await expect(peopleIn(room(refuse, [member("li")]).room)).rejects.toThrow("not in it");
});

it("who leaves keeps nothing", async () => {
    const { room: here, say, stored, listeners } = room(async () => [member("me"), member("li")]);
    await peopleIn(here);
    say(member("me", "leave"));
    expect(listeners.size).toBe(0);
    expect(stored.at(-1)).toEqual([]);
});

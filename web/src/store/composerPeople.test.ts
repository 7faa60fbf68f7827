import { expect, it } from "vitest";
import type { Room } from "../api/matrix.ts";
import { findPeople, isSpelt } from "./composerPeople.ts";

function room(names: readonly string[]): Room & { reads: number } {
    const chunk = names.map((displayname, at) => ({
        type: "m.room.member",
        state_key: `@p${at}:x`,
        content: { membership: "join", displayname },
    }));
    const made = {
        myUserId: "@me:x",
        reads: 0,
        client: {
            on: () => undefined,
            members: async () => {
                made.reads += 1;
                return { chunk };
            },
            store: { setOutOfBandMembers: async () => undefined },
        },
    };
    return made as unknown as Room & { reads: number };
}

const FEW = room(["罗志勇", "周永强", "单晓燕", "Ada Lovelace", "罗云"]);
const found = async (question: string): Promise<string[]> =>
    (await findPeople(FEW, question)).map((person) => person.name);

it.each([
    ["罗", ["罗云", "罗志勇"]],
    ["志勇", ["罗志勇"]],
    ["lzy", ["罗志勇"]],
    ["l'z'y", ["罗志勇"]],
    ["luozhiy", ["罗志勇"]],
    ["luozy", ["罗志勇"]],
    ["zhiyong", ["罗志勇"]],
    ["shanxy", ["单晓燕"]], // as a surname 单 is read shan
    ["al", ["Ada Lovelace"]],
    ["xyz", []],
])("%s finds %o", async (question, names) => {
    expect((await found(question)).sort()).toEqual([...names].sort());
});

it("a name may be cut short in each of its signs", () => {
    expect(isSpelt(["zhou", "yong", "qiang"], "zyongq")).toBe(true);
    expect(isSpelt(["zhou", "yong", "qiang"], "yong")).toBe(false);
});

it("thousands of people are read once", async () => {
    const many = room(
        Array.from({ length: 2000 }, (_, at) => `${"赵钱孙李周吴郑王"[at % 8]}${"志勇强丽明"[at % 5]}${at}`),
    );
    await Promise.all([findPeople(many, ""), findPeople(many, "zz")]);
    expect((await findPeople(many, "赵志0"))[0]?.name).toBe("赵志0");
    expect(many.reads).toBe(1);
});

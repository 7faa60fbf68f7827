import { expect, it } from "vitest";
import { isPollAnswerType, isPollType, readChain, readEntries, readPoll, type Said, tally } from "./polls.ts";

const START = {
    "org.matrix.msc3381.poll.start": {
        question: { "org.matrix.msc1767.text": "吃什么？" },
        kind: "org.matrix.msc3381.poll.disclosed",
        max_selections: 1,
        answers: [
            { id: "a", "org.matrix.msc1767.text": "面" },
            { id: "b", "org.matrix.msc1767.text": "饭" },
        ],
    },
};

function response(sender: string, ts: number, ...answers: string[]): Said {
    const content = { "org.matrix.msc3381.poll.response": { answers } };
    return { id: `$${sender}${ts}`, type: "org.matrix.msc3381.poll.response", sender, ts, content };
}

it("both spellings of a poll are read", () => {
    const stable = {
        "m.poll.start": {
            question: { "m.text": [{ body: "吃什么？" }] },
            kind: "m.undisclosed",
            answers: [{ "m.id": "a", "m.text": [{ body: "面" }] }],
        },
    };
    expect(readPoll(START)).toMatchObject({ question: "吃什么？", isOpen: true, most: 1 });
    expect(readPoll(stable)).toEqual({
        question: "吃什么？",
        answers: [{ id: "a", text: "面" }],
        most: 1,
        isOpen: false,
    });
    expect(readPoll({})).toBeUndefined();
    expect([isPollType("m.poll.start"), isPollAnswerType("m.poll.end"), isPollType("m.poll.end")]).toEqual([
        true,
        true,
        false,
    ]);
});

it("the newest vote of each counts, until the author ends it", () => {
    const poll = readPoll(START);
    if (!poll) throw new Error("no poll");
    const end = { id: "$e", type: "org.matrix.msc3381.poll.end", sender: "@me", ts: 50, content: {} };
    const said = [response("@x", 10, "a"), response("@x", 20, "b", "a"), response("@y", 30, "nonsense")];
    const other = { ...end, id: "$f", sender: "@y", ts: 15 };
    const result = tally(poll, "@me", [...said, response("@z", 60, "a"), end, other], () => false);
    expect(result).toEqual({
        votes: new Map([
            ["a", []],
            ["b", ["@x"]],
        ]),
        voters: 1,
        isEnded: true,
    });
});

it("a chain and its entries are messages with a mark", () => {
    expect(readChain({ "fangyuan.chain": { title: "加班餐" } })).toEqual({ title: "加班餐", example: "" });
    expect(readChain({ body: "x" })).toBeUndefined();
    const entry = {
        id: "$1",
        type: "m.room.message",
        sender: "@x",
        ts: 1,
        content: { "fangyuan.chain_entry": { text: "两份" } },
    };
    expect(readEntries([entry, { ...entry, content: {} }])).toEqual([{ id: "$1", sender: "@x", text: "两份", ts: 1 }]);
});

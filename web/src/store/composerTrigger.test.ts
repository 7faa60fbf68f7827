import { expect, it } from "vitest";
import { findTrigger, put } from "./composerTrigger.ts";

it.each([
    ["@", "@", ""],
    ["早@lzy", "@", "lzy"],
    ["hi @罗", "@", "罗"],
    ["mail a@b", undefined, undefined],
    ["@罗志勇 你好", undefined, undefined],
    [":smi", ":", "smi"],
    ["好 :点赞", ":", "点赞"],
    ["at 8:30", undefined, undefined],
    [":s", undefined, undefined],
])("%s", (text, sign, question) => {
    const found = findTrigger(text, text.length);
    expect([found?.sign, found?.question]).toEqual([sign, question]);
});

it("what was named takes the place of its question", () => {
    const text = "早 @lzy 看";
    const trigger = findTrigger(text, 6);
    expect(trigger && put(text, trigger, "@罗志勇 ")).toEqual({ text: "早 @罗志勇  看", cursor: 7 });
});

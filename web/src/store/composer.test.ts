import { describe, expect, it } from "vitest";
import { formatted, mentionsOf, namedIn, textContent } from "./composer.ts";

const LUO = { text: "@罗志勇", userId: "@luo.zhiyong:x" };

describe("HTML is made only where it says more", () => {
    it.each([
        ["plain", undefined],
        ["3*5*8 and snake_case_name <b>", undefined],
        ["two\nlines", undefined],
        ["**bold** & more", "<strong>bold</strong> &amp; more"],
        ["~~old~~ new", "<del>old</del> new"],
        ["run `a<b` now", "run <code>a&lt;b</code> now"],
        ["see\n```js\nlet a = 1 < 2\n```", 'see<br><pre><code class="language-js">let a = 1 &lt; 2\n</code></pre>'],
    ])("%s", (text, html) => expect(formatted(text, [])).toBe(html));

    it("who is named is a link", () => {
        expect(formatted("@罗志勇 看一下", [LUO])).toBe(
            '<a href="https://matrix.to/#/@luo.zhiyong:x">@罗志勇</a> 看一下',
        );
        expect(formatted("**@罗志勇**", [LUO])).toContain("<strong><a href");
    });
});

it("who is no more in the text isn't called", () => {
    expect(namedIn({ text: "早", mentions: [LUO] })).toEqual([]);
    expect(mentionsOf([LUO, LUO])).toEqual({ user_ids: ["@luo.zhiyong:x"] });
    expect(mentionsOf([{ text: "@所有人" }])).toEqual({ room: true });
});

it("a message says whom it calls, even if nobody", () => {
    expect(textContent({ text: " hi ", mentions: [] }, { at: "new" })).toEqual({
        msgtype: "m.text",
        body: "hi",
        "m.mentions": {},
    });
});

it("an edit calls those whom the first wording didn't", () => {
    const mentions = [LUO, { text: "@所有人" }];
    const said = {
        getId: () => "$said",
        getContent: () => ({ msgtype: "m.text", "m.mentions": { user_ids: [LUO.userId] } }),
    };
    const content = textContent({ text: "@罗志勇 @所有人", mentions }, { at: "edit", event: said as never });
    expect(content["m.mentions"]).toEqual({ room: true });
    expect(content["m.new_content"]).toMatchObject({ "m.mentions": { user_ids: [LUO.userId], room: true } });
});

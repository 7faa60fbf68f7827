import { expect, it } from "vitest";
import { findEmoji, loadEmoji } from "./emoji.ts";

const signs = async (question: string): Promise<string[]> =>
    findEmoji(await loadEmoji(), question).map((emoji) => emoji.sign);

it("finds them in both languages, and without spaces as after a colon", async () => {
    expect(await signs("thumbsup")).toContain("👍️");
    expect((await signs("拇指向上"))[0]).toBe("👍️");
    expect((await signs("party popper"))[0]).toBe("🎉");
    expect((await signs("点赞"))[0]).toBe("👍️"); // as people here call it
    expect(await signs("笑")).toContain("😆");
    expect(await signs("")).toEqual([]);
    expect(await signs("zzzzzz")).toEqual([]);
});

it("has each once, with a name in both languages", async () => {
    const all = await loadEmoji();
    expect(new Set(all.map((emoji) => emoji.sign)).size).toBe(all.length);
    expect(all.filter((emoji) => !emoji.zh || !emoji.en)).toEqual([]);
});

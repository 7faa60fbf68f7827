import { describe, expect, it } from "vitest";
import { bucket, fileSize, initials, plainName } from "./text.ts";

describe("what stands in a picture", () => {
    it.each([
        ["韩丽萍", "丽萍"],
        ["李工", "李工"],
        ["二厂工作群", "作群"],
        ["zhou.yongqiang", "ZY"],
        ["Ada Lovelace King", "AL"],
        ["", ""],
    ])("of %s is %s", (name, expected) => expect(initials(name)).toBe(expected));
});

it("sizes are short", () => {
    expect([0, 1023, 1024, 1536, 150 * 1024, 5_500_000].map(fileSize)).toEqual([
        "0 B",
        "1023 B",
        "1.0 KB",
        "1.5 KB",
        "150 KB",
        "5.2 MB",
    ]);
});

it("a name has always the same colour", () => {
    expect(bucket("韩丽萍", 8)).toBe(bucket("韩丽萍", 8));
    expect(bucket("a", 8)).not.toBe(bucket("b", 8));
});

it("a name doesn't turn its neighbours around", () => {
    expect(plainName("年报\u202efdp.exe")).toBe("年报fdp.exe");
    expect(plainName("\u2066\u200b林\ufeff管理")).toBe("林管理");
    expect(plainName("👨‍👩‍👧 小组")).toBe("👨‍👩‍👧 小组");
});

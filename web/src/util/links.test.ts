import { expect, it } from "vitest";
import { localpart, partsOf, personOf } from "./links.ts";

it("an address ends where Chinese begins, and without its full stop", () => {
    expect(partsOf("见https://a.example/x?y=1，谢谢www.b.example.")).toEqual([
        { kind: "text", text: "见" },
        { kind: "link", text: "https://a.example/x?y=1", href: "https://a.example/x?y=1" },
        { kind: "text", text: "，谢谢" },
        { kind: "link", text: "www.b.example", href: "https://www.b.example" },
        { kind: "text", text: "." },
    ]);
});

it("the longest name is called", () => {
    const people = [
        { id: "@a:x", name: "张明" },
        { id: "@b:x", name: "张明华" },
    ];
    expect(partsOf("@张明华 请看", people)).toEqual([
        { kind: "person", text: "@张明华", id: "@b:x" },
        { kind: "text", text: " 请看" },
    ]);
    expect(partsOf("没有人")).toEqual([{ kind: "text", text: "没有人" }]);
});

it("a person's address is read", () => {
    expect(personOf("https://matrix.to/#/%40a%3Ax.example")).toBe("@a:x.example");
    expect(personOf("https://matrix.to/#/!room:x")).toBeUndefined();
    expect(personOf("https://%zz")).toBeUndefined();
    expect(localpart("@a.b:x.example")).toBe("a.b");
});

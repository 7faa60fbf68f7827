import { expect, it } from "vitest";
import { localpart, otherHost, partsOf, personOf, roomOf } from "./links.ts";

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

it("a group's address leads to it here", () => {
    expect(roomOf("https://matrix.to/#/!a:x.example/$b?via=x")).toBe("/chats/!a%3Ax.example?event=%24b");
    expect(roomOf("https://matrix.to/#/%21a%3Ax.example")).toBe("/chats/!a%3Ax.example");
    expect(roomOf("matrix:roomid/a:x/e/b")).toBe("/chats/!a%3Ax?event=%24b");
    expect(roomOf("https://matrix.to/#/@a:x")).toBeUndefined();
    expect(roomOf("https://evil.example/#/!a:x")).toBeUndefined();
});

it("a link whose words name another host says where it leads", () => {
    expect(otherHost("https://bank.example/login", "https://evil.example/a")).toBe("evil.example");
    expect(otherHost("bank.example", "https://evil.example:8443/")).toBe("evil.example:8443");
    expect(otherHost("www.bank.example", "https://bank.example/a")).toBeUndefined();
    expect(otherHost("银行.example/a", "https://银行.example")).toBeUndefined();
    expect(otherHost("看这里", "https://evil.example")).toBeUndefined();
    expect(otherHost("report.pdf", "matrix:u/a:x")).toBeUndefined();
});

import { expect, it } from "vitest";
import { codesFile, quoted } from "./imports.ts";

it("a cell is never a formula, and keeps its commas", () => {
    expect(quoted("=1+1")).toBe("'=1+1");
    expect(quoted('a,"b"')).toBe('"a,""b"""');
    expect(quoted("zhang.san")).toBe("zhang.san");
});

it("the file of codes opens with its Chinese intact", async () => {
    const bytes = new Uint8Array(await codesFile({ "zhang.san": "abc-def" }, ["A", "B"]).arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(new TextDecoder().decode(bytes)).toBe("A,B\r\nzhang.san,abc-def\r\n");
});

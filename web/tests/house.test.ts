/** How the house is built: `ui -> store -> api -> util`, one way; only ui knows React. */
import { describe, expect, it } from "vitest";
import { imports, modules, parse } from "./source.ts";

const LAYERS = ["ui", "store", "api", "util"];
const REACT =
    /^(react|react-dom|react-i18next|react-aria-components|wouter|virtua|lucide-react|@tanstack\/react-query)(\/|$)/;
// The store makes the query client, whose React-free part is exported by the same package as its hooks.
const MAY = new Set(["store/house.ts @tanstack/react-query"]);

function layer(path: string): string | undefined {
    return LAYERS.find((name) => path.startsWith(`${name}/`));
}

describe("a layer imports itself and what is below it", () => {
    it.each(modules().filter(layer))("%s", (name) => {
        const own = LAYERS.indexOf(layer(name) ?? "");
        const wrong = imports(name).filter((to) => {
            const theirs = layer(to);
            return theirs !== undefined && LAYERS.indexOf(theirs) < own;
        });
        expect(wrong).toEqual([]);
        if (own > 0) expect(imports(name).filter((to) => REACT.test(to) && !MAY.has(`${name} ${to}`))).toEqual([]);
    });
});

it("the page before sign-in does without the Matrix SDK", () => {
    const eager = new Set<string>();
    const lazy = /^matrix-js-sdk/;
    const queue = ["main.tsx"];
    // Only static imports count: imports() has both, so what start.tsx loads lazily is left out by name.
    const LATER = new Set(["ui/shell/SignedIn.tsx"]);
    while (queue.length > 0) {
        const name = queue.pop() ?? "";
        if (eager.has(name) || LATER.has(name) || !/\.tsx?$/.test(name)) continue;
        eager.add(name);
        queue.push(...imports(name).filter((to) => !/^[@a-z]/.test(to) || layer(to)));
    }
    expect([...eager].filter((name) => imports(name).some((to) => lazy.test(to)))).toEqual([]);
    expect(eager).toContain("api/login.ts");
});

it("nothing fails in silence without a reason", () => {
    const silent = /\.catch\(\(\) => (undefined|\{\s*\})\)/;
    expect(modules().filter((name) => silent.test(parse(name).text))).toEqual([]);
});

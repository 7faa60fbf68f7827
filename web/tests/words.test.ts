/** Every text that a person sees stands in the resource files, in both languages. */

import ts from "typescript";
import { describe, expect, it } from "vitest";
import { words as english } from "../src/locales/en/index.ts";
import { words as chinese } from "../src/locales/zh-CN/index.ts";
import { modules, parse, place, walk } from "./source.ts";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ""): [string, string][] {
    return Object.entries(tree).flatMap(([key, value]) =>
        typeof value === "string" ? [[path + key, value] as [string, string]] : flat(value, `${path}${key}.`),
    );
}

const texts = { "zh-CN": flat(chinese as Tree), en: flat(english as Tree) };
const withoutPlural = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, "");
const parameters = (text: string): string[] =>
    [...new Set(text.match(/{{\s*-?\s*\w+/g) ?? [])].map((found) => found.replace(/[^\w]/g, "")).sort();

describe("the two languages", () => {
    it("have the same texts", () => {
        const keys = (list: [string, string][]): string[] =>
            [...new Set(list.map(([key]) => withoutPlural(key)))].sort();
        expect(keys(texts.en)).toEqual(keys(texts["zh-CN"]));
    });

    it("use the same parameters", () => {
        const theirs = new Map(texts.en.map(([key, text]) => [key, parameters(text)]));
        const different = texts["zh-CN"].filter(([key, text]) => {
            const other = theirs.get(key);
            return other && other.join() !== parameters(text).join();
        });
        expect(different).toEqual([]);
    });

    it("have no empty text, no Chinese in English, and plurals in English", () => {
        expect([...texts.en, ...texts["zh-CN"]].filter(([, text]) => !text.trim())).toEqual([]);
        const han = /\p{Script=Han}/u;
        const MAY = new Set<string>(["timeline.poll.jielong", "composer.poll.jielong"]); // a word of its own: 接龙
        expect(texts.en.filter(([key, text]) => han.test(text) && !MAY.has(key))).toEqual([]);
        const singular = new Set(texts.en.filter(([key]) => key.endsWith("_one")).map(([key]) => withoutPlural(key)));
        const plural = texts.en.filter(([key]) => key.endsWith("_other")).map(([key]) => withoutPlural(key));
        expect(plural.filter((key) => !singular.has(key))).toEqual([]);
    });
});

// Names of the two languages stand in their own language.
const WRITTEN = new Set(["简体中文", "English"]);
const SEEN = new Set([
    "aria-label",
    "aria-description",
    "title",
    "placeholder",
    "alt",
    "label",
    "hint",
    "tip",
    "words",
    "subtitle",
]);
const LETTERS = /\p{Letter}{2}/u;
const HAN = /\p{Script=Han}/u;

describe("no text is written into the code", () => {
    it.each(modules().filter((name) => !name.startsWith("locales")))("%s", (name) => {
        const file = parse(name);
        const found: string[] = [];
        for (const node of walk(file)) {
            if (ts.isJsxText(node) && LETTERS.test(node.text)) found.push(`${place(file, node)} ${node.text.trim()}`);
            if (!ts.isStringLiteral(node) && !ts.isNoSubstitutionTemplateLiteral(node)) continue;
            const isSeen = ts.isJsxAttribute(node.parent) && SEEN.has(node.parent.name.getText());
            const isWord = HAN.test(node.text) || (isSeen && LETTERS.test(node.text));
            if (isWord && !WRITTEN.has(node.text)) found.push(`${place(file, node)} ${node.text}`);
        }
        expect(found).toEqual([]);
    });
});

it("every text is used", () => {
    const code = modules()
        .filter((name) => !name.startsWith("locales"))
        .map((name) => parse(name).text)
        .join("\n");
    // A key may be put together from a part that is written and one that is not: `kinds.${kind}`.
    const prefixes = [...code.matchAll(/[`"'](?:\w+:)?([\w.]+\.)\$\{/g)].map((match) => match[1] ?? "");
    const SHARED = "common."; // words at hand for every page
    const unused = texts["zh-CN"]
        .map(([key]) => withoutPlural(key))
        .filter((key) => {
            if (key.startsWith(SHARED)) return false;
            const [, ...rest] = key.split(".");
            const name = rest.join(".");
            const isWritten = new RegExp(`[\`"':]${name.replaceAll(".", "\\.")}[\`"']`).test(code);
            return !isWritten && !prefixes.some((prefix) => name.startsWith(prefix));
        });
    expect(unused).toEqual([]);
});

/** Emoji with their names in both languages, so that 点赞 and "thumbs" find the same one; loaded when first asked for. */

import more from "./emojiNames.json" with { type: "json" };

export type Emoji = {
    readonly sign: string;
    /** Its name in Chinese and in English. */
    readonly zh: string;
    readonly en: string;
    /** Its place among GROUPS. */
    readonly group: EmojiGroup;
    /** What it is found by: lower case, no spaces. */
    readonly names: readonly string[];
};

/** Smileys, people, animals, food, places, activities, objects, symbols, flags: as emojibase numbers them. */
export const GROUPS = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;
export type EmojiGroup = (typeof GROUPS)[number];

type Row = { unicode: string; label: string; hexcode: string; group?: number; order?: number; tags?: string[] };

const RECENT = "fangyuan.emoji";
const KEPT = 24;
const AT_FIRST = ["👍", "👌", "🙏", "😄", "😂", "🎉", "❤️", "✅", "💪", "👏", "🌹", "😅"];

let loading: Promise<readonly Emoji[]> | undefined;

/** All of them, in their usual order; the same promise each time. */
export function loadEmoji(): Promise<readonly Emoji[]> {
    loading ??= Promise.all([import("emojibase-data/zh/compact.json"), import("emojibase-data/en/compact.json")]).then(
        ([zh, en]) => merge(zh.default as Row[], en.default as Row[]),
        (error: unknown) => {
            loading = undefined; // the next one tries again
            throw error;
        },
    );
    return loading;
}

function merge(chinese: readonly Row[], english: readonly Row[]): Emoji[] {
    const names = new Map(english.map((row) => [row.hexcode, row]));
    return chinese
        .filter((row): row is Row & { group: EmojiGroup } => GROUPS.some((group) => group === row.group))
        .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
        .map((row) => {
            const other = names.get(row.hexcode);
            const said = (more as Record<string, string>)[row.unicode.replaceAll("\ufe0f", "")]?.split(" ") ?? [];
            const all = [row.label, other?.label ?? "", ...said, ...(row.tags ?? []), ...(other?.tags ?? [])];
            return {
                sign: row.unicode,
                zh: row.label,
                en: other?.label ?? row.label,
                group: row.group,
                names: all.map(plain),
            };
        });
}

function plain(text: string): string {
    return text.toLowerCase().replace(/[\s_:-]+/g, "");
}

/** The best first: a name that is the question, one that begins with it, one that has it inside. */
export function findEmoji(all: readonly Emoji[], question: string, most = 100): readonly Emoji[] {
    const wanted = plain(question);
    if (!wanted) return [];
    const found: [number, Emoji][] = [];
    for (const emoji of all) {
        const rank = Math.min(
            ...emoji.names.map((name, at) => {
                const isName = at < 2; // else it is a tag
                if (name === wanted) return isName ? 0 : 1;
                if (name.startsWith(wanted)) return isName ? 2 : 3;
                return name.includes(wanted) ? 4 : 9;
            }),
        );
        if (rank < 9) found.push([rank, emoji]);
    }
    return found
        .sort((a, b) => a[0] - b[0])
        .slice(0, most)
        .map(([, emoji]) => emoji);
}

/** What was used last in this browser, the newest first; at first a few that everybody uses. */
export function recentEmoji(): readonly string[] {
    try {
        const kept: unknown = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
        const known = Array.isArray(kept) ? kept.filter((sign): sign is string => typeof sign === "string") : [];
        return [...new Set([...known, ...AT_FIRST])].slice(0, Math.max(known.length, AT_FIRST.length));
    } catch {
        return AT_FIRST;
    }
}

export function usedEmoji(sign: string): void {
    const next = [sign, ...recentEmoji().filter((known) => known !== sign)].slice(0, KEPT);
    localStorage.setItem(RECENT, JSON.stringify(next));
}

/** What can be set in the clauses that are changed here, and new ones as they begin. */
import type { Clause } from "./charter.ts";

export const MESSAGE_KINDS = [
    "text",
    "image",
    "video",
    "voice",
    "file",
    "link",
    "sticker",
    "poll",
    "location",
] as const;

/** New clauses, in the order in which they are offered. */
export const NEW_CLAUSES: readonly Clause[] = [
    { type: "posting", who: "all" },
    { type: "message_kinds", allowed: MESSAGE_KINDS.filter((kind) => kind !== "video") },
    { type: "files", max_bytes: 100_000_000 },
    { type: "link_domains", allow: [], deny: [] },
    { type: "room_mentions", who: "leaders", per_day: 3 },
    { type: "accept_first" },
    { type: "size_budget", members: 100 },
    { type: "hours", hours: [{ start: "08:00", end: "20:00" }], verdict: "schedule" },
    { type: "pace", every_seconds: 10 },
    { type: "length", characters: 1000 },
    { type: "keywords", words: [] },
    { type: "edits", edit_minutes: 15, recall_minutes: 15 },
    { type: "language", languages: ["zh-CN"], whose: "all" },
    { type: "adverts" },
    { type: "quarrels" },
    { type: "acknowledgements" },
    { type: "by_people", words: { "zh-CN": "" } },
];

/** Which of them aren't in the charter yet; rules that people keep and words may come several times. */
export function clausesToAdd(clauses: readonly Clause[]): readonly Clause[] {
    const has = new Set(clauses.map((clause) => clause.type));
    return NEW_CLAUSES.filter(({ type }) => type === "by_people" || type === "keywords" || !has.has(type));
}

/** A clause as the house takes it from us: without its number and words, which it gives itself. */
export function bare(clause: Clause): Clause {
    const { number: _number, text: _text, ...rest } = clause;
    return rest as Clause;
}

/** What a person wrote in a field of words: parted by commas, blanks or lines. */
export function wordsOf(text: string): string[] {
    return [...new Set(text.split(/[\s,，、;；]+/u).filter(Boolean))];
}

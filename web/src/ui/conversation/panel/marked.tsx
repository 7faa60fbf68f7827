import type { ReactNode } from "react";

const BEFORE = 24;

/** The text from a little before the first found word on, with the found words marked. */
export function marked(text: string, words: readonly string[]): ReactNode[] {
    const wanted = words.filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    if (wanted.length === 0) return [text];
    const pattern = new RegExp(`(${wanted.join("|")})`, "gi");
    const first = text.search(pattern);
    const start = Math.max(0, first - BEFORE);
    const shown = (start > 0 ? "…" : "") + text.slice(start, start + 160);
    // Splitting by a group puts what was found at each second place.
    return shown
        .split(pattern)
        .flatMap((part, at) => (at % 2 === 1 ? <mark key={shown.indexOf(part, at)}>{part}</mark> : part));
}

/** What is being named where the text cursor stands: somebody after `@`, an emoji after `:`. */
export type Trigger = {
    readonly sign: "@" | ":";
    readonly question: string;
    /** Where it begins in the text, its sign included, and where it ends. */
    readonly start: number;
    readonly end: number;
};

// An @ inside an address (a@b) names nobody; a colon counts after a space only, as in no time of day (8:30).
const PERSON = /(?:^|[^\w.-])@([^\s@]{0,20})$/u;
const EMOJI = /(?:^|\s):([a-z\d_+\p{Script=Han}-]{2,20})$/iu;

export function findTrigger(text: string, cursor: number): Trigger | undefined {
    const before = text.slice(0, cursor);
    const found: [Trigger["sign"], RegExpMatchArray | null][] = [
        ["@", before.match(PERSON)],
        [":", before.match(EMOJI)],
    ];
    for (const [sign, match] of found) {
        const question = match?.[1];
        if (question !== undefined) return { sign, question, start: cursor - question.length - 1, end: cursor };
    }
    return undefined;
}

/** The text with something in the place of what was being named, and where the cursor stands then. */
export function put(
    text: string,
    place: { start: number; end: number },
    put: string,
): { text: string; cursor: number } {
    return { text: text.slice(0, place.start) + put + text.slice(place.end), cursor: place.start + put.length };
}

/**
 * Polls (MSC3381, both spellings) and 接龙, the sign-up chain.
 *
 * A poll is the event that other Matrix clients know: `org.matrix.msc3381.poll.start`, answered by `…poll.response`
 * and closed by `…poll.end`, which both refer to it (`m.reference`).
 *
 * A chain is an ordinary text message, so that every client shows it, with
 * `"fangyuan.chain": {"title": "周五加班晚餐", "example": "姓名 份数"}`. An entry is a text message that refers to it:
 * `"m.relates_to": {"rel_type": "m.reference", "event_id": chain}` with `"fangyuan.chain_entry": {"text": "两份"}`.
 * Entries are numbered in the order in which the house has them; who takes his back redacts it, and the rest move up.
 */
import type { MatrixClient, MatrixEvent } from "../api/matrix.ts";

const UNSTABLE = "org.matrix.msc3381.poll.";
const STABLE = "m.poll.";
const TEXT = "org.matrix.msc1767.text";
const PAGE = 100;
const MOST_PAGES = 50;

export type Answer = { readonly id: string; readonly text: string };
export type PollDraft = {
    readonly question: string;
    readonly answers: readonly string[];
    /** How many answers one person may choose. */
    readonly most: number;
    /** Whether the votes are shown before the end. */
    readonly isOpen: boolean;
};
export type Poll = {
    readonly question: string;
    readonly answers: readonly Answer[];
    readonly most: number;
    readonly isOpen: boolean;
};
export type Tally = {
    /** Who voted for what: user ids by the id of the answer. */
    readonly votes: ReadonlyMap<string, readonly string[]>;
    readonly voters: number;
    readonly isEnded: boolean;
};
/** Of an event, what tallying needs: also the tests can make one. */
export type Said = {
    readonly id: string;
    readonly type: string;
    readonly sender: string;
    readonly ts: number;
    readonly content: Readonly<Record<string, unknown>>;
};
export type ChainEntry = { readonly id: string; readonly sender: string; readonly text: string; readonly ts: number };

type Obj = Readonly<Record<string, unknown>>;
const object = (value: unknown): Obj => (typeof value === "object" && value !== null ? (value as Obj) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function isPollType(type: string): boolean {
    return type === `${UNSTABLE}start` || type === `${STABLE}start`;
}

/** Responses and ends: they change a poll and aren't shown themselves. */
export function isPollAnswerType(type: string): boolean {
    return /^(org\.matrix\.msc3381|m)\.poll\.(response|end)$/.test(type);
}

function textOf(value: unknown): string {
    if (typeof value === "string") return value;
    const holder = object(value);
    const stable = list(holder["m.text"]).map((part) => object(part)["body"]);
    for (const found of [holder[TEXT], ...stable, holder["body"]]) if (typeof found === "string") return found;
    return "";
}

/** The poll of a start event's content; undefined where it is none that can be shown. */
export function readPoll(content: Obj): Poll | undefined {
    const start = object(content[`${STABLE}start`] ?? content["m.poll"] ?? content[`${UNSTABLE}start`]);
    const answers = list(start["answers"])
        .slice(0, 20)
        .map((answer) => ({ id: String(object(answer)["m.id"] ?? object(answer)["id"] ?? ""), text: textOf(answer) }))
        .filter((answer) => answer.id && answer.text);
    const question = textOf(start["question"]);
    if (!question || answers.length === 0) return undefined;
    const most = Number(start["max_selections"] ?? 1);
    return {
        question,
        answers,
        most: Number.isInteger(most) && most > 0 ? most : 1,
        isOpen: !String(start["kind"] ?? "").endsWith("undisclosed"),
    };
}

/** Each person's newest valid vote counts, up to the end that the poll's author (or `mayEnd`) declared. */
export function tally(poll: Poll, author: string, related: readonly Said[], mayEnd: (id: string) => boolean): Tally {
    const ends = related.filter((one) => one.type.endsWith(".end") && (one.sender === author || mayEnd(one.sender)));
    const endedAt = Math.min(...ends.map((one) => one.ts), Number.POSITIVE_INFINITY);
    const known = new Set(poll.answers.map((answer) => answer.id));
    const newest = new Map<string, Said>();
    for (const one of related) {
        if (!one.type.endsWith(".response") || one.ts > endedAt) continue;
        const before = newest.get(one.sender);
        if (!before || before.ts <= one.ts) newest.set(one.sender, one);
    }
    const votes = new Map<string, string[]>(poll.answers.map((answer) => [answer.id, []]));
    let voters = 0;
    for (const [sender, { content }] of newest) {
        const said = list(content["m.selections"] ?? object(content[`${UNSTABLE}response`])["answers"]);
        const chosen = said.filter((id): id is string => typeof id === "string" && known.has(id)).slice(0, poll.most);
        if (chosen.length > 0) voters += 1;
        for (const id of new Set(chosen)) votes.get(id)?.push(sender);
    }
    return { votes, voters, isEnded: ends.length > 0 };
}

/** Everything that refers to an event, oldest first. */
export async function fetchReferences(matrix: MatrixClient, roomId: string, eventId: string): Promise<Said[]> {
    const found: Said[] = [];
    let from: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await matrix.relations(roomId, eventId, "m.reference", null, {
            limit: PAGE,
            ...(from ? { from } : {}),
        });
        for (const event of answer.events) {
            await matrix.decryptEventIfNeeded(event);
            if (!event.isRedacted()) found.push(saidOf(event));
        }
        from = answer.nextBatch ?? undefined;
        if (!from) break;
    }
    return found.sort((a, b) => a.ts - b.ts);
}

export function saidOf(event: MatrixEvent): Said {
    return {
        id: event.getId() ?? "",
        type: event.getType(),
        sender: event.getSender() ?? "",
        ts: event.getTs(),
        content: event.getContent(),
    };
}

async function send(matrix: MatrixClient, roomId: string, type: string, content: Obj, threadId?: string) {
    await matrix.sendEvent(roomId, threadId ?? null, type as never, content as never);
}

export async function startPoll(matrix: MatrixClient, roomId: string, draft: PollDraft, threadId?: string) {
    const answers = draft.answers.map((text, at) => ({ id: `answer-${at + 1}`, [TEXT]: text }));
    const plain = [draft.question, ...draft.answers.map((text, at) => `${at + 1}. ${text}`)].join("\n");
    const start = {
        question: { [TEXT]: draft.question, body: draft.question, msgtype: "m.text" },
        kind: `${UNSTABLE.slice(0, -1)}.${draft.isOpen ? "disclosed" : "undisclosed"}`,
        max_selections: draft.most,
        answers,
    };
    await send(matrix, roomId, `${UNSTABLE}start`, { [TEXT]: plain, [`${UNSTABLE}start`]: start }, threadId);
}

function reference(eventId: string): Obj {
    return { rel_type: "m.reference", event_id: eventId };
}

/** An empty list takes the vote back. `startType` is the poll's own type: it is answered in its own spelling. */
export async function vote(
    matrix: MatrixClient,
    roomId: string,
    poll: { readonly id: string; readonly startType: string },
    answers: readonly string[],
) {
    const isStable = poll.startType.startsWith(STABLE);
    const said = isStable ? { "m.selections": answers } : { [`${UNSTABLE}response`]: { answers } };
    const type = `${isStable ? STABLE : UNSTABLE}response`;
    await send(matrix, roomId, type, { "m.relates_to": reference(poll.id), ...said });
}

/** `words` stand there in clients that know no polls. */
export async function endPoll(
    matrix: MatrixClient,
    roomId: string,
    poll: { readonly id: string; readonly startType: string },
    words: string,
) {
    const isStable = poll.startType.startsWith(STABLE);
    const type = `${isStable ? STABLE : UNSTABLE}end`;
    const said = isStable ? { "m.text": [{ body: words }] } : { [TEXT]: words, [type]: {} };
    await send(matrix, roomId, type, { "m.relates_to": reference(poll.id), ...said });
}

export type ChainDraft = { readonly title: string; readonly example: string };

/** `words` are the message as other clients show it: the title, and how to join. */
export async function startChain(
    matrix: MatrixClient,
    roomId: string,
    draft: ChainDraft,
    words: string,
    threadId?: string,
) {
    const content = { msgtype: "m.text", body: words, "m.mentions": {}, "fangyuan.chain": draft };
    await send(matrix, roomId, "m.room.message", content, threadId);
}

/** `words` are the entry as other clients show it. */
export async function joinChain(matrix: MatrixClient, roomId: string, chainId: string, text: string, words: string) {
    await send(matrix, roomId, "m.room.message", {
        msgtype: "m.text",
        body: words,
        "m.mentions": {},
        "m.relates_to": reference(chainId),
        "fangyuan.chain_entry": { text },
    });
}

/** The title and the example of a chain; undefined for any other message. */
export function readChain(content: Obj): ChainDraft | undefined {
    const chain = object(content["fangyuan.chain"]);
    if (typeof chain["title"] !== "string" || !chain["title"]) return undefined;
    return { title: chain["title"], example: typeof chain["example"] === "string" ? chain["example"] : "" };
}

export function isChainEntry(content: Obj): boolean {
    return typeof object(content["fangyuan.chain_entry"])["text"] === "string";
}

export function readEntries(related: readonly Said[]): ChainEntry[] {
    return related
        .filter((one) => isChainEntry(one.content))
        .map(({ id, sender, ts, content }) => ({
            id,
            sender,
            ts,
            text: String(object(content["fangyuan.chain_entry"])["text"]),
        }));
}

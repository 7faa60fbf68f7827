/**
 * What a charter says before something is sent: the same questions that the house asks, as far as a client can answer
 * them. Where it can't (an exception by the org chart or by the hour), it lets the message go and the house decides.
 */
import type { Room } from "../api/matrix.ts";
import { CHARTER } from "./chats.ts";

export type Verdict = "refuse" | "hold" | "schedule" | "divert" | "nudge";
export type MessageKind =
    | "text"
    | "image"
    | "video"
    | "voice"
    | "file"
    | "link"
    | "sticker"
    | "poll"
    | "location"
    | "other";

type Exception = { readonly who?: unknown; readonly hours?: unknown };

/** A clause as the room's state has it, with the sentence that members read. */
export type Clause = {
    readonly type: string;
    readonly number: number;
    readonly id: string;
    readonly mode?: "enforce" | "observe";
    readonly verdict?: Verdict;
    readonly exceptions?: readonly Exception[];
    readonly sentence: string;
    readonly [more: string]: unknown;
};

/** What stands against something: the clause in words, and what would become of it. */
export type Against = {
    readonly number: number;
    readonly type: string;
    readonly sentence: string;
    readonly verdict: Verdict;
};

export type Rules = {
    /** draft, open, archived, closed …; undefined in a direct chat, which has no charter. */
    readonly status: string | undefined;
    readonly version: number;
    readonly owner: string;
    readonly owners: ReadonlySet<string>;
    readonly clauses: readonly Clause[];
    /** Where the charter sends chit-chat, if it names a group. */
    readonly social: string | undefined;
    /** Who wrote the charter into the room: the house's own account. */
    readonly house: string | undefined;
};

/** Who asks. `leads`: whether he leads a department; undefined while nobody knows. */
export type Asker = { readonly userId: string; readonly leads: boolean | undefined };

const USUAL: Record<string, Verdict> = { adverts: "hold", language: "nudge" };
const NONE: Rules = {
    status: undefined,
    version: 0,
    owner: "",
    owners: new Set(),
    clauses: [],
    social: undefined,
    house: undefined,
};

/** The rules of a room as its state has them now. */
export function rulesOf(room: Room, language: string): Rules {
    const event = room.currentState.getStateEvents(CHARTER, "");
    return event ? { ...readRules(event.getContent(), language), house: event.getSender() } : NONE;
}

/** The rules from the content of a charter's state event. */
export function readRules(content: Record<string, unknown>, language: string): Rules {
    const charter = record(content["charter"]);
    const sentences = readSentences(String(record(content["text"])[language] ?? ""));
    const clauses = list(charter["clauses"]).map((clause) => {
        const number = Number(clause["number"] ?? 0);
        return { ...clause, number, sentence: sentences.get(number) ?? "" } as Clause;
    });
    const owner = String(charter["owner"] ?? "");
    const deputies = Array.isArray(charter["deputies"]) ? charter["deputies"].map(String) : [];
    return {
        ...NONE,
        status: typeof content["status"] === "string" ? content["status"] : undefined,
        version: Number(content["version"] ?? 0),
        owner,
        owners: new Set([owner, ...deputies]),
        clauses,
        social: typeof charter["social"] === "string" ? charter["social"] : undefined,
    };
}

/** Number to sentence: of lines with the same number the last, because the purpose above may have a list of its own. */
function readSentences(text: string): Map<number, string> {
    return new Map([...text.matchAll(/^(\d+)\. (.+)$/gm)].map((found) => [Number(found[1]), found[2] ?? ""]));
}

function record(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): Record<string, unknown>[] {
    return Array.isArray(value) ? value.map(record) : [];
}

/** Whether an exception surely (true), surely not (false) or perhaps (undefined) holds for him now. */
function holds(exception: Exception, rules: Rules, asker: Asker): boolean | undefined {
    const isOwner = rules.owners.has(asker.userId);
    let who: boolean | undefined = true;
    if (exception.who === "owner") who = isOwner;
    else if (exception.who === "leaders") who = isOwner || asker.leads;
    else if (exception.who) who = undefined;
    if (who === false) return false;
    return exception.hours ? undefined : who;
}

/** The clauses of a type that are in force for him. */
function inForce(rules: Rules, asker: Asker, type: string): Clause[] {
    return rules.clauses.filter(
        (clause) =>
            clause.type === type &&
            clause.mode !== "observe" &&
            (clause.exceptions ?? []).every((exception) => holds(exception, rules, asker) === false),
    );
}

function against(clause: Clause): Against {
    const verdict = clause.verdict ?? USUAL[clause.type] ?? "refuse";
    return { number: clause.number, type: clause.type, sentence: clause.sentence, verdict };
}

const STRENGTH: readonly Verdict[] = ["nudge", "divert", "schedule", "hold", "refuse"];

function strictest(found: readonly Against[]): Against | undefined {
    return [...found].sort((a, b) => STRENGTH.indexOf(b.verdict) - STRENGTH.indexOf(a.verdict))[0];
}

/** What stands against messages of these kinds. */
export function againstKinds(rules: Rules, asker: Asker, kinds: Iterable<MessageKind>): Against | undefined {
    const wanted = [...kinds];
    const clauses = inForce(rules, asker, "message_kinds").filter((clause) => {
        const allowed = clause["allowed"];
        return Array.isArray(allowed) && wanted.some((kind) => !allowed.includes(kind));
    });
    return strictest(clauses.map(against));
}

export type FileFacts = {
    readonly name: string;
    readonly type: string;
    readonly size: number;
    readonly seconds?: number | undefined;
};

/** What stands against a file, as a file and as the kind of message that it is. */
export function againstFile(rules: Rules, asker: Asker, file: FileFacts): Against | undefined {
    const kinds = againstKinds(rules, asker, kindsOfFile(file));
    const clauses = inForce(rules, asker, "files").filter((clause) => breaks(clause, file));
    return strictest([...(kinds ? [kinds] : []), ...clauses.map(against)]);
}

function breaks(clause: Clause, file: FileFacts): boolean {
    const family = familyOf(file);
    const matches = (types: unknown): boolean =>
        Array.isArray(types) && types.some((type) => isOfType(String(type), file));
    if (matches(clause["deny"])) return true;
    if (Array.isArray(clause["allow"]) && clause["allow"].length > 0 && !matches(clause["allow"])) return true;
    const most = (family === "image" ? clause["max_image_bytes"] : undefined) ?? clause["max_bytes"];
    if (typeof most === "number" && file.size > most) return true;
    const longest =
        family === "video" ? clause["max_video_seconds"] : family === "voice" ? clause["max_voice_seconds"] : undefined;
    return typeof longest === "number" && (file.seconds ?? 0) > longest;
}

function isOfType(type: string, file: FileFacts): boolean {
    if (!type.includes("/")) return endingOf(file.name) === type;
    return type.endsWith("/*") ? file.type.startsWith(type.slice(0, -1)) : file.type === type;
}

export function endingOf(name: string): string {
    return name.toLowerCase().split(".").pop() ?? "";
}

const VIDEOS = "mp4 m4v mov avi mkv webm wmv flv f4v mpg mpeg 3gp mts m2ts rmvb vob ogv".split(" ");
const VOICES = "mp3 wav aac m4a ogg oga opus flac amr wma".split(" ");
const IMAGES = "jpg jpeg png gif webp bmp heic heif avif tif tiff svg".split(" ");

/** image, video, voice, or file for whatever isn't one of them: by the media type, by the name where that says nothing. */
export function familyOf(file: { readonly name: string; readonly type: string }): "image" | "video" | "voice" | "file" {
    if (file.type.startsWith("image/")) return "image";
    if (file.type.startsWith("video/")) return "video";
    if (file.type.startsWith("audio/")) return "voice";
    const ending = endingOf(file.name);
    if (VIDEOS.includes(ending)) return "video";
    if (VOICES.includes(ending)) return "voice";
    return IMAGES.includes(ending) ? "image" : "file";
}

/** A film stays a film, whatever it is sent as. */
export function kindsOfFile(file: { readonly name: string; readonly type: string }): MessageKind[] {
    return [familyOf(file)];
}

/** What stands against him posting anything here. */
export function againstPosting(rules: Rules, asker: Asker): Against | undefined {
    if (rules.owners.has(asker.userId)) return undefined;
    const found = inForce(rules, asker, "posting").filter((clause) => {
        if (clause["who"] === "leaders") return asker.leads === false;
        if (clause["who"] === "listed") {
            return Array.isArray(clause["people"]) && !clause["people"].includes(asker.userId);
        }
        return clause["who"] === "owner";
    });
    return strictest(found.map(against));
}

/** What stands against him calling everybody. */
export function againstRoomMention(rules: Rules, asker: Asker): Against | undefined {
    const isOwner = rules.owners.has(asker.userId);
    const found = inForce(rules, asker, "room_mentions").filter((clause) => {
        if (clause["who"] === "all") return false;
        if (clause["who"] === "nobody") return true;
        if (isOwner) return false;
        return clause["who"] === "owner" || asker.leads === false;
    });
    return strictest(found.map(against));
}

/** More named people than this count as calling everybody. */
export function massMention(rules: Rules): number {
    const limits = rules.clauses.filter((clause) => clause.type === "room_mentions" && clause.mode !== "observe");
    const counts = limits.map((clause) => Number(clause["people"] ?? Number.POSITIVE_INFINITY));
    return Math.min(Number.POSITIVE_INFINITY, ...counts);
}

const LINK = /https?:\/\/\S|(?:^|\s)www\.\S/i;

/** What stands against a text: its links, its length. What only the house can judge (words, adverts) isn't asked. */
export function againstText(rules: Rules, asker: Asker, text: string): Against | undefined {
    const kinds = againstKinds(rules, asker, LINK.test(text) ? ["text", "link"] : ["text"]);
    const long = inForce(rules, asker, "length").filter((clause) => {
        const most = Number(clause["characters"] ?? Number.POSITIVE_INFINITY);
        const lines = Number(clause["lines"] ?? Number.POSITIVE_INFINITY);
        return [...text].length > most || text.trim().split("\n").length > lines;
    });
    return strictest([...(kinds ? [kinds] : []), ...long.map(against)]);
}

/** Whether the charter has to be accepted before the first post. */
export function asksAcceptance(rules: Rules, asker: Asker): Against | undefined {
    return strictest(inForce(rules, asker, "accept_first").map(against));
}

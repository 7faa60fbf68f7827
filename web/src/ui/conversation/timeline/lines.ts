import type { MatrixEvent } from "matrix-js-sdk";
import { CHARTER } from "../../../store/chats.ts";
import { isChainEntry } from "../../../store/polls.ts";

const PEOPLE_KINDS = ["joined", "left", "removed", "invited", "declined", "banned"] as const;
type PeopleKind = (typeof PEOPLE_KINDS)[number];
export type LineKind =
    | PeopleKind
    | "renamed"
    | "named"
    | "topic"
    | "avatar"
    | "pinned"
    | "tombstone"
    | "encryption"
    | "founded"
    | "charter"
    | "chain";

export type Line = {
    readonly key: string;
    readonly kind: LineKind;
    readonly people: readonly string[];
    /** Who did it, where that is somebody else. */
    readonly by: string | undefined;
    readonly text: string;
};
export type LineNames = { who: string; count: number; by: string; text: string };

const STATE_KINDS: Readonly<Record<string, LineKind>> = {
    "m.room.name": "named",
    "m.room.topic": "topic",
    "m.room.avatar": "avatar",
    "m.room.pinned_events": "pinned",
    "m.room.tombstone": "tombstone",
    "m.room.encryption": "encryption",
    "m.room.create": "founded",
    [CHARTER]: "charter",
};

function membershipKind(event: MatrixEvent): LineKind {
    const now = event.getContent()["membership"];
    const before = event.getPrevContent()["membership"];
    if (now === "join") return before === "join" ? "renamed" : "joined";
    if (now === "invite") return "invited";
    if (now === "ban") return "banned";
    if (event.getSender() === event.getStateKey()) return before === "invite" ? "declined" : "left";
    return "removed";
}

function textOf(event: MatrixEvent, kind: LineKind): string {
    const content = event.getContent();
    if (kind === "renamed") return String(content["displayname"] ?? "");
    if (kind === "named") return String(content["name"] ?? "");
    if (kind === "topic") return String(content["topic"] ?? "");
    if (kind === "tombstone") return String(content["body"] ?? "");
    if (kind === "charter") return String(content["version"] ?? "");
    return "";
}

/** The lines of a group of events: of the same kind, one line with all its people. */
export function linesOf(events: readonly MatrixEvent[]): Line[] {
    const lines: (Line & { people: string[] })[] = [];
    for (const event of events) {
        const isEntry = isChainEntry(event.getContent());
        const type = event.getType();
        const kind = isEntry ? "chain" : type === "m.room.member" ? membershipKind(event) : STATE_KINDS[type];
        if (!kind) continue;
        const sender = event.getSender() ?? "";
        const person = kind === "chain" ? sender : (event.getStateKey() ?? "");
        const isAboutPeople = type === "m.room.member" || kind === "chain";
        const by = isAboutPeople && sender === person ? undefined : sender;
        const text = textOf(event, kind);
        const last = lines.find((line) => line.kind === kind && line.by === by && line.text === text);
        if (last && isAboutPeople) {
            if (!last.people.includes(person)) last.people.push(person);
            continue;
        }
        if (last && !isAboutPeople) continue; // said again with the same words
        lines.push({ key: event.getId() ?? kind, kind, people: isAboutPeople ? [person] : [], by, text });
    }
    return lines;
}

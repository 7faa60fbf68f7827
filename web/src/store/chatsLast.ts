/** What a list says of an event in one line: which words, and what is put into them. The words themselves are the ui's. */
import { EventType, type MatrixEvent } from "matrix-js-sdk";
import { plainName } from "../util/text.ts";

/** `text` carries what the sender wrote; the others are named: an image, a file called so. */
export type LastLine =
    | { readonly as: "text" | "file" | "poll"; readonly text: string }
    | {
          readonly as:
              | "image"
              | "voice"
              | "audio"
              | "video"
              | "sticker"
              | "location"
              | "verification"
              | "redacted"
              | "encrypted"
              | "undecryptable"
              | "other";
      };

const SHOWN = new Set<string>([
    EventType.RoomMessage,
    EventType.RoomMessageEncrypted,
    EventType.Sticker,
    "m.poll.start",
    "org.matrix.msc3381.poll.start",
]);

/** Whether an event is something said: no edit of what was said, no change of the group. */
export function isSaid(event: MatrixEvent): boolean {
    return SHOWN.has(event.getType()) && !event.isRelation("m.replace") && !event.isState();
}

/** Whether it asks to compare signs; its own words are English, for clients that can't. */
export function isVerification(content: Readonly<Record<string, unknown>>): boolean {
    return content["msgtype"] === "m.key.verification.request";
}

/** The line of an event that isSaid(). */
export function lastLine(event: MatrixEvent): LastLine {
    if (event.isRedacted()) return { as: "redacted" };
    if (event.isDecryptionFailure()) return { as: "undecryptable" };
    const type = event.getType();
    const content = event.getContent();
    if (type === EventType.RoomMessageEncrypted) return { as: "encrypted" };
    if (type === EventType.Sticker) return { as: "sticker" };
    if (type !== EventType.RoomMessage) return { as: "poll", text: question(content) };
    return messageLine(content);
}

function messageLine(content: Readonly<Record<string, unknown>>): LastLine {
    const body = typeof content["body"] === "string" ? content["body"] : "";
    switch (content["msgtype"]) {
        case "m.image":
            return { as: "image" };
        case "m.video":
            return { as: "video" };
        case "m.audio":
            return { as: "org.matrix.msc3245.voice" in content || "m.voice" in content ? "voice" : "audio" };
        case "m.key.verification.request":
            return { as: "verification" };
        case "m.location":
            return { as: "location" };
        case "m.file":
            return {
                as: "file",
                text: plainName(typeof content["filename"] === "string" ? content["filename"] : body),
            };
        default: {
            const text = oneLine(body, "m.relates_to" in content);
            return text ? { as: "text", text } : { as: "other" };
        }
    }
}

/** Without the quotation that old clients put before an answer, and without line breaks. */
function oneLine(body: string, isRelated: boolean): string {
    const own = isRelated ? body.replace(/^(> .*\n)+\n?/, "") : body;
    return plainName(own).replace(/\s+/g, " ").trim().slice(0, 200);
}

function question(content: Readonly<Record<string, unknown>>): string {
    const poll = (content["m.poll"] ?? content["org.matrix.msc3381.poll.start"] ?? {}) as {
        question?: Record<string, unknown>;
    };
    const asked = poll.question ?? {};
    const blocks = asked["m.text"];
    const block: unknown = Array.isArray(blocks) ? blocks[0]?.body : blocks;
    const text = block ?? asked["org.matrix.msc1767.text"] ?? asked["body"];
    return typeof text === "string" ? oneLine(text, false) : "";
}

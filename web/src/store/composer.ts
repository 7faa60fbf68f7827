/** What is written as the content of an event: mentions, a little formatting, answers and edits. */
import type { MatrixEvent } from "../api/matrix.ts";
import type { Writing } from "./conversation.ts";
import type { Draft, Mention } from "./drafts.ts";

export type Content = Record<string, unknown>;

function asHtml(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function quoted(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

const FENCE = /```([\w+-]*)\n([\s\S]*?)\n?```/g;

/**
 * The text as HTML; undefined where that would say no more than the text. Of Markdown only what nobody writes by chance:
 * **bold**, ~~struck~~, `code` and fences. (3*5*8 is a size on the shop floor, _x_ a name of a file.)
 */
export function formatted(text: string, mentions: readonly Mention[]): string | undefined {
    const people = mentions.filter((mention) => mention.userId);
    let html = "";
    let at = 0;
    for (const fence of text.matchAll(FENCE)) {
        html += inline(text.slice(at, fence.index), people);
        const language = fence[1] ? ` class="language-${asHtml(fence[1])}"` : "";
        html += `<pre><code${language}>${asHtml(fence[2] ?? "")}\n</code></pre>`;
        at = fence.index + fence[0].length;
    }
    html += inline(text.slice(at), people);
    return html === asHtml(text).replaceAll("\n", "<br>") ? undefined : html;
}

function inline(text: string, people: readonly Mention[]): string {
    const names = people.map((mention) => quoted(mention.text)).sort((a, b) => b.length - a.length);
    const marks = ["`[^`\\n]+`", "\\*\\*[^*\\n]+\\*\\*", "~~[^~\\n]+~~", ...names];
    let html = "";
    let at = 0;
    for (const found of text.matchAll(new RegExp(marks.join("|"), "g"))) {
        html += asHtml(text.slice(at, found.index)) + marked(found[0], people);
        at = found.index + found[0].length;
    }
    return (html + asHtml(text.slice(at))).replaceAll("\n", "<br>");
}

function marked(text: string, people: readonly Mention[]): string {
    if (text.startsWith("`")) return `<code>${asHtml(text.slice(1, -1))}</code>`;
    if (text.startsWith("**")) return `<strong>${inline(text.slice(2, -2), people)}</strong>`;
    if (text.startsWith("~~")) return `<del>${inline(text.slice(2, -2), people)}</del>`;
    const userId = people.find((mention) => mention.text === text)?.userId ?? "";
    return `<a href="https://matrix.to/#/${encodeURIComponent(userId).replace("%40", "@").replace("%3A", ":")}">${asHtml(text)}</a>`;
}

/** Those who are still named in the text. */
export function namedIn(draft: Draft): readonly Mention[] {
    return draft.mentions.filter((mention) => draft.text.includes(mention.text));
}

/** A text message: new, an answer, or another wording of a message of one's own. */
export function textContent(draft: Draft, writing: Writing): Content {
    const text = draft.text.trim();
    const named = namedIn(draft);
    const html = formatted(text, named);
    const content: Content = { msgtype: "m.text", body: text };
    if (html !== undefined) Object.assign(content, { format: "org.matrix.custom.html", formatted_body: html });
    if (writing.at === "edit") return edited(writing.event, content, named);
    content["m.mentions"] = mentionsOf(named, writing.at === "reply" ? writing.event : undefined);
    if (writing.at === "reply") content["m.relates_to"] = { "m.in_reply_to": { event_id: writing.event.getId() } };
    return content;
}

/** Whom it calls; who is answered is called too (§User and room mentions). */
export function mentionsOf(named: readonly Mention[], answered?: MatrixEvent): Content {
    const ids = named.flatMap((mention) => mention.userId ?? []);
    const sender = answered?.getSender();
    if (sender) ids.push(sender);
    const mentions: Content = {};
    if (ids.length > 0) mentions["user_ids"] = [...new Set(ids)];
    if (named.some((mention) => !mention.userId)) mentions["room"] = true;
    return mentions;
}

/** Of a picture or a file only the words under it change; who was called before isn't called again. */
function edited(event: MatrixEvent, content: Content, named: readonly Mention[]): Content {
    const before = event.getContent();
    const words = { body: content["body"], format: content["format"], formatted_body: content["formatted_body"] };
    const isText = ["m.text", "m.notice", "m.emote"].includes(String(before.msgtype));
    const kept: Content = isText ? { msgtype: before.msgtype } : { ...before };
    delete kept["m.relates_to"];
    const changed: Content = JSON.parse(JSON.stringify({ ...kept, ...words }));
    changed["m.mentions"] = mentionsOf(named);
    return {
        ...changed,
        body: `* ${changed["body"]}`,
        "m.mentions": calledAnew(before["m.mentions"], named),
        "m.new_content": changed,
        "m.relates_to": { rel_type: "m.replace", event_id: event.getId() },
    };
}

/** Whom the other wording calls, and the first one didn't: only they hear of it (§Mentions in edits). */
function calledAnew(before: unknown, named: readonly Mention[]): Content {
    const known = (before ?? {}) as { readonly user_ids?: unknown; readonly room?: unknown };
    const ids: readonly unknown[] = Array.isArray(known.user_ids) ? known.user_ids : [];
    return mentionsOf(named.filter(({ userId }) => (userId ? !ids.includes(userId) : known.room !== true)));
}

/** What stands in the composer when this event is edited: its words, with those whom it names. */
export function draftOf(content: Content): Draft {
    const { body, formatted_body: html } = content;
    const text = typeof body === "string" ? body : "";
    const links =
        typeof html === "string" ? html.matchAll(/<a href="https:\/\/matrix\.to\/#\/(@[^"]+)">([^<]+)<\/a>/g) : [];
    const mentions = [...links].map((found) => ({ text: found[2] ?? "", userId: decodeURIComponent(found[1] ?? "") }));
    return { text, mentions: mentions.filter((mention) => text.includes(mention.text)) };
}

/** Whether a message can be worded anew by its author: a text of his that isn't taken back. */
export function isEditable(event: MatrixEvent, userId: string): boolean {
    return (
        event.getSender() === userId &&
        event.getType() === "m.room.message" &&
        !event.isRedacted() &&
        !event.isRelation("m.replace") &&
        event.status === null &&
        ["m.text", "m.emote"].includes(String(event.getContent().msgtype))
    );
}

/** Where the addresses and the called people in a plain text are. */

export type Part =
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "link"; readonly text: string; readonly href: string }
    | { readonly kind: "person"; readonly text: string; readonly id: string };

// An address ends where Chinese begins: people write 见https://example.com/a，谢谢 without spaces.
const ADDRESS = /(?:https?:\/\/|www\.)[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi;
const TRAILING = /[.,;:!?'")\]]+$/;

/** `people`: who is called, by the name that stands in the text behind an @. */
export function partsOf(text: string, people: readonly { readonly id: string; readonly name: string }[] = []): Part[] {
    const marks: { at: number; part: Part }[] = [];
    for (const match of text.matchAll(ADDRESS)) {
        const found = match[0].replace(TRAILING, "");
        const href = /^https?:/i.test(found) ? found : `https://${found}`;
        marks.push({ at: match.index, part: { kind: "link", text: found, href } });
    }
    for (const { id, name } of people) {
        const called = `@${name}`;
        for (let at = text.indexOf(called); at >= 0; at = text.indexOf(called, at + called.length)) {
            marks.push({ at, part: { kind: "person", text: called, id } });
        }
    }
    marks.sort((a, b) => a.at - b.at || b.part.text.length - a.part.text.length);
    const parts: Part[] = [];
    let done = 0;
    for (const { at, part } of marks) {
        if (at < done) continue;
        if (at > done) parts.push({ kind: "text", text: text.slice(done, at) });
        parts.push(part);
        done = at + part.text.length;
    }
    if (done < text.length) parts.push({ kind: "text", text: text.slice(done) });
    return parts;
}

/** The user id of a matrix.to or matrix: address of a person. */
export function personOf(href: string): string | undefined {
    const match =
        /^https:\/\/matrix\.to\/#\/(@[^?/]+)/.exec(safeDecode(href)) ?? /^matrix:u\/([^?/]+)/.exec(safeDecode(href));
    return match?.[1] && (match[1].startsWith("@") ? match[1] : `@${match[1]}`);
}

/** Where in this client a matrix.to or matrix: address of a group, or of a message in it, leads. */
export function roomOf(href: string): string | undefined {
    const decoded = safeDecode(href);
    const [, long, message] = /^https:\/\/matrix\.to\/#\/(![^/?]+)(?:\/(\$[^/?]+))?/.exec(decoded) ?? [];
    const [, short, its] = /^matrix:roomid\/([^/?]+)(?:\/e\/([^/?]+))?/.exec(decoded) ?? [];
    const roomId = long ?? (short && `!${short}`);
    if (!roomId) return undefined;
    const eventId = message ?? (its && `$${its}`);
    return `/chats/${encodeURIComponent(roomId)}${eventId ? `?event=${encodeURIComponent(eventId)}` : ""}`;
}

const NAMES_HOST = /^\s*(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?=[/:?#\s]|$)/iu;

/** The host that a link really leads to, where its words name another one. */
export function otherHost(words: string, href: string): string | undefined {
    const said = NAMES_HOST.exec(words)?.[1];
    if (!said || !URL.canParse(href)) return undefined;
    const { host, protocol } = new URL(href);
    if (protocol !== "https:" && protocol !== "http:") return undefined;
    const plain = (name: string): string => name.replace(/^www\./, "");
    const claimed = URL.canParse(`https://${said}`) ? new URL(`https://${said}`).host : said;
    return plain(claimed) === plain(host.replace(/:\d+$/, "")) ? undefined : host;
}

function safeDecode(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

/** @zhou.yongqiang:example -> zhou.yongqiang */
export function localpart(userId: string): string {
    return userId.replace(/^@/, "").replace(/:.*$/, "");
}

/** What somebody wrote with a form: cleaned by DOMPurify, then built as elements, so that no HTML text goes in. */
import DOMPurify from "dompurify";
import { createElement, Fragment, type ReactNode, useMemo } from "react";
import { Link } from "wouter";
import { localpart, partsOf, personOf } from "../../../util/links.ts";
import style from "./Text.module.css";

const TAGS =
    "a b blockquote br code del details div em h1 h2 h3 h4 h5 h6 hr i li ol p pre s span strong sub summary sup table tbody td th thead tr u ul".split(
        " ",
    );
const EMPTY = new Set(["br", "hr"]);
const MOST_DEEP = 40;

export function Html({ html }: { html: string }) {
    const content = useMemo(() => {
        const clean = DOMPurify.sanitize(quiet(html), {
            ALLOWED_TAGS: TAGS,
            ALLOWED_ATTR: ["href", "start"],
            ALLOWED_URI_REGEXP: /^(https?|mailto|matrix|tel):/i,
            RETURN_DOM_FRAGMENT: true,
        });
        return build(clean.childNodes, 0, false);
    }, [html]);
    return <div className={style["html"]}>{content}</div>;
}

/**
 * Without the old quote, and without what the policy of the page forbids anyway: DOMPurify takes that away too, but the
 * browser complains of it while it reads.
 */
function quiet(html: string): string {
    return html
        .replace(/<mx-reply>[\s\S]*?<\/mx-reply>/g, "")
        .replace(/<[a-z][^>]*>/gi, (tag) =>
            tag.replace(/[\s/"'](?:on\w+|style)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, " "),
        );
}

function build(nodes: NodeListOf<ChildNode>, depth: number, isLinked: boolean): ReactNode[] {
    return [...nodes].map((node, at) => {
        if (node.nodeType === Node.TEXT_NODE) {
            const text = node.textContent ?? "";
            // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes its order
            return isLinked ? text : <Plain key={at} text={text} />;
        }
        if (!(node instanceof Element) || depth > MOST_DEEP) return null;
        return element(node, at, depth, isLinked);
    });
}

function element(node: Element, key: number, depth: number, isLinked: boolean): ReactNode {
    const tag = node.tagName.toLowerCase();
    const children = build(node.childNodes, depth + 1, isLinked || tag === "a" || tag === "code" || tag === "pre");
    if (EMPTY.has(tag)) return createElement(tag, { key });
    if (tag === "a") {
        const href = node.getAttribute("href");
        if (!href) return createElement(Fragment, { key }, ...children);
        const person = personOf(href);
        if (person) return <Person key={key} id={person} text={node.textContent ?? ""} />;
        return (
            <a key={key} href={href} target="_blank" rel="noreferrer noopener">
                {children}
            </a>
        );
    }
    if (/^h\d$/.test(tag)) return createElement("p", { key, className: style["heading"] }, ...children);
    const start = tag === "ol" ? Number(node.getAttribute("start") ?? 1) : undefined;
    return createElement(tag, { key, start }, ...children);
}

/** Plain text with its addresses as links and the called people as names that can be pressed. */
export function Plain({
    text,
    people = [],
}: {
    text: string;
    people?: readonly { readonly id: string; readonly name: string }[];
}) {
    return partsOf(text, people).map((part, at) => {
        const key = `${at} ${part.text}`;
        if (part.kind === "text") return part.text;
        if (part.kind === "person") return <Person key={key} id={part.id} text={part.text} />;
        return (
            <a key={key} href={part.href} target="_blank" rel="noreferrer noopener">
                {part.text}
            </a>
        );
    });
}

function Person({ id, text }: { id: string; text: string }) {
    const shown = text.startsWith("@") ? text : `@${text}`;
    return (
        <Link href={`/people/${encodeURIComponent(localpart(id))}`} className={style["person"] ?? ""}>
            {shown}
        </Link>
    );
}

/** What somebody wrote with a form: cleaned by DOMPurify, then built as elements, so that no HTML text goes in. */
import DOMPurify from "dompurify";
import { createElement, Fragment, type ReactNode, useMemo } from "react";
import { Link } from "wouter";
import { localpart, otherHost, partsOf, personOf, roomOf } from "../../../util/links.ts";
import { inert } from "../../../util/trusted.ts";
import { useHouse } from "../../shell/context.ts";
import style from "./Text.module.css";

const TAGS =
    "a b blockquote br code del details div em h1 h2 h3 h4 h5 h6 hr i li ol p pre s span strong sub summary sup table tbody td th thead tr u ul".split(
        " ",
    );
const START_TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*/gi; // matches whatever follows, so that it takes linear time
const REPORTED = /([\s"'/])(on[a-z]+|style)(?=\s*=)/gi;
const EMPTY = new Set(["br", "hr"]);
const MOST_DEEP = 40;

export function Html({ html }: { html: string }) {
    const content = useMemo(() => {
        return build(clean(html.replace(/<mx-reply>[\s\S]*?<\/mx-reply>/g, "")).childNodes, 0, false);
    }, [html]);
    return <div className={style["html"]}>{content}</div>;
}

/**
 * In a template nothing runs or loads. Yet the browser reports each handler and inline style that is parsed anywhere as a
 * violation of the page's policy: they get names that mean nothing. That is for a quiet log; the cleaning is DOMPurify's.
 */
function clean(html: string): Element {
    const content = inert(html.replace(START_TAG, (tag) => tag.replace(REPORTED, "$1data-$2")));
    const root = content.ownerDocument.createElement("div");
    root.append(content);
    DOMPurify.sanitize(root, {
        ALLOWED_TAGS: TAGS,
        ALLOWED_ATTR: ["href", "start"],
        ALLOWED_URI_REGEXP: /^(https?|mailto|matrix|tel):/i,
        IN_PLACE: true,
    });
    return root;
}

function build(nodes: NodeListOf<ChildNode>, depth: number, isLinked: boolean): ReactNode[] {
    return [...nodes].map((node, at) => {
        if (node.nodeType === Node.TEXT_NODE) {
            const text = node.textContent ?? "";
            // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes its order
            return isLinked ? text : <Plain key={at} text={text} />;
        }
        if (!(node instanceof Element)) return null;
        if (depth > MOST_DEEP) return node.textContent;
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
        return (
            <Address key={key} href={href} text={node.textContent ?? ""}>
                {children}
            </Address>
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
            <Address key={key} href={part.href} text={part.text}>
                {part.text}
            </Address>
        );
    });
}

/** Where a link leads: to a person or a group here, or elsewhere, in a page of its own that learns nothing of this one. */
function Address({ href, text, children }: { href: string; text: string; children: ReactNode }) {
    const domain = useHouse().matrix.getDomain() ?? "";
    const person = personOf(href);
    if (person?.endsWith(`:${domain}`)) return <Person id={person} text={text} />;
    const place = roomOf(href);
    if (place) return <Link href={place}>{children}</Link>;
    const host = otherHost(text, href);
    return (
        <a href={href} target="_blank" rel="noreferrer noopener">
            {children}
            {host && <span className={style["host"]}> ({host})</span>}
        </a>
    );
}

function Person({ id, text }: { id: string; text: string }) {
    const shown = text.startsWith("@") ? text : `@${text}`;
    return (
        <Link href={`/people/${encodeURIComponent(localpart(id))}`} className={style["person"] ?? ""}>
            {shown}
        </Link>
    );
}

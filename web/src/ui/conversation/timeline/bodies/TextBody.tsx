import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTalk } from "../context.ts";
import { Html, Plain } from "../Html.tsx";
import { nameOf } from "../names.ts";
import style from "../Text.module.css";
import type { BodyProps } from "./registry.tsx";

const LONG_SIGNS = 700;
const LONG_LINES = 16;
const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\s){1,12}$/u;

function withoutQuote(body: string): string {
    return body.startsWith("> <") ? body.replace(/^(> .*\n)+\n?/, "") : body; // how old clients quoted in plain text
}

export function TextBody({ event }: BodyProps) {
    const { t } = useTranslation("timeline");
    const { timeline } = useTalk();
    const [isOpen, setOpen] = useState(false);
    const content = event.getContent();
    const body = withoutQuote(typeof content["body"] === "string" ? content["body"] : "");
    const called: unknown = content["m.mentions"]?.["user_ids"];
    const people = (Array.isArray(called) ? called : []).map((id) => ({
        id: String(id),
        name: nameOf(timeline.room, String(id)),
    }));
    const isHtml = content["format"] === "org.matrix.custom.html" && typeof content["formatted_body"] === "string";
    const isLong = body.length > LONG_SIGNS || body.split("\n").length > LONG_LINES;
    const type = content["msgtype"];
    const isBig = !isHtml && ONLY_EMOJI.test(body) && /\p{Extended_Pictographic}/u.test(body);
    const look = type === "m.emote" ? "emote" : type === "m.notice" ? "notice" : isBig ? "big" : "";
    const sender = event.getSender() ?? "";
    return (
        <>
            <div
                className={[style["text"], style[look], isLong && !isOpen && style["folded"]].filter(Boolean).join(" ")}
            >
                {type === "m.emote" && `${nameOf(timeline.room, sender)} `}
                {isHtml ? <Html html={content["formatted_body"]} /> : <Plain text={body} people={people} />}
            </div>
            {isLong && (
                <button
                    type="button"
                    className={style["unfold"]}
                    aria-expanded={isOpen}
                    onClick={() => setOpen(!isOpen)}
                >
                    {t(isOpen ? "fold" : "unfold")}
                </button>
            )}
        </>
    );
}

import { type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { MessageRow as Row } from "../../../store/timelineRows.ts";
import { localpart } from "../../../util/links.ts";
import { clockTime, fullTime } from "../../../util/time.ts";
import { Portrait } from "../../kit/Portrait.tsx";
import { bodyOf, isBare } from "./bodies/registry.tsx";
import { useTalk } from "./context.ts";
import { Delivery } from "./Delivery.tsx";
import style from "./Message.module.css";
import { isHouse, nameOf } from "./names.ts";
import { Quote } from "./Quote.tsx";
import { Reactions } from "./Reactions.tsx";
import { RedactedRow } from "./RedactedRow.tsx";
import { ThreadChip } from "./ThreadChip.tsx";
import { Toolbar } from "./Toolbar.tsx";

const LONG_PRESS_MS = 450;

export function MessageRow({ row }: { row: Row }) {
    if (row.event.isRedacted()) return <RedactedRow event={row.event} />;
    return <Message row={row} />;
}

function Message({ row }: { row: Row }) {
    const { event, isFirst, version } = row;
    const { t, i18n } = useTranslation(["timeline", "common"]);
    const { timeline, isDirect } = useTalk();
    const active = useActive();
    const sender = event.getSender() ?? "";
    const isOwn = sender === timeline.matrix.getUserId();
    const name = nameOf(timeline.room, sender);
    const Body = bodyOf(event);
    const id = event.getId() ?? "";
    const time = clockTime(event.getTs(), i18n.language);
    const who = isOwn ? t("you") : name;
    return (
        <article
            className={style["message"]}
            data-own={isOwn}
            data-first={isFirst}
            data-message={id}
            tabIndex={-1}
            aria-label={t("saidBy", { who, time })}
            {...active.handlers}
        >
            {isFirst ? <Face sender={sender} name={name} /> : <span className={style["noFace"]} />}
            <div className={style["column"]}>
                {isFirst && (
                    <p className={style["by"]}>
                        {!isOwn && !isDirect && <span className={style["name"]}>{name}</span>}
                        <time
                            dateTime={new Date(event.getTs()).toISOString()}
                            title={fullTime(event.getTs(), i18n.language)}
                        >
                            {time}
                        </time>
                    </p>
                )}
                <div className={style["line"]}>
                    <div
                        className={isBare(event) ? style["bare"] : style["bubble"]}
                        data-house={isHouse(sender)}
                        title={fullTime(event.getTs(), i18n.language)}
                    >
                        <Origin row={row} />
                        <Body event={event} version={version} />
                        <Edited row={row} />
                    </div>
                    <Delivery event={event} isOwn={isOwn} />
                    {active.isActive ? (
                        <Toolbar event={event} isMenuOpen={active.isMenuOpen} onMenu={active.setMenuOpen} />
                    ) : (
                        <button
                            type="button"
                            className={style["quietMore"]}
                            aria-label={t("moreOf", { who, time })}
                            tabIndex={-1}
                            onClick={active.openMenu}
                        />
                    )}
                </div>
                <Reactions event={event} reactions={timeline.reactions(id)} />
                {!timeline.threadId && <ThreadChip event={event} summary={timeline.thread(id)} />}
            </div>
        </article>
    );
}

/** A row shows its tools while the pointer is on it, the focus is in it, or it was pressed for long. */
function useActive() {
    const [isActive, setActive] = useState(false);
    const [isMenuOpen, setMenuOpen] = useState(false);
    const isUnder = useRef(false); // the pointer: what it is on keeps its tools when the focus goes elsewhere
    const pressing = useRef<ReturnType<typeof setTimeout>>(undefined);
    const openMenu = (): void => {
        setActive(true);
        setMenuOpen(true);
    };
    const stop = (): void => clearTimeout(pressing.current);
    const handlers = {
        onPointerEnter: (event: PointerEvent) => {
            if (event.pointerType === "touch") return;
            isUnder.current = true;
            setActive(true);
        },
        onPointerLeave: (event: PointerEvent) => {
            stop();
            isUnder.current = false;
            if (event.pointerType !== "touch" && !isMenuOpen) setActive(false);
        },
        onPointerDown: (event: PointerEvent) => {
            if (event.pointerType === "touch") pressing.current = setTimeout(openMenu, LONG_PRESS_MS);
        },
        onPointerUp: stop,
        onPointerCancel: stop,
        onFocus: () => setActive(true),
        onBlur: (event: { currentTarget: Node; relatedTarget: EventTarget | null }) => {
            const isInside = event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
            if (!isInside && !isMenuOpen && !isUnder.current) setActive(false);
        },
    };
    return {
        isActive,
        isMenuOpen,
        setMenuOpen: (isOpen: boolean) => {
            setMenuOpen(isOpen);
        },
        openMenu,
        handlers,
    };
}

function Face({ sender, name }: { sender: string; name: string }) {
    const { timeline } = useTalk();
    const mxc = timeline.room.getMember(sender)?.getMxcAvatarUrl();
    if (isHouse(sender)) return <Portrait name={name} id={sender} size={40} mxc={mxc} />;
    return (
        <Link
            href={`/people/${encodeURIComponent(localpart(sender))}`}
            className={style["face"] ?? ""}
            aria-label={name}
            tabIndex={-1}
        >
            <Portrait name={name} id={sender} isPerson size={40} mxc={mxc} />
        </Link>
    );
}

/** Where it comes from, and what it answers. */
function Origin({ row: { event } }: { row: Row }) {
    const { t } = useTranslation("timeline");
    const { timeline } = useTalk();
    const content = event.getContent();
    const forwarded = content["fangyuan.forwarded"];
    const moved = content["fangyuan.moved"];
    const relation = event.getWireContent()["m.relates_to"];
    const isFallback = relation?.rel_type === "m.thread" && relation?.is_falling_back !== false;
    const answered = isFallback ? undefined : event.replyEventId;
    const author = typeof forwarded?.sender === "string" ? nameOf(timeline.room, forwarded.sender) : "";
    return (
        <>
            {forwarded && (
                <p className={style["origin"]}>{author ? t("forwardedOf", { who: author }) : t("forwarded")}</p>
            )}
            {moved && <p className={style["origin"]}>{t("movedHere")}</p>}
            {answered && <Quote eventId={answered} />}
        </>
    );
}

function Edited({ row: { event } }: { row: Row }) {
    const { t } = useTranslation("timeline");
    const { ask } = useTalk();
    if (!event.replacingEvent()) return null;
    return (
        <button type="button" className={style["edited"]} onClick={() => ask({ about: "history", event })}>
            {t("edited")}
        </button>
    );
}

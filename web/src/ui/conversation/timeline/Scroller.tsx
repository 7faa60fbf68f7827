/** The list itself: only the rows near the window are on the page, however many were said. */
import {
    type KeyboardEvent,
    memo,
    type RefObject,
    useCallback,
    useEffect,
    useLayoutEffect,
    useRef,
    useState,
} from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { View } from "../../../store/timeline.ts";
import { apiError } from "../../../store/timelineActions.ts";
import type { Row } from "../../../store/timelineRows.ts";
import { longDay } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { Failed } from "../../kit/states.tsx";
import { useTalk } from "./context.ts";
import { LineRow } from "./LineRow.tsx";
import { MessageRow } from "./MessageRow.tsx";
import { News } from "./News.tsx";
import style from "./Timeline.module.css";
import { useReceipts } from "./useReceipts.ts";

const NEAR = 1_600; // pixels from an end at which more is loaded
const AT_BOTTOM = 40;
const FLASH_MS = 2_000;

export function Scroller({ view }: { view: View }) {
    const { t } = useTranslation("timeline");
    const { timeline } = useTalk();
    const list = useRef<VirtualizerHandle>(null);
    const box = useRef<HTMLDivElement>(null);
    const scroll = useScroll(view, list, box);
    useReceipts(view, scroll.isAtBottom);
    return (
        <>
            <section
                ref={box}
                className={style["scroll"]}
                // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
                tabIndex={0}
                aria-label={t(timeline.threadId ? "messagesOfThread" : "messages")}
                onKeyDown={scroll.onKeyDown}
            >
                <div className={style["filler"]}>
                    {view.loading === "older" && <p role="status">{t("loadingOlder")}</p>}
                    {view.isDull && !view.isAtStart && !view.loading && (
                        <Button isSmall look="quiet" onPress={() => void timeline.loadOlder()}>
                            {t("loadOlder")}
                        </Button>
                    )}
                </div>
                <Virtualizer
                    ref={list}
                    as="ol"
                    item="li"
                    scrollRef={box}
                    data={view.rows}
                    shift={view.isShift}
                    itemSize={64}
                    bufferSize={600}
                    onScroll={scroll.onScroll}
                    onResize={scroll.onResize}
                >
                    {(row) => <RowItem key={row.key} row={row} isFlashing={row.key === scroll.flashing} />}
                </Virtualizer>
                {view.error !== null && view.rows.length > 0 && (
                    <Failed error={apiError(view.error)} onRetry={() => void timeline.loadOlder()} />
                )}
            </section>
            <News view={view} isAtBottom={scroll.isAtBottom} onGo={scroll.toBottom} />
        </>
    );
}

const RowItem = memo(function RowItem({ row, isFlashing }: { row: Row; isFlashing: boolean }) {
    const { t, i18n } = useTranslation("timeline");
    return (
        <div className={isFlashing ? style["flash"] : undefined}>
            {row.day !== undefined && <p className={style["day"]}>{longDay(row.day, Date.now(), i18n.language)}</p>}
            {row.isFirstUnread && <p className={style["unread"]}>{t("firstUnread")}</p>}
            {row.kind === "message" ? <MessageRow row={row} /> : <LineRow events={row.events} />}
        </div>
    );
});

type Refs = { list: RefObject<VirtualizerHandle | null>; box: RefObject<HTMLDivElement | null> };

function useScroll(view: View, list: Refs["list"], box: Refs["box"]) {
    const { timeline } = useTalk();
    const stays = useRef(true); // at the bottom, and to stay there
    const lastOffset = useRef(0);
    const [isAtBottom, setAtBottom] = useState(true);
    const [flashing, setFlashing] = useState<string | null>(null);
    const latest = useRef(view);
    latest.current = view;

    const toEnd = useCallback(() => {
        const count = latest.current.rows.length;
        if (count > 0) list.current?.scrollToIndex(count - 1, { align: "end" });
    }, [list]);

    const loadNear = useCallback(() => {
        const at = list.current;
        const { loading, error, isAtStart, isLive, isDull } = latest.current;
        if (!at || loading || error !== null) return;
        if (!isAtStart && !isDull && at.scrollOffset < NEAR) void timeline.loadOlder();
        else if (!isLive && at.scrollSize - at.scrollOffset - at.viewportSize < NEAR) void timeline.loadNewer();
    }, [list, timeline]);

    const onScroll = useCallback(() => {
        const at = list.current;
        if (!at) return;
        const isNow = at.scrollSize - at.scrollOffset - at.viewportSize < AT_BOTTOM;
        // Rows that turn out higher than was thought move the end away, not the reader: only he leaves it, by going up.
        const hasGoneUp = at.scrollOffset < lastOffset.current - 1;
        lastOffset.current = at.scrollOffset;
        stays.current = latest.current.isLive && (isNow || (stays.current && !hasGoneUp));
        setAtBottom(stays.current);
        loadNear();
    }, [list, loadNear]);

    useLayoutEffect(() => {
        if (stays.current && view.isLive && !view.focus && view.rows.length > 0) toEnd();
    }, [view.rows, view.isLive, view.focus, toEnd]);

    // biome-ignore lint/correctness/useExhaustiveDependencies: what came may not fill the window yet
    useEffect(() => {
        const frame = requestAnimationFrame(loadNear);
        return () => cancelAnimationFrame(frame);
    }, [view.rows, view.loading, loadNear]);

    useLayoutEffect(() => {
        if (!view.focus) return;
        const { key } = view.focus;
        const at = view.rows.findIndex((row) => row.key === key);
        if (at < 0) return;
        const isEnd = view.isLive && at === view.rows.length - 1;
        stays.current = isEnd;
        setAtBottom(isEnd);
        list.current?.scrollToIndex(at, { align: isEnd ? "end" : "center" });
        if (!isEnd) setFlashing(key);
        timeline.focusDone();
    }, [view.focus, view.rows, view.isLive, list, timeline]);

    useEffect(() => {
        if (!flashing) return;
        const timer = setTimeout(() => setFlashing(null), FLASH_MS);
        return () => clearTimeout(timer);
    }, [flashing]);

    const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
        if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
        if (event.key === "Home") void timeline.jumpToStart();
        else if (event.key === "End") timeline.toLive();
        else if (event.key === "ArrowUp" || event.key === "ArrowDown")
            walk(box.current, event.key === "ArrowUp" ? -1 : 1);
        else return;
        event.preventDefault();
    };
    const onResize = useCallback(() => {
        if (stays.current && !latest.current.focus) toEnd();
    }, [toEnd]);
    return { isAtBottom, flashing, onScroll, onResize, onKeyDown, toBottom: () => timeline.toLive() };
}

/** Puts the focus on the message before or after the one that has it; from the list itself on the last one. */
function walk(box: HTMLElement | null, step: number): void {
    const messages = [...(box?.querySelectorAll<HTMLElement>("article[data-message]") ?? [])];
    const here = messages.findIndex((message) => message.contains(document.activeElement));
    const next = here < 0 ? messages.at(-1) : messages[here + step];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
}

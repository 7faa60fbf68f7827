import { ArrowDown, ArrowUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { View } from "../../../store/timeline.ts";
import type { Row } from "../../../store/timelineRows.ts";
import { Button } from "../../kit/Button.tsx";
import { useTalk } from "./context.ts";
import { nameOf } from "./names.ts";
import { summaryOf } from "./summary.ts";
import style from "./Timeline.module.css";

/** What has come since one looks at older things, and what was unread when one came. */
export function News({ view, isAtBottom, onGo }: { view: View; isAtBottom: boolean; onGo: () => void }) {
    const { t } = useTranslation("timeline");
    const count = useNewCount(view, isAtBottom);
    return (
        <>
            <UnreadAbove view={view} />
            {!isAtBottom && view.rows.length > 0 && (
                <div className={style["news"]}>
                    <Button isSmall onPress={onGo}>
                        <ArrowDown size={16} aria-hidden />
                        {count > 0 ? t("newMessages", { count }) : t("toNewest")}
                    </Button>
                </div>
            )}
            <ReadAloud rows={view.rows} isLive={view.isLive} />
        </>
    );
}

function useNewCount(view: View, isAtBottom: boolean): number {
    const { timeline } = useTalk();
    const seen = useRef<string | undefined>(undefined);
    const newest = view.rows.at(-1)?.key;
    useEffect(() => {
        if (isAtBottom) seen.current = newest;
    }, [isAtBottom, newest]);
    if (isAtBottom || !view.isLive) return 0;
    const at = view.rows.findLastIndex((row) => row.key === seen.current);
    const me = timeline.matrix.getUserId();
    return at < 0
        ? 0
        : view.rows.slice(at + 1).filter((row) => row.kind === "message" && row.event.getSender() !== me).length;
}

/** How much was unread when the group was opened, as long as its first message hasn't been looked for. */
function UnreadAbove({ view }: { view: View }) {
    const { t } = useTranslation("timeline");
    const { timeline, conversation } = useTalk();
    const [count, setCount] = useState(() => (timeline.threadId ? 0 : timeline.room.getRoomUnreadNotificationCount()));
    const [readUpTo] = useState(() => timeline.readUpTo);
    const first = view.rows.find((row) => row.isFirstUnread);
    const isFew = first !== undefined && view.rows.length - view.rows.indexOf(first) < 8;
    if (count === 0 || isFew || (!first && !readUpTo)) return null;
    const go = (): void => {
        setCount(0);
        const event = first?.kind === "message" ? first.event : first?.events[0];
        conversation.jump.set(event?.getId() ?? readUpTo ?? null);
    };
    return (
        <div className={style["above"]}>
            <Button isSmall onPress={go}>
                <ArrowUp size={16} aria-hidden />
                {t("unreadAbove", { count })}
            </Button>
        </div>
    );
}

/** The newest message of somebody else, for who doesn't see the list. */
function ReadAloud({ rows, isLive }: { rows: readonly Row[]; isLive: boolean }) {
    const { t } = useTranslation(["timeline", "common"]);
    const { timeline } = useTalk();
    const [opened] = useState(() => Date.now());
    const last = rows.at(-1);
    const event = isLive && last?.kind === "message" ? last.event : undefined;
    const isSaid = event && event.getSender() !== timeline.matrix.getUserId() && event.getTs() > opened;
    return (
        <p className="visually-hidden" role="status">
            {isSaid ? `${nameOf(timeline.room, event.getSender() ?? "")}${t("colon")}${summaryOf(event, t)}` : ""}
        </p>
    );
}

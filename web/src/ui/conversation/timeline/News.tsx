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

const ABOUT_A_SCREEN = 8; // messages: fewer are seen anyway

/** How much was unread when the group was opened, until its first message is gone to. */
function UnreadAbove({ view }: { view: View }) {
    const { t } = useTranslation("timeline");
    const { timeline, conversation } = useTalk();
    const [isDone, setDone] = useState(false);
    const [counted] = useState(() => (timeline.threadId ? 0 : timeline.room.getRoomUnreadNotificationCount()));
    const me = timeline.matrix.getUserId();
    const at = view.rows.findIndex((row) => row.isFirstUnread);
    const isUnread = (row: Row): boolean => row.kind === "message" && row.event.getSender() !== me;
    const count = at < 0 ? counted : view.rows.slice(at).filter(isUnread).length;
    const first = view.rows[at];
    const target = first ? (first.kind === "message" ? first.event : first.events[0])?.getId() : timeline.readUpTo;
    if (isDone || !view.isLive || !target || count < ABOUT_A_SCREEN) return null;
    const go = (): void => {
        setDone(true);
        conversation.jump.set(target);
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

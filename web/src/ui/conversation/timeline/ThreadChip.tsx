import { MessagesSquare } from "lucide-react";
import type { MatrixEvent } from "matrix-js-sdk";
import { useTranslation } from "react-i18next";
import type { ThreadSummary } from "../../../store/timelineRelations.ts";
import { shortTime } from "../../../util/time.ts";
import { usePanel } from "../panel/usePanel.ts";
import { useTalk } from "./context.ts";
import style from "./Message.module.css";
import { nameOf } from "./names.ts";

export function ThreadChip({ event, summary }: { event: MatrixEvent; summary: ThreadSummary | undefined }) {
    const { t, i18n } = useTranslation("timeline");
    const { timeline } = useTalk();
    const [, show] = usePanel();
    if (!summary) return null;
    const unread = timeline.room.getThreadUnreadNotificationCount(event.getId() ?? "");
    const last = summary.lastSender ? nameOf(timeline.room, summary.lastSender) : "";
    return (
        <button type="button" className={style["thread"]} onClick={() => show("thread", event.getId())}>
            <MessagesSquare size={14} aria-hidden />
            {t("answers", { count: summary.count })}
            {unread > 0 && <span className={style["threadNew"]}>{t("newMessages", { count: unread })}</span>}
            <span className={style["threadLast"]}>
                {last} {shortTime(summary.lastTs, Date.now(), i18n.language)}
            </span>
        </button>
    );
}

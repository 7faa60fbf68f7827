import { CircleAlert } from "lucide-react";
import { EventStatus, type MatrixEvent } from "matrix-js-sdk";
import { useTranslation } from "react-i18next";
import { apiError, resend } from "../../../store/timelineActions.ts";
import { useErrorWords } from "../../kit/states.tsx";
import { tellError } from "../../kit/Toasts.tsx";
import { useTalk } from "./context.ts";
import style from "./Message.module.css";

const WAITING = new Set<EventStatus>([EventStatus.SENDING, EventStatus.QUEUED, EventStatus.ENCRYPTING]);

/** Whether one's own message has gone out: on its way, or not at all, with what the house said. */
export function Delivery({ event, isOwn }: { event: MatrixEvent; isOwn: boolean }) {
    const { t } = useTranslation(["timeline", "common"]);
    const { timeline } = useTalk();
    const words = useErrorWords();
    const { status } = event;
    if (!isOwn || status === null) return null;
    if (WAITING.has(status)) return <span className={style["sending"]}>{t("sending")}</span>;
    if (status !== EventStatus.NOT_SENT) return null;
    const { matrix, room } = timeline;
    return (
        <div className={style["failed"]} role="alert">
            <p>
                <CircleAlert size={14} aria-hidden /> {event.error ? words(apiError(event.error)) : t("notSent")}
            </p>
            <button
                type="button"
                className={style["inline"]}
                onClick={() => void resend(matrix, room, event).catch((error) => tellError(words(error)))}
            >
                {t("common:retry")}
            </button>
            <button type="button" className={style["inline"]} onClick={() => matrix.cancelPendingEvent(event)}>
                {t("common:delete")}
            </button>
        </div>
    );
}

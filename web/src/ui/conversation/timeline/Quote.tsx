import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTalk } from "./context.ts";
import style from "./Message.module.css";
import { nameOf } from "./names.ts";
import { summaryOf } from "./summary.ts";

/** What a message answers; pressing it leads there. */
export function Quote({ eventId }: { eventId: string }) {
    const { t } = useTranslation(["timeline", "common"]);
    const { timeline, conversation } = useTalk();
    const here = timeline.find(eventId);
    const { roomId } = timeline.room;
    const found = useQuery({
        queryKey: ["event", roomId, eventId],
        queryFn: () => timeline.pages.event(eventId),
        enabled: !here,
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
    });
    const event = here ?? found.data;
    if (!event) return <p className={style["quote"]}>{t(found.error ? "quoteGone" : "common:loading")}</p>;
    const sender = nameOf(timeline.room, event.getSender() ?? "");
    return (
        <button type="button" className={style["quote"]} onClick={() => conversation.jump.set(eventId)}>
            <span className="visually-hidden">{t("answerTo")}</span>
            {sender}
            {t("colon")}
            {summaryOf(event, t)}
        </button>
    );
}

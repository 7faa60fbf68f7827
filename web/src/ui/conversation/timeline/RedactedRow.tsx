import type { MatrixEvent } from "matrix-js-sdk";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useHouse } from "../../shell/context.ts";
import { useTalk } from "./context.ts";
import style from "./Message.module.css";
import { nameOf } from "./names.ts";

type Because = {
    sender?: string;
    content?: { reason?: unknown; "fangyuan.moved_to"?: { room_id?: string; event_id?: string } };
};

/** What is left of a message that was taken back, taken away or moved: who did it, and why. */
export function RedactedRow({ event }: { event: MatrixEvent }) {
    const { t } = useTranslation("timeline");
    const { timeline } = useTalk();
    const { matrix } = useHouse();
    const because = event.getUnsigned().redacted_because as Because | undefined;
    const me = matrix.getUserId();
    const sender = event.getSender() ?? "";
    const by = because?.sender ?? sender;
    const reason = typeof because?.content?.reason === "string" ? because.content.reason : "";
    const moved = because?.content?.["fangyuan.moved_to"];
    const names = { who: nameOf(timeline.room, sender), by: nameOf(timeline.room, by) };
    const how = moved ? "moved" : by !== sender ? "removed" : sender === me ? "own" : "recalled";
    return (
        <div className={style["lines"]}>
            <p data-message={event.getId()}>
                {t(`trace.${how}`, names)}
                {reason && t("because", { reason: moved ? reason.split("\n")[0] : reason })}
                {moved?.room_id && matrix.getRoom(moved.room_id)?.getMyMembership() === "join" && (
                    <Link
                        className={style["inline"] ?? ""}
                        href={`/chats/${encodeURIComponent(moved.room_id)}?event=${encodeURIComponent(moved.event_id ?? "")}`}
                    >
                        {t("goThere")}
                    </Link>
                )}
            </p>
        </div>
    );
}

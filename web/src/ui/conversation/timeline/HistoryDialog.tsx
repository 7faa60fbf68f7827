import { useQuery } from "@tanstack/react-query";
import type { MatrixEvent } from "matrix-js-sdk";
import { useTranslation } from "react-i18next";
import { asked } from "../../../store/timelineActions.ts";
import { fullTime } from "../../../util/time.ts";
import { Dialog } from "../../kit/Dialog.tsx";
import { Failed, Loading } from "../../kit/states.tsx";
import { useTalk } from "./context.ts";
import style from "./Message.module.css";

type Version = { ts: number; body: string };

/** What a message said before it was changed, the newest first. */
export function HistoryDialog({ event, onClose }: { event: MatrixEvent; onClose: () => void }) {
    const { t, i18n } = useTranslation("timeline");
    const { timeline } = useTalk();
    const { matrix, room } = timeline;
    const id = event.getId() ?? "";
    const found = useQuery({
        queryKey: ["edits", room.roomId, id, event.replacingEventId()],
        queryFn: async (): Promise<Version[]> => {
            const answer = await asked(matrix.relations(room.roomId, id, "m.replace", null, { limit: 50 }));
            for (const edit of answer?.events ?? []) await edit.getDecryptionPromise();
            const edits = (answer?.events ?? []).map((edit) => ({
                ts: edit.getTs(),
                body: String(edit.getContent()["m.new_content"]?.body ?? ""),
            }));
            const first = { ts: event.getTs(), body: String(event.getOriginalContent()["body"] ?? "") };
            return [...edits, first].sort((a, b) => b.ts - a.ts);
        },
    });
    return (
        <Dialog title={t("history")} isOpen onClose={onClose}>
            {found.isPending && <Loading />}
            {found.error && <Failed error={found.error} onRetry={() => void found.refetch()} />}
            <ol className={style["versions"]}>
                {found.data?.map((version) => (
                    <li key={version.ts}>
                        <time className={style["by"]} dateTime={new Date(version.ts).toISOString()}>
                            {fullTime(version.ts, i18n.language)}
                        </time>
                        <p className={style["cited"]}>{version.body}</p>
                    </li>
                ))}
            </ol>
        </Dialog>
    );
}

/** What is on its way from here: how far, and how to call it off. */
import { RotateCw, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../../../store/conversation.ts";
import type { Upload } from "../../../store/uploads.ts";
import { fileSize } from "../../../util/text.ts";
import { IconButton } from "../../kit/Button.tsx";
import { useObserved } from "../../kit/observed.ts";
import { useErrorWords } from "../../kit/states.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./UploadList.module.css";

export function UploadList({ conversation }: { conversation: Conversation }) {
    const { t } = useTranslation("composer");
    const { uploads } = useHouse();
    const all = useObserved(uploads.list);
    const { roomId, threadId } = conversation;
    const here = all.filter((one) => one.roomId === roomId && one.threadId === threadId);
    if (here.length === 0) return null;
    return (
        <ul className={style["list"]} aria-label={t("uploads.list")}>
            {here.map((one) => (
                <Row key={one.id} upload={one} />
            ))}
        </ul>
    );
}

function Row({ upload }: { upload: Upload }) {
    const { t } = useTranslation("composer");
    const { uploads } = useHouse();
    const words = useErrorWords();
    const { id, name, size, sent, state } = upload;
    const share = size > 0 ? Math.min(1, sent / size) : 0;
    return (
        <li className={style["row"]}>
            <div className={style["facts"]}>
                <span className={style["name"]}>{name}</span>
                <span className={state === "failed" ? style["failed"] : style["state"]} role="status">
                    {state === "failed" && words(upload.error)}
                    {state === "sending" && t("uploads.sent", { sent: fileSize(sent), size: fileSize(size) })}
                    {(state === "waiting" || state === "reading") && t(`uploads.${state}`)}
                </span>
                <progress
                    className={style["progress"]}
                    value={share}
                    max={1}
                    aria-label={t("uploads.progress", { name })}
                />
            </div>
            {state === "failed" && (
                <IconButton label={t("uploads.retry", { name })} onPress={() => uploads.retry(id)}>
                    <RotateCw size={18} aria-hidden />
                </IconButton>
            )}
            <IconButton label={t("uploads.cancel", { name })} onPress={() => uploads.cancel(id)}>
                <X size={18} aria-hidden />
            </IconButton>
        </li>
    );
}

/** Above the field: what is answered, or that an older message is worded anew. */
import { Pencil, Reply, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Writing } from "../../../store/conversation.ts";
import { IconButton } from "../../kit/Button.tsx";
import style from "./Writer.module.css";

export function WritingBar({ writing, onLeave }: { writing: Writing; onLeave: () => void }) {
    const { t } = useTranslation("composer");
    if (writing.at === "new") return null;
    const { event } = writing;
    const Icon = writing.at === "edit" ? Pencil : Reply;
    const name = event.sender?.name ?? event.getSender() ?? "";
    const body = String(event.getContent()["body"] ?? "");
    return (
        <div className={style["bar"]}>
            <Icon size={16} aria-hidden />
            <p className={style["barText"]}>
                <strong>{writing.at === "edit" ? t("editing") : t("replyingTo", { name })}</strong> <span>{body}</span>
            </p>
            <IconButton label={writing.at === "edit" ? t("leaveEdit") : t("leaveReply")} onPress={onLeave}>
                <X size={16} aria-hidden />
            </IconButton>
        </div>
    );
}

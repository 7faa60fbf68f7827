/** What was said last, or what goes on, in one line. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { ChatSummary } from "../../store/chats.ts";
import type { LastLine } from "../../store/chatsLast.ts";
import style from "./ChatRow.module.css";

export function LastWords({ chat, isOpen }: { chat: ChatSummary; isOpen: boolean }) {
    const { t } = useTranslation("chats");
    if (chat.isInvite && chat.isDirect) return t("invitedDirect");
    if (chat.isInvite) {
        return chat.inviterName ? t("invitedBy", { name: chat.inviterName }) : t("invitedHint");
    }
    if (chat.draft && !isOpen) {
        return (
            <>
                <span className={style["draft"]}>{t("draft")}</span> {chat.draft}
            </>
        );
    }
    if (chat.typing.length > 0) {
        const [name] = chat.typing;
        return (
            <span className={style["typing"]}>
                {chat.isDirect
                    ? t("typing")
                    : chat.typing.length === 1
                      ? t("typingOne", { name })
                      : t("typingMany", { count: chat.typing.length })}
            </span>
        );
    }
    if (!chat.last) return chat.purpose;
    const words = lineWords(t, chat.last.line);
    if (chat.isDirect || chat.last.isOwn) return words;
    return t("said", { name: chat.last.senderName, words });
}

/** A line as words: [picture], the text itself, [file] and its name. */
export function lineWords(t: TFunction<"chats">, line: LastLine): string {
    if (line.as === "text") return line.text;
    if (line.as === "file" || line.as === "poll") return t(`last.${line.as}`, { text: line.text });
    return t(`last.${line.as}`);
}

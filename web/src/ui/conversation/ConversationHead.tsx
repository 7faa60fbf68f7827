import { ArrowLeft, BookText } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { ChatSummary } from "../../store/chats.ts";
import { IconButton } from "../kit/Button.tsx";
import style from "./ConversationHead.module.css";
import { usePanel } from "./panel/usePanel.ts";

export function ConversationHead({ chat }: { chat: ChatSummary }) {
    const { t } = useTranslation(["common", "panel"]);
    const [panel, showPanel] = usePanel();
    const [, go] = useLocation();
    return (
        <header className={style["head"]}>
            <span className={style["back"]}>
                <IconButton label={t("back")} onPress={() => go("/chats")}>
                    <ArrowLeft size={20} aria-hidden />
                </IconButton>
            </span>
            <div className={style["titles"]}>
                <h1 className={style["name"]}>{chat.name}</h1>
                {chat.purpose && <p className={style["purpose"]}>{chat.purpose}</p>}
            </div>
            <IconButton
                label={t("panel:charter")}
                aria-expanded={panel === "charter"}
                onPress={() => showPanel(panel === "charter" ? null : "charter")}
            >
                <BookText size={20} aria-hidden />
            </IconButton>
        </header>
    );
}

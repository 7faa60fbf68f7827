import { ArrowLeft, BookText, Ellipsis, Files, MessagesSquare, Search, Users } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { Room } from "../../api/matrix.ts";
import type { ChatSummary } from "../../store/chats.ts";
import { IconButton } from "../kit/Button.tsx";
import { MenuButton } from "../kit/Menu.tsx";
import { Portrait } from "../kit/Portrait.tsx";
import { TrustMark } from "../security/Trust.tsx";
import style from "./ConversationHead.module.css";
import { LeaveDialog } from "./LeaveDialog.tsx";
import { NotifyDialog } from "./NotifyDialog.tsx";
import { type PanelName, usePanel } from "./panel/usePanel.ts";
import { useHeadItems } from "./useHeadItems.tsx";

const JumpDialog = lazy(() => import("./JumpDialog.tsx").then((found) => ({ default: found.JumpDialog })));

const BUTTONS: readonly { name: PanelName; icon: typeof Search; isForGroups: boolean; isWideOnly: boolean }[] = [
    { name: "search", icon: Search, isForGroups: false, isWideOnly: true },
    { name: "threads", icon: MessagesSquare, isForGroups: false, isWideOnly: true },
    { name: "files", icon: Files, isForGroups: false, isWideOnly: true },
    { name: "members", icon: Users, isForGroups: true, isWideOnly: true },
    { name: "charter", icon: BookText, isForGroups: true, isWideOnly: false },
];

export type HeadDialog = "notify" | "leave" | "jump" | null;

export function ConversationHead({ chat, room }: { chat: ChatSummary; room: Room }) {
    const { t } = useTranslation(["common", "panel", "conversation"]);
    const [panel, showPanel] = usePanel();
    const [dialog, setDialog] = useState<HeadDialog>(null);
    const [, go] = useLocation();
    const items = useHeadItems(chat, setDialog);
    const close = (): void => setDialog(null);
    const count = room.getJoinedMemberCount();
    const shown = BUTTONS.filter((button) => !button.isForGroups || !chat.isDirect);
    return (
        <header className={style["head"]}>
            <span className={style["back"]}>
                <IconButton label={t("back")} onPress={() => go("/chats")}>
                    <ArrowLeft size={20} aria-hidden />
                </IconButton>
            </span>
            <span className={style["picture"]}>
                <Portrait
                    name={chat.name}
                    id={chat.otherId ?? chat.roomId}
                    isPerson={chat.isDirect}
                    size={32}
                    mxc={chat.avatar}
                />
            </span>
            <div className={style["titles"]}>
                <h1 className={style["name"]}>
                    {chat.name}
                    {chat.isDirect && chat.otherId && <TrustMark userId={chat.otherId} />}
                    {!chat.isDirect && <span className={style["count"]}>{t("members", { count })}</span>}
                </h1>
                {chat.purpose && (
                    <p className={style["purpose"]} title={chat.purpose}>
                        {chat.purpose}
                    </p>
                )}
            </div>
            {shown.map(({ name, icon: Icon, isWideOnly }) => (
                <span key={name} className={isWideOnly ? style["wide"] : undefined}>
                    <IconButton
                        label={t(`panel:${name}`)}
                        aria-expanded={panel === name}
                        onPress={() => showPanel(panel === name ? null : name)}
                    >
                        <Icon size={20} aria-hidden />
                    </IconButton>
                </span>
            ))}
            <MenuButton label={t("conversation:openMenu")} icon={<Ellipsis size={20} aria-hidden />} items={items} />
            {dialog === "notify" && <NotifyDialog chat={chat} onClose={close} />}
            {dialog === "leave" && <LeaveDialog chat={chat} onClose={close} />}
            <Suspense>{dialog === "jump" && <JumpDialog room={room} onClose={close} />}</Suspense>
        </header>
    );
}

/** What stands beside the conversation; over it on phones. One component for each name of a panel. */
import { X } from "lucide-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import type { Room } from "../../../api/matrix.ts";
import type { ChatSummary } from "../../../store/chats.ts";
import { IconButton } from "../../kit/Button.tsx";
import { CharterPanel } from "./CharterPanel.tsx";
import { FilesPanel } from "./FilesPanel.tsx";
import { MembersPanel } from "./MembersPanel.tsx";
import style from "./Panel.module.css";
import { PinnedPanel } from "./PinnedPanel.tsx";
import { ReadersPanel } from "./ReadersPanel.tsx";
import { SearchPanel } from "./SearchPanel.tsx";
import { ThreadPanel } from "./ThreadPanel.tsx";
import { ThreadsPanel } from "./ThreadsPanel.tsx";
import { type PanelName, usePanel } from "./usePanel.ts";

export type PanelProps = { room: Room; chat: ChatSummary; about: string | null };

const CONTENTS: Partial<Record<PanelName, ComponentType<PanelProps>>> = {
    charter: CharterPanel,
    threads: ThreadsPanel,
    thread: ThreadPanel,
    readers: ReadersPanel,
    files: FilesPanel,
    search: SearchPanel,
    members: MembersPanel,
    pinned: PinnedPanel,
};

export function Panel({ room, chat }: { room: Room; chat: ChatSummary }) {
    const { t } = useTranslation(["panel", "common"]);
    const [name, show, about] = usePanel();
    const Content = name ? CONTENTS[name] : undefined;
    if (!name || !Content) return null;
    return (
        <aside className={style["panel"]} aria-label={t(name)}>
            <header className={style["head"]}>
                <h2 className={style["title"]}>{t(name)}</h2>
                <IconButton label={t("common:close")} onPress={() => show(null)}>
                    <X size={20} aria-hidden />
                </IconButton>
            </header>
            <div className={style["body"]}>
                <Content room={room} chat={chat} about={about} />
            </div>
        </aside>
    );
}

/** Groups and direct chats: what needs the person first, then by kind and department; or by time. Arrows move, Enter opens. */
import { useQuery } from "@tanstack/react-query";
import { ArrowDownWideNarrow, ListTree, Plus, Search } from "lucide-react";
import { useMemo, useState } from "react";
import { Button as Pressable, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import {
    CHAT_FILTERS,
    type ChatFilter,
    changeChatView,
    chatRows,
    chatView,
    needsMe,
    type OpenChat,
    placesIn,
} from "../../store/chatsView.ts";
import { departmentsQuery } from "../../store/people.ts";
import { openSearch } from "../../store/search.ts";
import { IconButton } from "../kit/Button.tsx";
import { MenuButton } from "../kit/Menu.tsx";
import { useObserved } from "../kit/observed.ts";
import { Empty } from "../kit/states.tsx";
import { NewChat } from "../people/NewChat.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./ChatList.module.css";
import { ChatRows } from "./ChatRows.tsx";

export function ChatList({ openRoomId }: { openRoomId: string | undefined }) {
    const { t } = useTranslation("chats");
    const chats = useObserved(useHouse().chats.list);
    const view = useObserved(chatView);
    const open = useOpen(openRoomId);
    const tree = useQuery(departmentsQuery(useHouse().api)).data;
    const placeOf = useMemo(() => placesIn(tree ?? []), [tree]);
    const rows = useMemo(() => chatRows(chats, view, open, placeOf), [chats, view, open, placeOf]);
    const nothing = view.filter === "all" ? t("none") : t("noneOfFilter");
    return (
        <div className={style["column"]}>
            <Head isPage={openRoomId === undefined} />
            <ToggleButtonGroup
                aria-label={t("filter")}
                selectionMode="single"
                disallowEmptySelection
                selectedKeys={[view.filter]}
                onSelectionChange={([chosen]) => changeChatView({ filter: chosen as ChatFilter })}
                className={style["filters"] ?? ""}
            >
                {CHAT_FILTERS.map((filter) => (
                    <ToggleButton key={filter} id={filter} className={style["filter"] ?? ""}>
                        {t(`filters.${filter}`)}
                    </ToggleButton>
                ))}
            </ToggleButtonGroup>
            <nav aria-label={t("list")} className={style["nav"]}>
                {rows.length > 0 ? (
                    <ChatRows rows={rows} openRoomId={openRoomId} />
                ) : (
                    <Empty title={nothing} hint={view.filter === "all" ? t("noneHint") : undefined} />
                )}
            </nav>
        </div>
    );
}

/** The open chat; where it needed the person as it was opened it keeps its place until another one is opened. */
function useOpen(roomId: string | undefined): OpenChat | undefined {
    const { chats } = useHouse();
    const [open, setOpen] = useState<OpenChat | undefined>(undefined);
    if (roomId !== open?.roomId) {
        const chat = roomId ? chats.find(roomId) : undefined;
        setOpen(roomId ? { roomId, isHeld: chat !== undefined && needsMe(chat) } : undefined);
    }
    return open;
}

function Head({ isPage }: { isPage: boolean }) {
    const { t } = useTranslation("chats");
    const [, go] = useLocation();
    const view = useObserved(chatView);
    const [isWriting, setWriting] = useState(false);
    const Title = isPage ? "h1" : "h2";
    const byTime = view.order === "time";
    return (
        <header className={style["head"]}>
            <Title className="visually-hidden">{t("title")}</Title>
            <Pressable className={style["search"] ?? ""} onPress={() => openSearch()}>
                <Search size={16} aria-hidden />
                <span>{t("search")}</span>
                <kbd className={style["keys"]} aria-hidden>
                    {isApple() ? "⌘K" : "Ctrl K"}
                </kbd>
            </Pressable>
            <IconButton
                label={byTime ? t("orderByNeed") : t("orderByTime")}
                onPress={() => changeChatView({ order: byTime ? "need" : "time" })}
            >
                {byTime ? <ListTree size={20} aria-hidden /> : <ArrowDownWideNarrow size={20} aria-hidden />}
            </IconButton>
            <MenuButton
                label={t("new")}
                icon={<Plus size={20} aria-hidden />}
                items={[
                    { id: "direct", label: t("newDirect"), onAction: () => setWriting(true) },
                    { id: "group", label: t("newGroup"), onAction: () => go("/found") },
                ]}
            />
            <NewChat isOpen={isWriting} onClose={() => setWriting(false)} />
        </header>
    );
}

function isApple(): boolean {
    return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

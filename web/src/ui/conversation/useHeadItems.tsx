import {
    Bell,
    BellOff,
    CalendarDays,
    DoorOpen,
    Files,
    MailOpen,
    MessagesSquare,
    Search,
    ShieldQuestion,
    Users,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { ChatSummary } from "../../store/chats.ts";
import { apiError } from "../../store/timelineActions.ts";
import type { Item } from "../kit/Menu.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { tellError } from "../kit/Toasts.tsx";
import { useCompare } from "../security/useCompare.ts";
import { useHouse } from "../shell/context.ts";
import type { HeadDialog } from "./ConversationHead.tsx";
import { usePanel } from "./panel/usePanel.ts";
import { useNarrow } from "./useNarrow.ts";

const SIZE = 18;

/** The menu of a conversation; on narrow screens the panels are in it too. */
export function useHeadItems(chat: ChatSummary, open: (dialog: HeadDialog) => void): Item[] {
    const { t } = useTranslation(["conversation", "panel", "security"]);
    const { chats } = useHouse();
    const [, show] = usePanel();
    const [, go] = useLocation();
    const words = useErrorWords();
    const compare = useCompare();
    const isNarrow = useNarrow();
    const unread = (): void => {
        chats.setRead(chat.roomId, false).then(
            () => go("/chats"),
            (error) => tellError(words(apiError(error))),
        );
    };
    const compareItem = (userId: string): Item => ({
        id: "compare",
        label: t("security:trust.compare"),
        icon: <ShieldQuestion size={SIZE} aria-hidden />,
        onAction: () => void compare.withPerson(userId, chat.name),
    });
    const panels: Item[] = [
        {
            id: "search",
            label: t("panel:search"),
            icon: <Search size={SIZE} aria-hidden />,
            onAction: () => show("search"),
        },
        {
            id: "threads",
            label: t("panel:threads"),
            icon: <MessagesSquare size={SIZE} aria-hidden />,
            onAction: () => show("threads"),
        },
        {
            id: "files",
            label: t("panel:files"),
            icon: <Files size={SIZE} aria-hidden />,
            onAction: () => show("files"),
        },
        ...(chat.isDirect
            ? []
            : [
                  {
                      id: "members",
                      label: t("panel:members"),
                      icon: <Users size={SIZE} aria-hidden />,
                      onAction: () => show("members"),
                  },
              ]),
    ];
    return [
        ...(isNarrow ? panels : []),
        {
            id: "jump",
            label: t("jumpDate"),
            icon: <CalendarDays size={SIZE} aria-hidden />,
            onAction: () => open("jump"),
        },
        {
            id: "notify",
            label: t("notify"),
            icon: chat.isMuted ? <BellOff size={SIZE} aria-hidden /> : <Bell size={SIZE} aria-hidden />,
            onAction: () => open("notify"),
        },
        ...(chat.isDirect && chat.otherId ? [compareItem(chat.otherId)] : []),
        { id: "unread", label: t("markUnread"), icon: <MailOpen size={SIZE} aria-hidden />, onAction: unread },
        {
            id: "leave",
            label: t("leave"),
            icon: <DoorOpen size={SIZE} aria-hidden />,
            isDanger: true,
            onAction: () => open("leave"),
        },
    ];
}

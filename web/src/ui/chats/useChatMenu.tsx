import { Bell, BellOff, DoorOpen, MailCheck, MailOpen, Pin, PinOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ChatSummary } from "../../store/chats.ts";
import { setNotifyLevel } from "../../store/muting.ts";
import type { Item } from "../kit/Menu.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { tellError } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";

const SIZE = 16;

/** What can be done with a chat from its row; leaving it is asked about first. */
export function useChatMenu(chat: ChatSummary, onLeave: () => void): Item[] {
    const { t } = useTranslation("chats");
    const { chats, matrix } = useHouse();
    const errorWords = useErrorWords();
    const { roomId } = chat;
    const attempt = (act: () => Promise<unknown>) => (): void => {
        act().catch((error: unknown) => tellError(errorWords(error)));
    };
    const leave: Item = {
        id: "leave",
        label: chat.isInvite ? t("decline") : t("leave"),
        icon: <DoorOpen size={SIZE} aria-hidden />,
        isDanger: true,
        onAction: onLeave,
    };
    if (chat.isInvite) return [leave];
    const isUnread = chat.unread > 0 || chat.hasNews || chat.isMarkedUnread;
    return [
        {
            id: "read",
            label: isUnread ? t("markRead") : t("markUnread"),
            icon: isUnread ? <MailOpen size={SIZE} aria-hidden /> : <MailCheck size={SIZE} aria-hidden />,
            onAction: attempt(() => chats.setRead(roomId, isUnread)),
        },
        {
            id: "pin",
            label: chat.isPinned ? t("unpin") : t("pin"),
            icon: chat.isPinned ? <PinOff size={SIZE} aria-hidden /> : <Pin size={SIZE} aria-hidden />,
            onAction: attempt(() => chats.setPinned(roomId, !chat.isPinned)),
        },
        {
            id: "mute",
            label: chat.isMuted ? t("unmute") : t("mute"),
            icon: chat.isMuted ? <Bell size={SIZE} aria-hidden /> : <BellOff size={SIZE} aria-hidden />,
            onAction: attempt(() => setNotifyLevel(matrix, roomId, chat.isMuted ? "all" : "mentions")),
        },
        leave,
    ];
}

/** One group or direct chat in the list: who it is, what was said last, what waits there. */
import { AtSign, BellOff, Ellipsis, Lock, Pin } from "lucide-react";
import { memo, useState } from "react";
import { MenuTrigger, Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { ChatSummary } from "../../store/chats.ts";
import { shortTime } from "../../util/time.ts";
import { MenuPopover } from "../kit/Menu.tsx";
import { Portrait } from "../kit/Portrait.tsx";
import style from "./ChatRow.module.css";
import { LastWords } from "./LastWords.tsx";
import { LeaveChat } from "./LeaveChat.tsx";
import { useChatMenu } from "./useChatMenu.tsx";
import { useHold } from "./useHold.ts";

type Props = { chat: ChatSummary; isOpen: boolean; isReached: boolean; onReach: (roomId: string) => void };

export const ChatRow = memo(function ChatRow({ chat, isOpen, isReached, onReach }: Props) {
    const { t, i18n } = useTranslation("chats");
    const [isMenuOpen, setMenuOpen] = useState(false);
    const [isLeaving, setLeaving] = useState(false);
    const hold = useHold(() => setMenuOpen(true));
    const time = chat.changedAt > 0 ? shortTime(chat.changedAt, Date.now(), i18n.language) : "";
    return (
        <div className={style["row"]} data-open={isOpen || undefined} {...hold}>
            <Link
                href={`/chats/${encodeURIComponent(chat.roomId)}`}
                className={style["link"] ?? ""}
                aria-current={isOpen ? "page" : undefined}
                tabIndex={isReached ? 0 : -1}
                data-row={chat.roomId}
                onFocus={() => onReach(chat.roomId)}
            >
                <Portrait
                    name={chat.name}
                    id={chat.otherId ?? chat.roomId}
                    isPerson={chat.isDirect}
                    mxc={chat.avatar}
                />
                <span className={style["words"]}>
                    <span className={style["line"]}>
                        <span className={style["name"]}>{chat.name}</span>
                        <Marks chat={chat} />
                        <span className={style["time"]}>{time}</span>
                    </span>
                    <span className={style["line"]}>
                        <span className={style["last"]}>
                            <LastWords chat={chat} isOpen={isOpen} />
                        </span>
                        <Waiting chat={chat} />
                    </span>
                </span>
            </Link>
            <MenuTrigger isOpen={isMenuOpen} onOpenChange={setMenuOpen}>
                <Pressable
                    className={style["more"] ?? ""}
                    aria-label={t("menuOf", { name: chat.name })}
                    excludeFromTabOrder={!isReached}
                >
                    <Ellipsis size={18} aria-hidden />
                </Pressable>
                <RowMenu chat={chat} onLeave={() => setLeaving(true)} />
            </MenuTrigger>
            {isLeaving && <LeaveChat chat={chat} onClose={() => setLeaving(false)} />}
        </div>
    );
});

function RowMenu({ chat, onLeave }: { chat: ChatSummary; onLeave: () => void }) {
    return <MenuPopover items={useChatMenu(chat, onLeave)} />;
}

function Marks({ chat }: { chat: ChatSummary }) {
    const { t } = useTranslation("chats");
    return (
        <>
            {chat.label === "confidential" && <span className={style["tag"]}>{t("labels.confidential")}</span>}
            {(chat.status === "archived" || chat.status === "closed" || chat.status === "draft") && (
                <span className={style["tag"]}>{t(`statuses.${chat.status}`)}</span>
            )}
            {chat.isEncrypted && <Mark icon={<Lock size={12} aria-hidden />} words={t("encrypted")} />}
            {chat.isPinned && <Mark icon={<Pin size={12} aria-hidden />} words={t("pinned")} />}
            {chat.isMuted && (
                <Mark
                    icon={<BellOff size={12} aria-hidden />}
                    words={chat.level === "none" ? t("levels.none") : t("levels.mentions")}
                />
            )}
        </>
    );
}

function Mark({ icon, words }: { icon: React.ReactNode; words: string }) {
    return (
        <span className={style["mark"]} title={words}>
            {icon}
            <span className="visually-hidden">{words}</span>
        </span>
    );
}

function Waiting({ chat }: { chat: ChatSummary }) {
    const { t } = useTranslation(["chats", "common"]);
    const count = chat.unread;
    const mention = chat.mentions > 0 && (
        <span className={style["mention"]}>
            <AtSign size={12} aria-hidden />
            <span className="visually-hidden">{t("mentions", { count: chat.mentions })}</span>
        </span>
    );
    if (chat.isInvite) return <span className={style["invite"]}>{t("invited")}</span>;
    if (count > 0 && !(chat.isMuted && chat.mentions === 0)) {
        return (
            <>
                {mention}
                <span className={style["badge"]}>
                    <span aria-hidden>{count > 99 ? "99+" : count}</span>
                    <span className="visually-hidden">{t("common:unread", { count })}</span>
                </span>
            </>
        );
    }
    if (!chat.isMarkedUnread && !chat.hasNews) return null;
    return (
        <span className={`${style["dot"]} ${chat.isMarkedUnread ? style["strong"] : ""}`}>
            <span className="visually-hidden">{chat.isMarkedUnread ? t("markedUnread") : t("news")}</span>
        </span>
    );
}

import { Ellipsis, MessageSquareReply, MessagesSquare, SmilePlus } from "lucide-react";
import type { MatrixEvent } from "matrix-js-sdk";
import { MenuTrigger, Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { toggleReaction } from "../../../store/timelineActions.ts";
import buttons from "../../kit/Button.module.css";
import { IconButton } from "../../kit/Button.tsx";
import { EmojiButton } from "../../kit/EmojiPicker.tsx";
import { MenuPopover } from "../../kit/Menu.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tellError } from "../../kit/Toasts.tsx";
import { usePanel } from "../panel/usePanel.ts";
import { useCan, useTalk } from "./context.ts";
import style from "./Message.module.css";
import { useMessageItems } from "./useMessageItems.tsx";

const QUICK = "👍";

/** What can be done with one message: the most used at hand, the rest in a menu. */
export function Toolbar({
    event,
    isMenuOpen,
    onMenu,
}: {
    event: MatrixEvent;
    isMenuOpen: boolean;
    onMenu: (isOpen: boolean) => void;
}) {
    const { t } = useTranslation(["timeline", "common"]);
    const { timeline, conversation } = useTalk();
    const [, show] = usePanel();
    const words = useErrorWords();
    const items = useMessageItems(event);
    const can = useCan(event);
    if (event.status !== null) return null;
    const react = (sign: string): void =>
        void toggleReaction(timeline, event, sign).catch((error) => tellError(words(error)));
    return (
        <div className={style["toolbar"]} role="toolbar" aria-label={t("tools")}>
            {can.react && (
                <>
                    <IconButton label={t("agree")} onPress={() => react(QUICK)}>
                        <span aria-hidden>{QUICK}</span>
                    </IconButton>
                    <EmojiButton label={t("react")} onPick={react} icon={<SmilePlus size={18} aria-hidden />} />
                </>
            )}
            {can.speak && (
                <IconButton label={t("reply")} onPress={() => conversation.writing.set({ at: "reply", event })}>
                    <MessageSquareReply size={18} aria-hidden />
                </IconButton>
            )}
            {can.speak && !timeline.threadId && (
                <IconButton label={t("thread")} onPress={() => show("thread", event.getId())}>
                    <MessagesSquare size={18} aria-hidden />
                </IconButton>
            )}
            <MenuTrigger isOpen={isMenuOpen} onOpenChange={onMenu}>
                <Pressable aria-label={t("common:more")} className={buttons["icon"] ?? ""}>
                    <Ellipsis size={18} aria-hidden />
                </Pressable>
                <MenuPopover items={items} />
            </MenuTrigger>
        </div>
    );
}

import {
    Copy,
    Eye,
    Flag,
    Forward,
    Link2,
    type LucideIcon,
    MailOpen,
    MessageSquareReply,
    MessagesSquare,
    Pencil,
    Pin,
    PinOff,
    Undo2,
} from "lucide-react";
import type { MatrixEvent } from "matrix-js-sdk";
import { useTranslation } from "react-i18next";
import { isPinned, linkTo, markUnread, togglePin } from "../../../store/timelineActions.ts";
import { copyText } from "../../../util/clipboard.ts";
import type { Item } from "../../kit/Menu.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell, tellError } from "../../kit/Toasts.tsx";
import { usePanel } from "../panel/usePanel.ts";
import { useCan, useTalk } from "./context.ts";

type Wish = { id: string; label: string; icon: LucideIcon; when: boolean; isDanger?: boolean; onAction: () => void };

/** Everything that this person may do with a message, for its menu. */
export function useMessageItems(event: MatrixEvent): Item[] {
    const { t } = useTranslation("timeline");
    const { timeline, conversation, ask, isSealed, isDirect } = useTalk();
    const [, show] = usePanel();
    const words = useErrorWords();
    const { matrix, room } = timeline;
    const can = useCan(event);
    const isOwn = event.getSender() === matrix.getUserId();
    const body = event.getContent()["body"];
    const pinned = isPinned(room, event);
    const run = (work: Promise<unknown>, done?: string): void =>
        void work.then(
            () => done && tell(done),
            (error) => tellError(words(error)),
        );
    const copy = (text: string, done: string): void => run(copyText(text), done);
    const isText = typeof body === "string" && !event.getContent()["url"] && !event.getContent()["file"];
    const wishes: Wish[] = [
        {
            id: "reply",
            label: t("reply"),
            icon: MessageSquareReply,
            when: can.speak,
            onAction: () => conversation.writing.set({ at: "reply", event }),
        },
        {
            id: "thread",
            label: t("thread"),
            icon: MessagesSquare,
            when: can.speak && !timeline.threadId,
            onAction: () => show("thread", event.getId()),
        },
        {
            id: "edit",
            label: t("edit"),
            icon: Pencil,
            when: can.edit,
            onAction: () => conversation.writing.set({ at: "edit", event }),
        },
        {
            id: "forward",
            label: t("forward"),
            icon: Forward,
            when: !isSealed,
            onAction: () => ask({ about: "forward", event }),
        },
        {
            id: "copy",
            label: t("copy"),
            icon: Copy,
            when: isText && !isSealed,
            onAction: () => copy(String(body), t("copied")),
        },
        {
            id: "link",
            label: t("copyLink"),
            icon: Link2,
            when: true,
            onAction: () => copy(linkTo(event), t("linkCopied")),
        },
        {
            id: "readers",
            label: t("readers"),
            icon: Eye,
            when: isOwn && !isDirect,
            onAction: () => show("readers", event.getId()),
        },
        {
            id: "pin",
            label: t(pinned ? "unpin" : "pin"),
            icon: pinned ? PinOff : Pin,
            when: can.pin,
            onAction: () => run(togglePin(matrix, room, event)),
        },
        {
            id: "unread",
            label: t("markUnread"),
            icon: MailOpen,
            when: !timeline.threadId,
            onAction: () => run(markUnread(timeline, event), t("markedUnread")),
        },
        { id: "report", label: t("report"), icon: Flag, when: !isOwn, onAction: () => ask({ about: "report", event }) },
        {
            id: "recall",
            label: t("recall"),
            icon: Undo2,
            isDanger: true,
            when: can.recall,
            onAction: () => ask({ about: "recall", event }),
        },
        {
            id: "remove",
            label: t("remove"),
            icon: Undo2,
            isDanger: true,
            when: can.remove,
            onAction: () => ask({ about: "remove", event }),
        },
    ];
    return wishes
        .filter((wish) => wish.when)
        .map(({ icon: Icon, when: _when, ...item }) => ({ ...item, icon: <Icon size={18} aria-hidden /> }));
}

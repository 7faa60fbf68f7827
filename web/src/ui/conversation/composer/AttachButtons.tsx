/** Pictures, files, a voice, polls: what the charter doesn't allow is dimmed, and says by which clause. */
import { BarChart3, Image, ListOrdered, type LucideIcon, Mic, Paperclip, Plus } from "lucide-react";
import { useRef, useState } from "react";
import { MenuTrigger, Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Room } from "../../../api/matrix.ts";
import { type Against, type Asker, againstKinds, type MessageKind, type Rules } from "../../../store/clauses.ts";
import type { Conversation } from "../../../store/conversation.ts";
import buttons from "../../kit/Button.module.css";
import { IconButton } from "../../kit/Button.tsx";
import { type Item, MenuPopover } from "../../kit/Menu.tsx";
import { tell } from "../../kit/Toasts.tsx";
import style from "./AttachButtons.module.css";
import { ChainDialog } from "./ChainDialog.tsx";
import { PollDialog } from "./PollDialog.tsx";

type Props = {
    room: Room;
    conversation: Conversation;
    rules: Rules;
    asker: Asker;
    onFiles: (files: readonly File[]) => void;
    /** `isHeld`: a finger lies on the button; it is a recording for as long as it does. */
    onRecord: (isHeld: boolean) => void;
};

export function AttachButtons({ room, conversation, rules, asker, onFiles, onRecord }: Props) {
    const { t } = useTranslation("composer");
    const pictures = useRef<HTMLInputElement>(null);
    const files = useRef<HTMLInputElement>(null);
    const [dialog, setDialog] = useState<"poll" | "chain" | null>(null);
    const barred = (...kinds: MessageKind[]): Against | undefined => {
        const all = kinds.map((kind) => againstKinds(rules, asker, [kind]));
        return all.every((one) => one?.verdict === "refuse") ? all[0] : undefined; // one that may is enough
    };
    const poll = barred("poll");
    const chain = barred("text");
    const named = (label: string, against: Against | undefined): string =>
        against ? t("barred", { label, number: against.number }) : label;
    const items: Item[] = [
        {
            id: "poll",
            label: named(t("poll.start"), poll),
            icon: <BarChart3 size={18} aria-hidden />,
            isDisabled: poll !== undefined,
            onAction: () => setDialog("poll"),
        },
        {
            id: "chain",
            label: named(t("chain.start"), chain),
            icon: <ListOrdered size={18} aria-hidden />,
            isDisabled: chain !== undefined,
            onAction: () => setDialog("chain"),
        },
    ];
    const canRecord = typeof MediaRecorder !== "undefined" && navigator.mediaDevices !== undefined;
    const place = { roomId: room.roomId, threadId: conversation.threadId };
    return (
        <>
            <Tool
                icon={Image}
                label={t("files.pictures")}
                against={barred("image", "video")}
                onPress={() => pictures.current?.click()}
            />
            <Tool
                icon={Paperclip}
                label={t("files.any")}
                against={barred("file")}
                onPress={() => files.current?.click()}
            />
            {canRecord && (
                <Tool
                    icon={Mic}
                    label={t("voice.start")}
                    against={barred("voice")}
                    onPress={() => onRecord(false)}
                    onTouch={() => onRecord(true)}
                />
            )}
            <MenuTrigger>
                <Pressable aria-label={t("more")} className={buttons["icon"] ?? ""}>
                    <Plus size={20} aria-hidden />
                </Pressable>
                <MenuPopover items={items} />
            </MenuTrigger>
            {[pictures, files].map((input) => (
                <input
                    key={input === pictures ? "pictures" : "files"}
                    ref={input}
                    type="file"
                    multiple
                    hidden
                    aria-hidden
                    tabIndex={-1}
                    data-testid={input === pictures ? "pictures" : "files"}
                    accept={input === pictures ? "image/*,video/*" : undefined}
                    onChange={(event) => {
                        onFiles([...(event.target.files ?? [])]);
                        event.target.value = ""; // the same file can be chosen again
                    }}
                />
            ))}
            {dialog === "poll" && <PollDialog place={place} onClose={() => setDialog(null)} />}
            {dialog === "chain" && <ChainDialog place={place} onClose={() => setDialog(null)} />}
        </>
    );
}

/** Where a clause stands against it, it can still be reached, and says so: what can't be pressed explains nothing. */
function Tool({
    icon: Icon,
    label,
    against,
    onPress,
    onTouch,
}: {
    icon: LucideIcon;
    label: string;
    against: Against | undefined;
    onPress: () => void;
    /** As soon as a finger is there, in the place of onPress. */
    onTouch?: () => void;
}) {
    const { t } = useTranslation("composer");
    if (!against) {
        return (
            <IconButton
                label={label}
                className={style["tool"] ?? ""}
                onPressStart={({ pointerType }) => pointerType === "touch" && onTouch?.()}
                onPress={({ pointerType }) => (pointerType === "touch" && onTouch) || onPress()}
            >
                <Icon size={20} aria-hidden />
            </IconButton>
        );
    }
    const { number, sentence } = against;
    return (
        <IconButton
            label={t("barredBy", { label, number, sentence })}
            className={style["barred"] ?? ""}
            onPress={() => tell(t("clause", { number, sentence }))}
        >
            <Icon size={20} aria-hidden />
        </IconButton>
    );
}

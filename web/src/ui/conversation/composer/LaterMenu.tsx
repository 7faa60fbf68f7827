/** Beside the send button: send it at another time, and what waits for its time. */
import { useQuery } from "@tanstack/react-query";
import { Clock, ListTodo } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Room } from "../../../api/matrix.ts";
import { textContent } from "../../../store/composer.ts";
import { delayedQuery, type Place, sendLater, usualTimes } from "../../../store/composerLater.ts";
import { EMPTY } from "../../../store/drafts.ts";
import { fullTime } from "../../../util/time.ts";
import { Button, IconButton } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { TextField } from "../../kit/Field.tsx";
import { type Item, MenuButton } from "../../kit/Menu.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./LaterMenu.module.css";
import type { Writer } from "./useWriting.ts";
import { WaitingDialog } from "./WaitingDialog.tsx";

type Props = { room: Room; writer: Writer; threadId: string | undefined };

export function LaterMenu({ room, writer, threadId }: Props) {
    const { t } = useTranslation("composer");
    const house = useHouse();
    const [dialog, setDialog] = useState<"choose" | "list" | null>(null);
    // The house would have to be handed an encrypted group's text in the clear.
    const isPossible = !room.hasEncryptionStateEvent();
    const { data } = useQuery({ ...delayedQuery(house, room.roomId, threadId), enabled: isPossible });
    if (!isPossible) return <Impossible />;
    const place = { roomId: room.roomId, threadId };
    const count = data?.length ?? 0;
    const canSend = writer.draft.text.trim() !== "" && writer.writing.at !== "edit";
    const items: Item[] = [
        {
            id: "choose",
            label: t("later.choose"),
            icon: <Clock size={18} aria-hidden />,
            isDisabled: !canSend,
            onAction: () => setDialog("choose"),
        },
        {
            id: "list",
            label: t("later.list", { count }),
            icon: <ListTodo size={18} aria-hidden />,
            isDisabled: count === 0,
            onAction: () => setDialog("list"),
        },
    ];
    return (
        <>
            <MenuButton
                label={count > 0 ? t("later.menuWaiting", { count }) : t("later.menu")}
                icon={
                    <span className={style["clock"]} data-waiting={count > 0 || undefined}>
                        <Clock size={20} aria-hidden />
                    </span>
                }
                items={items}
            />
            {dialog === "choose" && <ChooseDialog place={place} writer={writer} onClose={() => setDialog(null)} />}
            {dialog === "list" && data && <WaitingDialog waiting={data} onClose={() => setDialog(null)} />}
        </>
    );
}

/** It can be reached, and says why: what isn't there explains nothing. */
function Impossible() {
    const { t } = useTranslation("composer");
    return (
        <IconButton label={t("later.sealed")} onPress={() => tell(t("later.sealedWhy"))}>
            <span className={style["impossible"]}>
                <Clock size={20} aria-hidden />
            </span>
        </IconButton>
    );
}

function ChooseDialog({ place, writer, onClose }: { place: Place; writer: Writer; onClose: () => void }) {
    const { t, i18n } = useTranslation(["composer", "common"]);
    const house = useHouse();
    const words = useErrorWords();
    const [now] = useState(() => Date.now());
    const [own, setOwn] = useState("");
    const [error, setError] = useState<unknown>(null);
    const ownTime = own ? new Date(own).getTime() : Number.NaN;
    const isPast = own !== "" && ownTime <= now;
    const send = async (at: number): Promise<void> => {
        try {
            await sendLater(house, place, textContent(writer.draft, writer.writing), at);
            writer.change(EMPTY);
            writer.leave();
            tell(t("later.done", { time: fullTime(at, i18n.language) }));
            onClose();
        } catch (failed) {
            setError(failed);
        }
    };
    return (
        <Dialog title={t("later.choose")} isOpen onClose={onClose}>
            <p className={style["text"]}>{writer.draft.text}</p>
            {error !== null && (
                <Notice look="refusal" isLive>
                    <p>{words(error)}</p>
                </Notice>
            )}
            <ul className={style["times"]}>
                {usualTimes(now).map(({ name, at }) => (
                    <li key={name}>
                        <Button onPress={() => void send(at)}>
                            {t(`later.times.${name}`)}
                            <span className={style["time"]}>{fullTime(at, i18n.language)}</span>
                        </Button>
                    </li>
                ))}
            </ul>
            <div className={style["own"]}>
                <TextField
                    label={t("later.own")}
                    type="datetime-local"
                    value={own}
                    onChange={setOwn}
                    error={isPast ? t("later.past") : undefined}
                />
                <Button look="primary" isDisabled={!own || isPast} onPress={() => void send(ownTime)}>
                    {t("later.send")}
                </Button>
            </div>
        </Dialog>
    );
}

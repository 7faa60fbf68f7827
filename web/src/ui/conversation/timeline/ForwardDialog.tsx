import type { MatrixEvent } from "matrix-js-sdk";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChatSummary } from "../../../store/chats.ts";
import { forward } from "../../../store/timelineActions.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Check, SearchField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useObserved } from "../../kit/observed.ts";
import { Portrait } from "../../kit/Portrait.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import { useTalk } from "./context.ts";
import style from "./Message.module.css";
import { summaryOf } from "./summary.ts";

const SHOWN = 60;

/** Sends copies into other groups; where one refuses, its words are shown beside its name. */
export function ForwardDialog({ event, onClose }: { event: MatrixEvent; onClose: () => void }) {
    const { t } = useTranslation(["timeline", "common"]);
    const house = useHouse();
    const { timeline } = useTalk();
    const chats = useObserved(house.chats.list);
    const [term, setTerm] = useState("");
    const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
    const [refusals, setRefusals] = useState<ReadonlyMap<string, string>>(new Map());
    const [isPending, setPending] = useState(false);
    const words = useErrorWords();
    const wanted = term.trim().toLowerCase();
    const may = (chat: ChatSummary): boolean =>
        !chat.isInvite &&
        chat.roomId !== timeline.room.roomId &&
        chat.status !== "archived" &&
        chat.status !== "closed";
    const shown = chats.filter((chat) => may(chat) && chat.name.toLowerCase().includes(wanted)).slice(0, SHOWN);
    const toggle = (roomId: string, isChosen: boolean): void => {
        const next = new Set(chosen);
        if (isChosen) next.add(roomId);
        else next.delete(roomId);
        setChosen(next);
    };
    const send = async (): Promise<void> => {
        setPending(true);
        const refused = new Map<string, string>();
        for (const roomId of chosen) {
            await forward(house.matrix, event, roomId).catch((error) => refused.set(roomId, words(error)));
        }
        setPending(false);
        if (refused.size < chosen.size) tell(t("forwardedTo", { count: chosen.size - refused.size }));
        if (refused.size === 0) return onClose();
        setRefusals(refused);
        setChosen(new Set(refused.keys()));
    };
    return (
        <Dialog
            title={t("forward")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button
                        look="primary"
                        isDisabled={chosen.size === 0}
                        isPending={isPending}
                        onPress={() => void send()}
                    >
                        {t("forwardCount", { count: chosen.size })}
                    </Button>
                </>
            }
        >
            <p className={style["cited"]}>{summaryOf(event, t)}</p>
            {[...refusals].map(([roomId, refusal]) => (
                <Notice key={roomId} look="refusal" isLive title={house.chats.find(roomId)?.name}>
                    {refusal}
                </Notice>
            ))}
            <SearchField label={t("findGroup")} value={term} onChange={setTerm} autoFocus />
            <ul className={style["targets"]} aria-label={t("forwardWhere")}>
                {shown.map((chat) => (
                    <li key={chat.roomId}>
                        <Check
                            isSelected={chosen.has(chat.roomId)}
                            onChange={(isChosen) => toggle(chat.roomId, isChosen)}
                        >
                            <span className={style["target"]}>
                                <Portrait
                                    name={chat.name}
                                    id={chat.otherId ?? chat.roomId}
                                    isPerson={chat.isDirect}
                                    size={24}
                                    mxc={chat.avatar}
                                />
                                {chat.name}
                            </span>
                        </Check>
                    </li>
                ))}
            </ul>
            {shown.length === 0 && <p>{t("noGroup")}</p>}
        </Dialog>
    );
}

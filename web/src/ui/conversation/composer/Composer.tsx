/** Below each conversation: what one writes, or why one can't write here. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Room } from "../../../api/matrix.ts";
import { type Asker, againstPosting, asksAcceptance, type Rules } from "../../../store/clauses.ts";
import { inForce, strikesQuery } from "../../../store/refusalsHeld.ts";
import { today } from "../../../store/today.ts";
import { fullTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useHouse } from "../../shell/context.ts";
import { usePanel } from "../panel/usePanel.ts";
import { AppealDialog } from "./AppealDialog.tsx";
import { ClauseHint } from "./ClauseHint.tsx";
import style from "./Composer.module.css";
import { DropPlace } from "./DropPlace.tsx";
import { FilesDialog } from "./FilesDialog.tsx";
import { Troubles } from "./Troubles.tsx";
import { UploadList } from "./UploadList.tsx";
import { useAsker, useRules } from "./useRules.ts";
import { Writer } from "./Writer.tsx";

export function Composer({ room, threadId }: { room: Room; threadId?: string | undefined }) {
    const { t } = useTranslation("composer");
    const house = useHouse();
    const conversation = house.conversations.get(room.roomId, threadId);
    const rules = useRules(room);
    const asker = useAsker();
    const gate = useGate(room, rules, asker);
    const [files, setFiles] = useState<readonly File[]>([]);
    const posting = againstPosting(rules, asker);
    return (
        <section className={style["composer"]} aria-label={t(threadId ? "nameOfThread" : "name")}>
            <Troubles conversation={conversation} rules={rules} />
            <UploadList conversation={conversation} />
            {gate ?? (
                <>
                    {posting && <ClauseHint against={posting} />}
                    <Writer
                        key={`${room.roomId} ${threadId ?? ""}`}
                        room={room}
                        conversation={conversation}
                        rules={rules}
                        asker={asker}
                        onFiles={setFiles}
                    />
                    <DropPlace onFiles={setFiles} />
                </>
            )}
            {files.length > 0 && (
                <FilesDialog
                    room={room}
                    conversation={conversation}
                    rules={rules}
                    asker={asker}
                    files={files}
                    onClose={() => setFiles([])}
                />
            )}
        </section>
    );
}

/** What stands in the place of the field where one can't write, and the way on; null where one can. */
function useGate(room: Room, rules: Rules, asker: Asker): React.ReactNode {
    const { t, i18n } = useTranslation("composer");
    const house = useHouse();
    const [, showPanel] = usePanel();
    const [isAppealing, setAppealing] = useState(false);
    const isGroup = rules.status !== undefined;
    const accept = asksAcceptance(rules, asker);
    const todo = useQuery({ ...today(house), enabled: accept !== undefined });
    const strikes = useQuery({ ...strikesQuery(house), enabled: isGroup });
    const [now] = useState(() => Date.now());
    const strike = inForce(strikes.data ?? [], room.roomId, now);
    const posting = againstPosting(rules, asker);
    const charter = (
        <Button isSmall look="quiet" onPress={() => showPanel("charter")}>
            {t("gate.charter")}
        </Button>
    );

    if (rules.status === "archived" || rules.status === "closed") {
        return <Notice title={t(`gate.${rules.status}`)}>{t("gate.readOnly")}</Notice>;
    }
    if (posting?.verdict === "refuse") {
        return <Notice title={t("clause", posting)} actions={charter} />;
    }
    if (todo.data?.some((item) => item.kind === "accept" && item.room_id === room.roomId)) {
        return (
            <Notice
                look="warning"
                title={t("gate.accept")}
                actions={
                    <Button isSmall look="primary" onPress={() => showPanel("charter")}>
                        {t("gate.readAndAccept")}
                    </Button>
                }
            >
                {accept && <p>{t("clause", accept)}</p>}
            </Notice>
        );
    }
    if (strike?.act === "mute") {
        const time = fullTime(strike.until_ts ?? 0, i18n.language);
        return (
            <Notice
                look="refusal"
                title={t("gate.muted", { time })}
                actions={
                    <Button isSmall onPress={() => setAppealing(true)}>
                        {t("appeal.open")}
                    </Button>
                }
            >
                <p>{strike.reason[i18n.language]}</p>
                {isAppealing && <AppealDialog strike={strike} onClose={() => setAppealing(false)} />}
            </Notice>
        );
    }
    if (!room.maySendMessage()) return <Notice title={t("gate.mayNot")} actions={isGroup && charter} />;
    return null;
}

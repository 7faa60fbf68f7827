/** What was said in a group or in one thread of it; above the composer. */
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Room } from "../../../api/matrix.ts";
import { RoomTimeline } from "../../../store/timeline.ts";
import { apiError } from "../../../store/timelineActions.ts";
import { useObserved } from "../../kit/observed.ts";
import { Empty, Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { tellError } from "../../kit/Toasts.tsx";
import { useProtection } from "../../kit/Watermark.tsx";
import { useHouse } from "../../shell/context.ts";
import { useMaySpeak } from "../useMaySpeak.ts";
import { type Asked, type Talk, TalkContext } from "./context.ts";
import { Dialogs } from "./Dialogs.tsx";
import { Scroller } from "./Scroller.tsx";
import style from "./Timeline.module.css";
import { TypingLine } from "./TypingLine.tsx";

export function Timeline({ room, threadId }: { room: Room; threadId?: string }) {
    const { t } = useTranslation("timeline");
    const house = useHouse();
    const [timeline] = useState(() => new RoomTimeline(house.matrix, room, threadId));
    const [asked, ask] = useState<Asked | null>(null);
    const conversation = house.conversations.get(room.roomId, threadId);
    const view = useObserved(timeline.view);
    const isDirect = house.chats.find(room.roomId)?.isDirect ?? false;
    const isSealed = useProtection();
    const maySpeak = useMaySpeak(room);
    const talk: Talk = useMemo(
        () => ({ timeline, conversation, isDirect, isSealed, maySpeak, ask }),
        [timeline, conversation, isDirect, isSealed, maySpeak],
    );
    useEffect(() => timeline.start(), [timeline]);
    useJump(talk);
    const isEmpty = view.rows.length === 0;
    return (
        <TalkContext value={talk}>
            <section className={style["timeline"]} aria-label={t(threadId ? "nameOfThread" : "name")}>
                {isEmpty && view.error !== null && (
                    <Failed error={apiError(view.error)} onRetry={() => void timeline.loadOlder()} />
                )}
                {isEmpty && view.error === null && (view.isAtStart ? <Empty title={t("nothingSaid")} /> : <Loading />)}
                <Scroller key={view.epoch} view={view} />
                {!threadId && <TypingLine />}
            </section>
            <Dialogs asked={asked} onClose={() => ask(null)} />
        </TalkContext>
    );
}

/** Goes to the message that something else in the conversation asks for. */
function useJump({ timeline, conversation }: Talk): void {
    const wanted = useObserved(conversation.jump);
    const words = useErrorWords();
    useEffect(() => {
        if (!wanted) return;
        conversation.jump.set(null);
        timeline.jumpTo(wanted).catch((error) => tellError(words(apiError(error))));
    }, [wanted, timeline, conversation, words]);
}

/** Over the composer: what wasn't let through, and what waits. */
import { useQuery } from "@tanstack/react-query";
import { RoomEvent } from "matrix-js-sdk";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MatrixEvent } from "../../../api/matrix.ts";
import type { Rules } from "../../../store/clauses.ts";
import type { Conversation } from "../../../store/conversation.ts";
import { type Held, heldQuery } from "../../../store/refusalsHeld.ts";
import { useObserved } from "../../kit/observed.ts";
import { tell } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import { HeldCard } from "./HeldCard.tsx";
import { RefusalCard } from "./RefusalCard.tsx";
import style from "./Troubles.module.css";

export function Troubles({ conversation, rules }: { conversation: Conversation; rules: Rules }) {
    const { t } = useTranslation("composer");
    const { refusals } = useHouse();
    const all = useObserved(refusals.list);
    const { roomId, threadId } = conversation;
    // What is kept is shown as the house keeps it: that outlives a reload.
    const here = all.filter((one) => one.roomId === roomId && one.threadId === threadId && !one.held);
    const [held, seen] = useHeld(conversation, rules);
    if (here.length === 0 && held.length === 0) return null;
    return (
        <ul className={style["list"]} aria-label={t("troubles")}>
            {held.map((one) => (
                <li key={one.held_id}>
                    <HeldCard held={one} onSeen={() => seen(one)} />
                </li>
            ))}
            {here.map((one) => (
                <li key={one.id}>
                    <RefusalCard refusal={one} rules={rules} />
                </li>
            ))}
        </ul>
    );
}

const ASKED_MS = 20_000; // while something waits

/** What waits of mine, and what was refused while I was here, until I have seen it. */
function useHeld(conversation: Conversation, rules: Rules): [readonly Held[], (held: Held) => void] {
    const { t } = useTranslation("composer");
    const house = useHouse();
    const { roomId, threadId } = conversation;
    const kept = useObserved(house.refusals.keptCount);
    const isGroup = rules.status !== undefined && !threadId;
    const query = useQuery({
        ...heldQuery(house, roomId),
        enabled: isGroup,
        refetchInterval: ({ state }) => (state.data?.some((one) => one.status === "waiting") ? ASKED_MS : false),
    });
    const { refetch } = query;
    useEffect(() => {
        if (kept > 0 && isGroup) void refetch();
    }, [kept, isGroup, refetch]);
    useEffect(() => {
        if (!isGroup) return;
        // The house tells privately what became of it; a message that was approved comes as one's own.
        const hear = (event: MatrixEvent): void => {
            const sender = event.getSender();
            if (sender === rules.house || (sender === house.userId && event.getRoomId() === roomId)) void refetch();
        };
        house.matrix.on(RoomEvent.Timeline, hear);
        return () => void house.matrix.off(RoomEvent.Timeline, hear);
    }, [house, rules.house, roomId, isGroup, refetch]);

    const [read, setRead] = useState<readonly number[]>([]);
    const waited = useRef(new Set<number>());
    const all = query.data ?? [];
    for (const one of all) if (one.status === "waiting") waited.current.add(one.held_id);
    const told = useRef(new Set<number>());
    useEffect(() => {
        for (const one of all) {
            const isNews = one.status === "sent" && one.verdict === "hold" && waited.current.has(one.held_id);
            if (!isNews || told.current.has(one.held_id)) continue;
            told.current.add(one.held_id);
            tell(t("held.approved"));
        }
    });
    const shown = all.filter((one) => {
        const isRefused = one.status === "refused" || (one.status === "lapsed" && one.verdict === "hold");
        return (
            one.status === "waiting" || (isRefused && waited.current.has(one.held_id) && !read.includes(one.held_id))
        );
    });
    return [shown, (held) => setRead((before) => [...before, held.held_id])];
}

/** One group or direct chat: its head, what was said, the composer, and beside it a panel (the charter first). */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "wouter";
import type { Room } from "../../api/matrix.ts";
import { useObserved } from "../kit/observed.ts";
import { Empty } from "../kit/states.tsx";
import { TrustWarning } from "../security/Trust.tsx";
import { useHouse } from "../shell/context.ts";
import { Banner } from "./Banner.tsx";
import style from "./Conversation.module.css";
import { ConversationHead } from "./ConversationHead.tsx";
import { Composer } from "./composer/Composer.tsx";
import { Invitation } from "./Invitation.tsx";
import { PinnedBar } from "./PinnedBar.tsx";
import { Panel } from "./panel/Panel.tsx";
import { usePanel } from "./panel/usePanel.ts";
import { Timeline } from "./timeline/Timeline.tsx";

export function Conversation({ roomId }: { roomId: string }) {
    const { t } = useTranslation();
    const house = useHouse();
    useObserved(house.chats.list);
    const [panel] = usePanel();
    useLinkedEvent(roomId);
    const chat = house.chats.find(roomId);
    const room = house.matrix.getRoom(roomId);
    if (!chat || !room) return <Empty isPage title={t("notFound")} hint={t("notFoundHint")} />;
    if (chat.isInvite) return <Invitation chat={chat} room={room} />;
    return (
        <div className={style["conversation"]}>
            <div className={style["column"]}>
                <ConversationHead chat={chat} room={room} />
                <Banner chat={chat} room={room} />
                <PinnedBar room={room} />
                {chat.isDirect && chat.otherId && (
                    <TrustWarning userId={chat.otherId} name={chat.name} className={style["banner"]} />
                )}
                <Timeline room={room} />
                {isOpen(chat.status, room) && <Composer room={room} />}
            </div>
            {panel && <Panel room={room} chat={chat} />}
        </div>
    );
}

function isOpen(status: string | undefined, room: Room): boolean {
    return status !== "archived" && status !== "closed" && !room.currentState.getStateEvents("m.room.tombstone", "");
}

/** A link to one message: /chats/…?event=$… leads there once. */
function useLinkedEvent(roomId: string): void {
    const { conversations } = useHouse();
    const [params, setParams] = useSearchParams();
    const linked = params.get("event");
    useEffect(() => {
        if (!linked) return;
        conversations.get(roomId).jump.set(linked);
        setParams(
            (previous) => {
                const next = new URLSearchParams(previous);
                next.delete("event");
                return next;
            },
            { replace: true },
        );
    }, [linked, roomId, conversations, setParams]);
}

/** One group or direct chat: its head, what was said, the composer, and beside it a panel (the charter first). */
import { useTranslation } from "react-i18next";
import { useObserved } from "../kit/observed.ts";
import { Empty } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./Conversation.module.css";
import { ConversationHead } from "./ConversationHead.tsx";
import { Composer } from "./composer/Composer.tsx";
import { Panel } from "./panel/Panel.tsx";
import { usePanel } from "./panel/usePanel.ts";
import { Timeline } from "./timeline/Timeline.tsx";

export function Conversation({ roomId }: { roomId: string }) {
    const { t } = useTranslation();
    const house = useHouse();
    useObserved(house.chats.list);
    const [panel] = usePanel();
    const chat = house.chats.find(roomId);
    const room = house.matrix.getRoom(roomId);
    if (!chat || !room) return <Empty title={t("notFound")} hint={t("notFoundHint")} />;
    return (
        <div className={style["conversation"]}>
            <div className={style["column"]}>
                <ConversationHead chat={chat} />
                <Timeline room={room} />
                <Composer room={room} />
            </div>
            {panel && <Panel room={room} chat={chat} />}
        </div>
    );
}

import { useTranslation } from "react-i18next";
import type { Room } from "../../api/matrix.ts";
import type { ChatSummary } from "../../store/chats.ts";
import { LinkButton } from "../kit/Button.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./Conversation.module.css";

const SAID = ["archived", "closed", "draft"] as const;

/** Above a conversation in which nothing can be said any more, or not yet: why, and where it goes on. */
export function Banner({ chat, room }: { chat: ChatSummary; room: Room }) {
    const { t } = useTranslation("conversation");
    const { matrix } = useHouse();
    const tombstone = room.currentState.getStateEvents("m.room.tombstone", "")?.getContent();
    const successor: unknown = tombstone?.["replacement_room"];
    const status = SAID.find((known) => known === chat.status);
    if (!tombstone && !status) return null;
    const canGo = typeof successor === "string" && matrix.getRoom(successor)?.getMyMembership() === "join";
    return (
        <div className={style["banner"]}>
            <Notice
                look={status === "draft" ? "info" : "warning"}
                actions={
                    canGo && (
                        <LinkButton href={`/chats/${encodeURIComponent(successor)}`}>{t("goToSuccessor")}</LinkButton>
                    )
                }
            >
                <p>{tombstone ? t("movedOn") : status && t(status)}</p>
            </Notice>
        </div>
    );
}

/** The list of groups beside the open conversation; on a phone one or the other. */
import { MessagesSquare } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RouteComponentProps } from "wouter";
import { Conversation } from "../conversation/Conversation.tsx";
import { Empty } from "../kit/states.tsx";
import { Protected } from "../security/Protected.tsx";
import { ChatList } from "./ChatList.tsx";
import style from "./ChatsPage.module.css";

export function ChatsPage({ params }: RouteComponentProps<{ roomId?: string }>) {
    const { t } = useTranslation("chats");
    const roomId = params.roomId ? decodeURIComponent(params.roomId) : undefined;
    return (
        <div className={`${style["page"]} ${roomId ? style["open"] : ""}`}>
            <ChatList openRoomId={roomId} />
            <div className={style["conversation"]}>
                {roomId ? (
                    <Protected key={roomId} roomId={roomId}>
                        <Conversation roomId={roomId} />
                    </Protected>
                ) : (
                    <Empty title={t("pickOne")} icon={<MessagesSquare size={32} aria-hidden />} />
                )}
            </div>
        </div>
    );
}

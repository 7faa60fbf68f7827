/** One found group, listed group or message. */
import { useTranslation } from "react-i18next";
import type { ChatSummary } from "../../store/chats.ts";
import { type FoundMessage, type PublicGroup, pieces } from "../../store/search.ts";
import { shortTime } from "../../util/time.ts";
import { Portrait } from "../kit/Portrait.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./Search.module.css";

export function ChatFound({ chat }: { chat: ChatSummary }) {
    return (
        <>
            <Portrait
                name={chat.name}
                id={chat.otherId ?? chat.roomId}
                isPerson={chat.isDirect}
                mxc={chat.avatar}
                size={32}
            />
            <span className={style["words"]}>
                <span className={style["name"]}>{chat.name}</span>
                <span className={style["about"]}>{chat.purpose}</span>
            </span>
        </>
    );
}

export function GroupFound({ group }: { group: PublicGroup }) {
    const { t } = useTranslation("common");
    return (
        <>
            <Portrait name={group.name} id={group.roomId} size={32} />
            <span className={style["words"]}>
                <span className={style["name"]}>{group.name}</span>
                <span className={style["about"]}>
                    {[t("members", { count: group.members }), group.topic].filter(Boolean).join(" · ")}
                </span>
            </span>
        </>
    );
}

export function MessageFound({ message, highlights }: { message: FoundMessage; highlights: readonly string[] }) {
    const { i18n } = useTranslation();
    const { matrix, chats } = useHouse();
    const room = matrix.getRoom(message.roomId);
    const chat = chats.find(message.roomId);
    const sender = room?.getMember(message.senderId)?.name ?? matrix.getUser(message.senderId)?.displayName;
    const group = chat?.isDirect ? undefined : (chat?.name ?? room?.name);
    return (
        <>
            <Portrait name={sender ?? message.senderId} id={message.senderId} isPerson size={32} />
            <span className={style["words"]}>
                <span className={style["from"]}>
                    <span className={style["who"]}>
                        {[sender ?? message.senderId, group].filter(Boolean).join(" · ")}
                    </span>
                    <time dateTime={new Date(message.at).toISOString()}>
                        {shortTime(message.at, Date.now(), i18n.language)}
                    </time>
                </span>
                <span className={style["said"]}>
                    {pieces(message.body, highlights).map((piece, at) =>
                        piece.isFound ? (
                            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, which never move
                            <mark key={at}>{piece.text}</mark>
                        ) : (
                            piece.text
                        ),
                    )}
                </span>
            </span>
        </>
    );
}

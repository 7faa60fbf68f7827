import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Avatar } from "../kit/Avatar.tsx";
import { useObserved } from "../kit/observed.ts";
import { Empty } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";

export function ChatList({ openRoomId }: { openRoomId: string | undefined }) {
    const { t } = useTranslation("chats");
    const chats = useObserved(useHouse().chats.list);
    if (chats.length === 0) return <Empty title={t("none")} />;
    return (
        <nav aria-label={t("list")}>
            <ul>
                {chats.map((chat) => (
                    <li key={chat.roomId}>
                        <Link
                            href={`/chats/${encodeURIComponent(chat.roomId)}`}
                            aria-current={chat.roomId === openRoomId ? "page" : undefined}
                        >
                            <Avatar name={chat.name} id={chat.roomId} isPerson={chat.isDirect} />
                            {chat.name}
                        </Link>
                    </li>
                ))}
            </ul>
        </nav>
    );
}

import { useInfiniteQuery } from "@tanstack/react-query";
import type { MatrixEvent } from "matrix-js-sdk";
import { useTranslation } from "react-i18next";
import type { Room } from "../../../api/matrix.ts";
import { filesOf } from "../../../store/timelineSearch.ts";
import { fullTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { useMedia } from "../../kit/media.ts";
import { Empty, Failed, Loading } from "../../kit/states.tsx";
import { useHouse } from "../../shell/context.ts";
import { FileCard } from "../timeline/bodies/FileBody.tsx";
import { attached, thumbnailOf } from "../timeline/bodies/files.ts";
import { nameOf } from "../timeline/names.ts";
import style from "./Found.module.css";
import type { PanelProps } from "./Panel.tsx";

const SIDE = 96;

/** Pictures and files of a group, the newest first. */
export function FilesPanel({ room, chat }: PanelProps) {
    const { t, i18n } = useTranslation("conversation");
    const { matrix } = useHouse();
    const found = useInfiniteQuery({
        queryKey: ["files", room.roomId],
        queryFn: ({ pageParam }) => filesOf(matrix, room, pageParam),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (last) => last.next,
        staleTime: 0,
    });
    if (found.isPending) return <Loading />;
    if (found.error) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
    const events = found.data.pages.flatMap((page) => page.events);
    const pictures = events.filter((event) => event.getContent()["msgtype"] === "m.image");
    const others = events.filter((event) => event.getContent()["msgtype"] !== "m.image");
    return (
        <div className={style["padded"]}>
            {events.length === 0 && !found.hasNextPage && <Empty title={t("filesNone")} />}
            <ul className={style["pictures"]}>
                {pictures.map((event) => (
                    <li key={event.getId()}>
                        <Thumb event={event} room={room} />
                    </li>
                ))}
            </ul>
            <ul className={style["list"]}>
                {others.map((event) => (
                    <li key={event.getId()} className={style["file"]}>
                        <FileCard
                            event={event}
                            isSealed={chat.label === "confidential"}
                            hint={whoWhen(room, event, i18n.language)}
                        />
                    </li>
                ))}
            </ul>
            {found.hasNextPage && (
                <Button onPress={() => void found.fetchNextPage()} isPending={found.isFetchingNextPage}>
                    {t("filesMore")}
                </Button>
            )}
        </div>
    );
}

function whoWhen(room: Room, event: MatrixEvent, language: string): string {
    return `${nameOf(room, event.getSender() ?? "")} ${fullTime(event.getTs(), language)}`;
}

function Thumb({ event, room }: { event: MatrixEvent; room: Room }) {
    const { t } = useTranslation("timeline");
    const { conversations } = useHouse();
    const file = attached(event);
    const { url } = useMedia(thumbnailOf(file, SIDE, SIDE));
    return (
        <button
            type="button"
            className={style["thumb"]}
            aria-label={t("picture", { name: file.name })}
            onClick={() => conversations.get(room.roomId).jump.set(event.getId() ?? null)}
        >
            {url && <img src={url} alt="" />}
        </button>
    );
}

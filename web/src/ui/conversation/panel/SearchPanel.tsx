import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { searchRoom } from "../../../store/timelineSearch.ts";
import { fullTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { SearchField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Empty, Failed, Loading } from "../../kit/states.tsx";
import { useHouse } from "../../shell/context.ts";
import { nameOf } from "../timeline/names.ts";
import { summaryOf } from "../timeline/summary.ts";
import { useNarrow } from "../useNarrow.ts";
import style from "./Found.module.css";
import { marked } from "./marked.tsx";
import type { PanelProps } from "./Panel.tsx";
import { usePanel } from "./usePanel.ts";

/** Looks for words in what was said here; pressing a found message leads there. */
export function SearchPanel({ room }: PanelProps) {
    const { t, i18n } = useTranslation("conversation");
    const { t: said } = useTranslation(["timeline", "common"]);
    const { matrix, conversations } = useHouse();
    const [term, setTerm] = useState("");
    const [wanted, setWanted] = useState("");
    const [, show] = usePanel();
    const isNarrow = useNarrow();
    const found = useInfiniteQuery({
        queryKey: ["search", room.roomId, wanted],
        queryFn: ({ pageParam }) => searchRoom(matrix, room, wanted, pageParam),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (last) => last.next,
        enabled: wanted !== "",
        staleTime: 0,
    });
    const events = found.data?.pages.flatMap((page) => page.events) ?? [];
    const words = found.data?.pages[0]?.words ?? [];
    const count = found.data?.pages[0]?.count;
    const go = (id: string | undefined): void => {
        if (isNarrow) show(null);
        conversations.get(room.roomId).jump.set(id ?? null);
    };
    return (
        <div className={style["padded"]}>
            <SearchField
                label={t("searchHint")}
                value={term}
                onChange={setTerm}
                onSubmit={(value) => setWanted(value.trim())}
                onClear={() => setWanted("")}
                autoFocus
            />
            {room.hasEncryptionStateEvent() && <Notice>{t("searchEncrypted")}</Notice>}
            <div role="status">
                {wanted !== "" && found.isPending && <Loading />}
                {found.data && events.length === 0 && <Empty title={t("searchNone", { term: wanted })} />}
                {count !== undefined && events.length > 0 && (
                    <p className={style["meta"]}>{t("searchCount", { count })}</p>
                )}
            </div>
            {found.error && <Failed error={found.error} onRetry={() => void found.refetch()} />}
            <ul className={style["list"]}>
                {events.map((event) => (
                    <li key={event.getId()}>
                        <button type="button" className={style["item"]} onClick={() => go(event.getId())}>
                            <span className={style["meta"]}>
                                {nameOf(room, event.getSender() ?? "")} · {fullTime(event.getTs(), i18n.language)}
                            </span>
                            <span className={style["words"]}>{marked(summaryOf(event, said), words)}</span>
                        </button>
                    </li>
                ))}
            </ul>
            {found.hasNextPage && (
                <Button onPress={() => void found.fetchNextPage()} isPending={found.isFetchingNextPage}>
                    {t("more")}
                </Button>
            )}
        </div>
    );
}

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { threadsOf } from "../../../store/timelineSearch.ts";
import { fullTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { Empty, Failed, Loading } from "../../kit/states.tsx";
import { useHouse } from "../../shell/context.ts";
import { nameOf } from "../timeline/names.ts";
import { summaryOf } from "../timeline/summary.ts";
import style from "./Found.module.css";
import type { PanelProps } from "./Panel.tsx";
import { usePanel } from "./usePanel.ts";

type Bundled = { count?: number };

/** The threads of a group, the one that was answered last first. */
export function ThreadsPanel({ room }: PanelProps) {
    const { t: own, i18n } = useTranslation("conversation");
    const { t: said } = useTranslation(["timeline", "common"]);
    const { matrix } = useHouse();
    const [, show] = usePanel();
    const found = useInfiniteQuery({
        queryKey: ["threads", room.roomId],
        queryFn: ({ pageParam }) => threadsOf(matrix, room, pageParam),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (last) => last.next,
        staleTime: 0,
    });
    if (found.isPending) return <Loading />;
    if (found.error) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
    const roots = found.data.pages.flatMap((page) => page.roots);
    if (roots.length === 0) return <Empty title={own("threadsNone")} hint={own("threadsNoneHint")} />;
    return (
        <>
            <ul className={style["list"]}>
                {roots.map((root) => (
                    <li key={root.getId()}>
                        <button type="button" className={style["item"]} onClick={() => show("thread", root.getId())}>
                            <span className={style["meta"]}>
                                {nameOf(room, root.getSender() ?? "")} · {fullTime(root.getTs(), i18n.language)}
                            </span>
                            <span className={style["words"]}>{summaryOf(root, said)}</span>
                            <span className={style["meta"]}>
                                {said("answers", {
                                    count: root.getServerAggregatedRelation<Bundled>("m.thread")?.count ?? 0,
                                })}
                            </span>
                        </button>
                    </li>
                ))}
            </ul>
            {found.hasNextPage && (
                <Button onPress={() => void found.fetchNextPage()} isPending={found.isFetchingNextPage}>
                    {own("more")}
                </Button>
            )}
        </>
    );
}

import { PinOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { apiError, isOver, togglePin } from "../../../store/timelineActions.ts";
import { fullTime } from "../../../util/time.ts";
import { IconButton } from "../../kit/Button.tsx";
import { Empty, Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { tellError } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import { nameOf } from "../timeline/names.ts";
import { summaryOf } from "../timeline/summary.ts";
import { useNarrow } from "../useNarrow.ts";
import { usePins } from "../usePins.ts";
import style from "./Found.module.css";
import type { PanelProps } from "./Panel.tsx";
import { usePanel } from "./usePanel.ts";

/** What the group keeps at hand, the newest first; pressing one leads there. */
export function PinnedPanel({ room }: PanelProps) {
    const { t: own, i18n } = useTranslation("conversation");
    const { t: said } = useTranslation(["timeline", "common"]);
    const { matrix, conversations } = useHouse();
    const [, show] = usePanel();
    const isNarrow = useNarrow();
    const words = useErrorWords();
    const found = usePins(room);
    if (found.isLoading) return <Loading />;
    if (found.error) return <Failed error={apiError(found.error)} onRetry={() => void found.refetch()} />;
    const pins = found.data ?? [];
    if (pins.length === 0) return <Empty title={own("pinnedNone")} hint={own("pinnedNoneHint")} />;
    const mayPin = !isOver(room) && room.currentState.maySendStateEvent("m.room.pinned_events", matrix.getSafeUserId());
    const go = (id: string | undefined): void => {
        if (isNarrow) show(null);
        conversations.get(room.roomId).jump.set(id ?? null);
    };
    return (
        <ul className={style["list"]}>
            {pins.map((event) => (
                <li key={event.getId()} className={style["pin"]}>
                    <button type="button" className={style["item"]} onClick={() => go(event.getId())}>
                        <span className={style["meta"]}>
                            {nameOf(room, event.getSender() ?? "")} · {fullTime(event.getTs(), i18n.language)}
                        </span>
                        <span className={style["words"]}>{summaryOf(event, said)}</span>
                    </button>
                    {mayPin && (
                        <IconButton
                            label={own("unpinOf", { words: summaryOf(event, said) })}
                            onPress={() =>
                                void togglePin(matrix, room, event).catch((error) => tellError(words(error)))
                            }
                        >
                            <PinOff size={18} aria-hidden />
                        </IconButton>
                    )}
                </li>
            ))}
        </ul>
    );
}

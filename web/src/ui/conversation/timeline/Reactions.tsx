import type { MatrixEvent } from "matrix-js-sdk";
import { useTranslation } from "react-i18next";
import { toggleReaction } from "../../../store/timelineActions.ts";
import type { Reaction } from "../../../store/timelineRelations.ts";
import { useErrorWords } from "../../kit/states.tsx";
import { tellError } from "../../kit/Toasts.tsx";
import { useTalk } from "./context.ts";
import style from "./Message.module.css";
import { nameOf } from "./names.ts";

const NAMES = 20;

/** Who reacted with what, as chips; pressing one adds or takes away one's own. */
export function Reactions({ event, reactions }: { event: MatrixEvent; reactions: readonly Reaction[] }) {
    const { t } = useTranslation("timeline");
    const { timeline, ask } = useTalk();
    const words = useErrorWords();
    const me = timeline.matrix.getSafeUserId();
    if (reactions.length === 0) return null;
    return (
        <ul className={style["reactions"]} aria-label={t("reactions")}>
            {reactions.map(({ key, by }) => {
                const names = [...by.keys()].slice(0, NAMES).map((id) => nameOf(timeline.room, id));
                const who = names.join(t("comma")) + (by.size > NAMES ? "…" : "");
                return (
                    <li key={key}>
                        <button
                            type="button"
                            className={style["reaction"]}
                            aria-pressed={by.has(me)}
                            title={who}
                            aria-label={t("reaction", { key, count: by.size, who })}
                            onClick={() =>
                                void toggleReaction(timeline, event, key).catch((error) => tellError(words(error)))
                            }
                        >
                            <span>{key}</span>
                            <span className={style["reactionCount"]}>{by.size}</span>
                        </button>
                    </li>
                );
            })}
            {reactions.some(({ by }) => by.size > 1) && (
                <li>
                    <button
                        type="button"
                        className={style["reactionWho"]}
                        onClick={() => ask({ about: "reactions", event })}
                    >
                        {t("whoReacted")}
                    </button>
                </li>
            )}
        </ul>
    );
}

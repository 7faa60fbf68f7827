/** What happened to the group, in words: many people who came at once are one line. */
import type { MatrixEvent } from "matrix-js-sdk";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePanel } from "../panel/usePanel.ts";
import { useTalk } from "./context.ts";
import { type Line, type LineNames, linesOf } from "./lines.ts";
import style from "./Message.module.css";
import { isHouse, nameOf } from "./names.ts";

const FEW = 3;

export function LineRow({ events }: { events: readonly MatrixEvent[] }) {
    const lines = linesOf(events);
    return (
        <div className={style["lines"]}>
            {lines.map((line) => (
                <OneLine key={line.key} line={line} />
            ))}
        </div>
    );
}

function OneLine({ line }: { line: Line }) {
    const { t } = useTranslation("timeline");
    const { timeline } = useTalk();
    const [isOpen, setOpen] = useState(false);
    const [, show] = usePanel();
    const { room } = timeline;
    const names = line.people.map((id) => nameOf(room, id));
    const shown = isOpen ? names : names.slice(0, FEW);
    const parameters: LineNames = {
        who: shown.join(t("comma")),
        count: names.length,
        by: line.by && !isHouse(line.by) ? nameOf(room, line.by) : t("house"),
        text: line.text,
    };
    const isMany = names.length > FEW;
    return (
        <p>
            {t(`line.${line.kind}${isMany && !isOpen ? "Many" : ""}` as "line.joined", { ...parameters })}
            {isMany && (
                <button
                    type="button"
                    className={style["inline"]}
                    aria-expanded={isOpen}
                    onClick={() => setOpen(!isOpen)}
                >
                    {t(isOpen ? "fold" : "showAll")}
                </button>
            )}
            {line.kind === "charter" && (
                <button type="button" className={style["inline"]} onClick={() => show("charter")}>
                    {t("seeCharter")}
                </button>
            )}
        </p>
    );
}

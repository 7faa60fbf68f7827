import { useTranslation } from "react-i18next";
import type { ContextLine } from "../../../store/admin/queues.ts";
import { PersonName } from "../names.tsx";
import style from "./queues.module.css";

/** The few messages before; the last one is what it is about, where `isLastSubject`. */
export function Context({ lines, isLastSubject = false }: { lines: ContextLine[]; isLastSubject?: boolean }) {
    const { t } = useTranslation("admin");
    if (lines.length === 0) return null;
    return (
        <ol className={style["context"]} aria-label={t("queues.context")}>
            {lines.map((line, at) => (
                <li key={line.id} className={isLastSubject && at === lines.length - 1 ? style["subject"] : undefined}>
                    <PersonName id={line.sender} /> {line.text}
                </li>
            ))}
        </ol>
    );
}

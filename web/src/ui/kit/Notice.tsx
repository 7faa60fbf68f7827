/** A word beside what it is about: why something isn't possible, what happens next. */

import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import style from "./Notice.module.css";

const ICONS = { info: Info, warning: TriangleAlert, refusal: CircleAlert, done: CircleCheck };

export function Notice({
    look = "info",
    title,
    children,
    actions,
    isLive = false,
}: {
    look?: keyof typeof ICONS;
    title?: ReactNode;
    children?: ReactNode;
    actions?: ReactNode;
    /** Read aloud at once where it appears in answer to what the person did. */
    isLive?: boolean;
}) {
    const Icon = ICONS[look];
    return (
        <div
            className={`${style["notice"]} ${style[look]}`}
            role={isLive ? (look === "refusal" ? "alert" : "status") : undefined}
        >
            <Icon size={18} aria-hidden />
            <div className={style["text"]}>
                {title && <p className={style["title"]}>{title}</p>}
                {children}
                {actions && <div className={style["actions"]}>{actions}</div>}
            </div>
        </div>
    );
}

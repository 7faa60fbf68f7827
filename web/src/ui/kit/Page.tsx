/** A whole page beside the main menu: its name, what can be done there, and a body that scrolls. */

import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { IconButton } from "./Button.tsx";
import style from "./Page.module.css";

export function Page({
    title,
    subtitle,
    actions,
    back,
    children,
    isWide = false,
}: {
    title: string;
    subtitle?: ReactNode;
    actions?: ReactNode;
    /** Where the arrow leads; shown on phones only unless `isWide` pages have none at all. */
    back?: string;
    children: ReactNode;
    isWide?: boolean;
}) {
    const { t } = useTranslation();
    const [, go] = useLocation();
    return (
        <div className={style["page"]}>
            <header className={style["head"]}>
                {back && (
                    <IconButton label={t("back")} onPress={() => go(back)}>
                        <ArrowLeft size={20} aria-hidden />
                    </IconButton>
                )}
                <div className={style["titles"]}>
                    <h1 className={style["title"]}>{title}</h1>
                    {subtitle && <p className={style["subtitle"]}>{subtitle}</p>}
                </div>
                {actions && <div className={style["actions"]}>{actions}</div>}
            </header>
            <div className={style["scroll"]}>
                <div className={`${style["body"]} ${isWide ? style["wide"] : ""}`}>{children}</div>
            </div>
        </div>
    );
}

/** A part of a page with a heading of its own. */
export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
    return (
        <section className={style["section"]}>
            <header className={style["sectionHead"]}>
                <h2 className={style["sectionTitle"]}>{title}</h2>
                {actions}
            </header>
            {children}
        </section>
    );
}

export function Card({ children }: { children: ReactNode }) {
    return <div className={style["card"]}>{children}</div>;
}

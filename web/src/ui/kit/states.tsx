/** Empty, loading and failed: the same everywhere, always with words. */

import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, asApiError } from "../../api/errors.ts";
import { Button } from "./Button.tsx";
import style from "./states.module.css";

export function Loading({ words, isPage = false }: { words?: string; isPage?: boolean }) {
    const { t } = useTranslation();
    return (
        <div role="status" className={`${style["state"]} ${isPage ? style["page"] : ""}`}>
            <span className={style["turning"]} aria-hidden />
            <p>{words ?? t("loading")}</p>
        </div>
    );
}

export function Empty({
    title,
    hint,
    icon,
    action,
    isPage = false,
}: {
    title: string;
    hint?: ReactNode;
    icon?: ReactNode;
    action?: ReactNode;
    /** Where it stands for a whole page, and so bears its heading. */
    isPage?: boolean;
}) {
    const Title = isPage ? "h1" : "p";
    return (
        <div className={style["state"]}>
            {icon}
            <Title className={style["title"]}>{title}</Title>
            {hint && <p className={style["hint"]}>{hint}</p>}
            {action}
        </div>
    );
}

/** What the house said of it, in its words; what to do next. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
    const { t } = useTranslation();
    return (
        <div role="alert" className={style["state"]}>
            <CircleAlert size={28} aria-hidden />
            <p className={style["title"]}>{t("failed")}</p>
            <p className={style["hint"]}>{useErrorWords()(error)}</p>
            {onRetry && <Button onPress={onRetry}>{t("retry")}</Button>}
        </div>
    );
}

/** An error as a person may read it: the house's words are in his language already. */
export function useErrorWords(): (error: unknown) => string {
    const { t } = useTranslation();
    return (given) => {
        const error = asApiError(given); // of the Matrix SDK, too
        if (error instanceof ApiError && error.isUnreachable) return t("unreachable");
        if (error instanceof ApiError && error.message) return error.message;
        return t("failedHint");
    };
}

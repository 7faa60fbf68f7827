/** What the queues share: a list with its states, and a card with a decision under it. */
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Which } from "../../../store/admin/queues.ts";
import { fullTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Empty, Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { PersonName } from "../names.tsx";
import style from "./queues.module.css";

export type QueueProps = { which: Which };

export function QueueList<T>({
    found,
    which,
    rowKey,
    children,
}: {
    found: { data: T[] | undefined; error: unknown; refetch: () => unknown };
    which: Which;
    rowKey: (row: T) => string | number;
    children: (row: T) => ReactNode;
}) {
    const { t } = useTranslation("admin");
    if (found.error && !found.data) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
    if (!found.data) return <Loading />;
    if (found.data.length === 0) {
        return <Empty title={which === "open" ? t("queues.none") : t("queues.nonePast")} />;
    }
    return (
        <ul className={style["list"]}>
            {found.data.map((row) => (
                <li key={rowKey(row)}>{children(row)}</li>
            ))}
        </ul>
    );
}

/** One thing to decide about: who and where, what it is, and below it the decision or what it was. */
export function Item({
    who,
    where,
    ts,
    children,
    foot,
}: {
    who: string;
    where?: ReactNode;
    ts: number;
    children: ReactNode;
    foot: ReactNode;
}) {
    const { i18n } = useTranslation();
    const name = useId();
    return (
        <article className={style["item"]} aria-labelledby={name}>
            <header className={style["head"]} id={name}>
                <strong>
                    <PersonName id={who} withPlace />
                </strong>
                {where}
                <time className={style["soft"]}>{fullTime(ts, i18n.language)}</time>
            </header>
            {children}
            {foot}
        </article>
    );
}

/** Yes at once; no with a reason that the person is told. `act` gets what was chosen. */
export function Decide({
    yes,
    no,
    done,
    act,
    needsReason = "no",
}: {
    yes: string;
    no: string;
    done: string;
    act: (isYes: boolean, reason: string) => Promise<void>;
    /** For which answers there must be a reason. */
    needsReason?: "none" | "no" | "both";
}) {
    const { t } = useTranslation(["admin", "common"]);
    const errorWords = useErrorWords();
    const [reason, setReason] = useState("");
    const [asking, setAsking] = useState<"yes" | "no" | null>(null);
    const deciding = useMutation({
        mutationFn: (isYes: boolean) => act(isYes, reason.trim()),
        onSuccess: () => tell(done),
    });
    const isMissing = needsReason !== "none" && reason.trim() === "";
    return (
        <>
            {deciding.error && (
                <Notice look="refusal" isLive>
                    {errorWords(deciding.error)}
                </Notice>
            )}
            {asking ? (
                <div className={style["reason"]}>
                    <TextField
                        label={isMissing || needsReason !== "none" ? t("reason") : t("reasonOptional")}
                        hint={t("queues.reasonHint")}
                        value={reason}
                        onChange={setReason}
                        autoFocus
                    />
                    <div className={style["acts"]}>
                        <Button onPress={() => setAsking(null)}>{t("common:cancel")}</Button>
                        <Button
                            look={asking === "no" ? "danger" : "primary"}
                            isDisabled={isMissing}
                            isPending={deciding.isPending}
                            onPress={() => deciding.mutate(asking === "yes")}
                        >
                            {asking === "yes" ? yes : no}
                        </Button>
                    </div>
                </div>
            ) : (
                <div className={style["acts"]}>
                    <Button isDisabled={deciding.isPending} onPress={() => setAsking("no")}>
                        {no}
                    </Button>
                    <Button
                        look="primary"
                        isPending={deciding.isPending}
                        onPress={() => (needsReason === "both" ? setAsking("yes") : deciding.mutate(true))}
                    >
                        {yes}
                    </Button>
                </div>
            )}
        </>
    );
}

/** How it was decided, and by whom. */
export function Decided({
    outcome,
    by,
    ts,
    reason,
}: {
    outcome: string;
    by: string | null | undefined;
    ts: number | null | undefined;
    reason: string | null | undefined;
}) {
    const { i18n } = useTranslation();
    return (
        <p className={style["decided"]}>
            <strong>{outcome}</strong>
            {by && <PersonName id={by} />}
            {ts && <time>{fullTime(ts, i18n.language)}</time>}
            {reason && <q>{reason}</q>}
        </p>
    );
}

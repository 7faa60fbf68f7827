/** The clauses of a charter: what each says, who keeps it, what it has done of late. Used wherever charters are read. */
import { useTranslation } from "react-i18next";
import type { ClauseCount, ClauseWords } from "../../store/charter.ts";
import { language } from "../../store/language.ts";
import { useObserved } from "../kit/observed.ts";
import style from "./ClauseList.module.css";
import { clauseIcon } from "./clauseIcons.ts";

export function ClauseList({
    clauses,
    figures,
}: {
    clauses: readonly ClauseWords[];
    figures?: ReadonlyMap<string, ClauseCount> | undefined;
}) {
    const { t } = useTranslation("charter");
    const most = Math.max(1, ...[...(figures?.values() ?? [])].map((one) => one.count + one.observed));
    if (clauses.length === 0) return <p className={style["none"]}>{t("noClauses")}</p>;
    return (
        <ol className={style["list"]}>
            {clauses.map((clause) => (
                <ClauseItem
                    key={clause.id || clause.number}
                    clause={clause}
                    count={figures?.get(clause.id)}
                    most={most}
                />
            ))}
        </ol>
    );
}

function ClauseItem({ clause, count, most }: { clause: ClauseWords; count: ClauseCount | undefined; most: number }) {
    const { t } = useTranslation("charter");
    const spoken = useObserved(language);
    const Icon = clauseIcon(clause.type);
    return (
        <li className={style["clause"]}>
            <span className={style["icon"]}>
                <Icon size={18} aria-hidden />
            </span>
            <div className={style["content"]}>
                <p>
                    <span className={style["number"]}>{clause.number}. </span>
                    {clause.text[spoken]}
                </p>
                <p className={style["marks"]}>
                    {clause.mode === "observe" ? (
                        <span className={`${style["mark"]} ${style["trial"]}`}>{t("onTrial")}</span>
                    ) : (
                        <span className={style["mark"]}>{t(`keptBy.${clause.kept_by}`)}</span>
                    )}
                    {clause.verdict && clause.verdict !== "refuse" && clause.verdict !== "allow" && (
                        <span className={style["mark"]}>{t(`verdict.${clause.verdict as "hold"}`)}</span>
                    )}
                </p>
                {clause.exceptions.map((one) => (
                    <p key={one[spoken]} className={style["exception"]}>
                        {t("exception", { who: one[spoken] })}
                    </p>
                ))}
                {count && <ClauseBar count={count} most={most} />}
            </div>
        </li>
    );
}

function ClauseBar({ count, most }: { count: ClauseCount; most: number }) {
    const { t } = useTranslation("charter");
    const total = count.count + count.observed;
    if (total === 0) return null;
    return (
        <div className={style["figure"]}>
            <span className={style["track"]} aria-hidden>
                <span
                    className={count.count > 0 ? style["bar"] : style["barTrial"]}
                    style={{ inlineSize: `${Math.max(4, (100 * total) / most)}%` }}
                />
            </span>
            <span className={style["figureWords"]}>
                {count.count > 0 && t("did", { count: count.count })}
                {count.observed > 0 && t("wouldHave", { count: count.observed })}
            </span>
        </div>
    );
}

import { Filter } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type AuditEntry, type AuditQuery, detailsOf } from "../../../store/admin/audit.ts";
import { fullTime } from "../../../util/time.ts";
import { IconButton } from "../../kit/Button.tsx";
import { GroupName, PersonName } from "../names.tsx";
import style from "./Audit.module.css";

type Props = { entry: AuditEntry; onOnly: (part: Partial<AuditQuery>) => void };

/** One row: the act in words first; what changed and the links of the chain for who opens it. */
export function Row({ entry, onOnly }: Props) {
    const { t, i18n } = useTranslation("admin");
    const { changes, reason } = detailsOf(entry.details);
    return (
        <li className={style["row"]}>
            <div className={style["head"]}>
                <span className={style["words"]}>
                    <strong>{entry.act_text}</strong> <Subject subject={entry.subject} />
                </span>
                <IconButton label={t("audit.only")} onPress={() => onOnly({ subject: entry.subject })}>
                    <Filter size={16} aria-hidden />
                </IconButton>
            </div>
            <p className={style["soft"]}>
                <PersonName id={entry.actor} /> · <time>{fullTime(entry.ts, i18n.language)}</time> ·{" "}
                {t("audit.number", { number: entry.seq })}
            </p>
            {reason && <p className={style["soft"]}>{t("audit.because", { reason })}</p>}
            <details>
                <summary>{t("audit.details", { count: changes.length })}</summary>
                <dl className={style["changes"]}>
                    {changes.map((change) => (
                        <div key={change.name} className={style["change"]}>
                            <dt>{change.name || t("audit.value")}</dt>
                            <dd>
                                {change.before !== undefined && (
                                    <del className={style["before"]}>{change.before || t("import.nothing")}</del>
                                )}
                                {change.before !== undefined && <span aria-hidden> → </span>}
                                <ins className={style["after"]}>{change.after ?? t("import.nothing")}</ins>
                            </dd>
                        </div>
                    ))}
                </dl>
                <p className={style["hash"]}>{t("audit.hash", { hash: entry.hash })}</p>
                <p className={style["hash"]}>{t("audit.previous", { hash: entry.previous_hash })}</p>
            </details>
        </li>
    );
}

function Subject({ subject }: { subject: string }) {
    if (subject.startsWith("!")) return <GroupName roomId={subject} />;
    if (subject.startsWith("@")) return <PersonName id={subject} withPlace />;
    return <>{subject}</>;
}

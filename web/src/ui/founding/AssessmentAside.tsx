/** Should this group exist? What the house says while one still decides: groups like it, other ways, what it costs. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { type Assessment, assessmentOf, kinds } from "../../store/founding.ts";
import { language } from "../../store/language.ts";
import { me } from "../../store/me.ts";
import { Avatar } from "../kit/Avatar.tsx";
import { Button } from "../kit/Button.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { useSettled } from "../kit/settled.ts";
import { useErrorWords } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./AssessmentAside.module.css";
import type { StepProps } from "./FoundingPage.tsx";

export function AssessmentAside({ draft, onChange }: StepProps) {
    const { t } = useTranslation("founding");
    const house = useHouse();
    const errorWords = useErrorWords();
    const settled = useSettled(draft);
    const rights = useQuery(me(house)).data?.rights.found ?? {};
    const first = "project" in rights ? "project" : Object.keys(rights)[0];
    const found = useQuery({ ...assessmentOf(house, settled, first), placeholderData: (before) => before });
    const isWhole = draft.step === "people" || draft.step === "rules";
    return (
        <aside className={style["aside"]} aria-label={t("should")}>
            <h2 className={style["title"]}>{t("should")}</h2>
            {!found.data && !found.error && <p className={style["hint"]}>{t("shouldHint")}</p>}
            {found.error && (
                <Notice look="warning">
                    <p>{errorWords(found.error)}</p>
                </Notice>
            )}
            {found.data && !found.error && (
                <div aria-live="polite" className={style["answer"]}>
                    <Answer assessment={found.data} isWhole={isWhole} draft={draft} onChange={onChange} />
                </div>
            )}
        </aside>
    );
}

function Answer({ assessment, isWhole, onChange }: StepProps & { assessment: Assessment; isWhole: boolean }) {
    const { t } = useTranslation("founding");
    const isTaken = assessment.answer === "use_existing";
    return (
        <>
            {isTaken && (
                <Notice look="warning" title={t("exists")}>
                    <p>{t("existsHint")}</p>
                </Notice>
            )}
            {!isTaken && assessment.similar.length === 0 && <Notice look="done">{t("noneLike")}</Notice>}
            <Similar similar={assessment.similar} isWhole={isWhole} />
            {isWhole && <Suggestions assessment={assessment} onChange={onChange} />}
            {isWhole && <Cost cost={assessment.attention} />}
            {isWhole && assessment.approval !== "none" && (
                <Notice look="warning">{t(`approval.${assessment.approval as "hr"}`)}</Notice>
            )}
        </>
    );
}

function Similar({ similar, isWhole }: Pick<Assessment, "similar"> & { isWhole: boolean }) {
    const { t } = useTranslation("founding");
    if (similar.length === 0) return null;
    return (
        <>
            <h3 className={style["subtitle"]}>{t("like")}</h3>
            <ul className={style["similar"]}>
                {similar.map((one) => (
                    <li key={one.room_id} className={style["group"]}>
                        <Avatar name={one.name} id={one.room_id} size={32} />
                        <span className={style["name"]}>
                            {one.name}
                            <span className={style["hint"]}>
                                {isWhole && one.members != null
                                    ? t("shares", { count: one.shared ?? 0, members: one.members })
                                    : t("alike", { percent: Math.round(100 * one.purpose_likeness) })}
                            </span>
                        </span>
                        {one.is_member ? (
                            <Link href={`/chats/${encodeURIComponent(one.room_id)}`}>{t("useThat")}</Link>
                        ) : (
                            <span className={style["hint"]}>{t("notIn")}</span>
                        )}
                    </li>
                ))}
            </ul>
        </>
    );
}

function Suggestions({ assessment, onChange }: { assessment: Assessment; onChange: StepProps["onChange"] }) {
    const { t } = useTranslation("founding");
    const spoken = useObserved(language);
    const known = useQuery(kinds(useHouse())).data ?? [];
    if (assessment.suggestions.length === 0) return null;
    return (
        <ul className={style["suggestions"]}>
            {assessment.suggestions.map((one) => {
                const kind = known.find(({ id }) => id === one.kind);
                return (
                    <li key={`${one.do} ${one.room_id ?? ""}`}>
                        <p>{one.reason[spoken]}</p>
                        {kind && (
                            <Button
                                isSmall
                                onPress={() => onChange({ kind: kind.id, clauses: null, label: null, reviewDate: "" })}
                            >
                                {t("takeKind", { kind: kind.name[spoken] })}
                            </Button>
                        )}
                    </li>
                );
            })}
        </ul>
    );
}

function Cost({ cost }: { cost: Assessment["attention"] }) {
    const { t } = useTranslation("founding");
    const hours = Math.round(cost.minutes_a_month / 60);
    return (
        <div className={style["cost"]}>
            <p className={style["figure"]}>{t("hours", { count: hours })}</p>
            <p className={style["hint"]}>
                {t(cost.is_measured ? "costMeasured" : "costAssumed", {
                    count: cost.people,
                    messages: Math.round(cost.messages_per_day),
                    minutes: Math.round(cost.minutes_each),
                })}
            </p>
        </div>
    );
}

/** The charter's clauses as the kind has them, to be changed; its label and review; and all of it in words. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type CharterWords, LABELS } from "../../store/charter.ts";
import { bare } from "../../store/charterClauses.ts";
import { canBeRead, kinds, wishOf } from "../../store/founding.ts";
import { language } from "../../store/language.ts";
import { ClauseEditor } from "../charter/ClauseEditor.tsx";
import { ClauseList } from "../charter/ClauseList.tsx";
import { Samples } from "../charter/Samples.tsx";
import { useCheck } from "../charter/useCheck.ts";
import { Select, TextField } from "../kit/Field.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { Card } from "../kit/Page.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./FoundingPage.module.css";
import type { StepProps } from "./FoundingPage.tsx";

export function RulesStep({ draft, onChange }: StepProps) {
    const { t } = useTranslation(["founding", "charter"]);
    const house = useHouse();
    const kind = useQuery(kinds(house)).data?.find((one) => one.id === draft.kind);
    const clauses = draft.clauses ?? kind?.clauses.map(bare) ?? [];
    const check = useCheck(wishOf(house, { ...draft, override: "" }), clauses, canBeRead(draft));
    return (
        <>
            <section className={style["part"]}>
                <h2 className={style["title"]}>{t("clauses")}</h2>
                <p className={style["hint"]}>{t("clausesHint")}</p>
                <ClauseEditor
                    clauses={clauses}
                    onChange={(changed) => onChange({ clauses: changed })}
                    said={check.said}
                    trouble={check.trouble}
                />
            </section>
            <section className={style["row"]}>
                <Select
                    label={t("charter:labelTitle")}
                    choices={LABELS.map((id) => ({
                        id,
                        label: t(`charter:label.${id}`),
                        hint: t(`charter:labelHint.${id}`),
                    }))}
                    value={draft.label ?? kind?.label ?? "internal"}
                    onChange={(label) => onChange({ label })}
                />
                <TextField
                    label={t("charter:reviewDate")}
                    hint={kind && t("reviewHint", { count: kind.review_months })}
                    type="date"
                    value={draft.reviewDate}
                    onChange={(reviewDate) => onChange({ reviewDate })}
                />
            </section>
            {check.error && (
                <Notice look="refusal" isLive>
                    <p>{check.error}</p>
                </Notice>
            )}
            {check.words && <Summary draft={draft} words={check.words} />}
            <Samples samples={check.samples} />
        </>
    );
}

function Summary({ draft, words }: Pick<StepProps, "draft"> & { words: CharterWords }) {
    const { t } = useTranslation("founding");
    const spoken = useObserved(language);
    return (
        <section className={style["part"]}>
            <h2 className={style["title"]}>{t("summary")}</h2>
            <Card>
                <p>
                    <strong>{draft.name}</strong> · {words.kind[spoken]}
                </p>
                <p>{draft.purpose}</p>
                <p className={style["hint"]}>{words.audience[spoken]}</p>
                <p className={style["hint"]}>{words.label[spoken]}</p>
                <ClauseList clauses={words.clauses} />
            </Card>
        </section>
    );
}

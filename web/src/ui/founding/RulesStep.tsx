/** The charter's clauses as the kind has them, to be changed; its label and review; and all of it in words. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { LABELS } from "../../store/charter.ts";
import { bare } from "../../store/charterClauses.ts";
import { checkOf, kinds } from "../../store/founding.ts";
import { language } from "../../store/language.ts";
import { ClauseEditor } from "../charter/ClauseEditor.tsx";
import { ClauseList } from "../charter/ClauseList.tsx";
import { useSettled } from "../charter/useSettled.ts";
import { Select, TextField } from "../kit/Field.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { Card } from "../kit/Page.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./FoundingPage.module.css";
import type { StepProps } from "./FoundingPage.tsx";

export function RulesStep({ draft, onChange }: StepProps) {
    const { t } = useTranslation(["founding", "charter"]);
    const house = useHouse();
    const kind = useQuery(kinds(house)).data?.find((one) => one.id === draft.kind);
    const clauses = draft.clauses ?? kind?.clauses.map(bare) ?? [];
    return (
        <>
            <section className={style["part"]}>
                <h2 className={style["title"]}>{t("clauses")}</h2>
                <p className={style["hint"]}>{t("clausesHint")}</p>
                <ClauseEditor clauses={clauses} onChange={(changed) => onChange({ clauses: changed })} />
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
            <Summary draft={draft} />
        </>
    );
}

function Summary({ draft }: Pick<StepProps, "draft">) {
    const { t } = useTranslation("founding");
    const house = useHouse();
    const spoken = useObserved(language);
    const errorWords = useErrorWords();
    const settled = useSettled(draft);
    const checked = useQuery({ ...checkOf(house, settled), placeholderData: (before) => before });
    if (checked.error) {
        return (
            <Notice look="refusal" isLive>
                <p>{errorWords(checked.error)}</p>
            </Notice>
        );
    }
    if (!checked.data) return null;
    const { words } = checked.data;
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

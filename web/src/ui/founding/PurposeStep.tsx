import { useTranslation } from "react-i18next";
import { TextField } from "../kit/Field.tsx";
import style from "./FoundingPage.module.css";
import type { StepProps } from "./FoundingPage.tsx";

/** First what the group is for: who can't say it needs no group. */
export function PurposeStep({ draft, onChange }: StepProps) {
    const { t } = useTranslation("founding");
    return (
        <div className={style["part"]}>
            <TextField
                label={t("purpose")}
                hint={t("purposeHint")}
                placeholder={t("purposeExample")}
                rows={3}
                maxLength={500}
                value={draft.purpose}
                onChange={(purpose) => onChange({ purpose })}
                autoFocus={!draft.purpose}
            />
            <TextField
                label={t("name")}
                hint={t("nameHint")}
                maxLength={100}
                value={draft.name}
                onChange={(name) => onChange({ name })}
            />
        </div>
    );
}

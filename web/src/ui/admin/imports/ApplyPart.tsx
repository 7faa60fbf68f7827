import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportPlan } from "../../../store/admin/imports.ts";
import { Button } from "../../kit/Button.tsx";
import { Ask } from "../../kit/Dialog.tsx";
import { Check, TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Card } from "../../kit/Page.tsx";
import style from "./Import.module.css";

type Props = {
    plan: ImportPlan;
    onApply: (wish: { withCodes: boolean; reason: string }) => void;
    onRestart: () => void;
};

/** The last step before anything changes. A plan with errors can't be applied: the file is corrected first. */
export function ApplyPart({ plan, onApply, onRestart }: Props) {
    const { t } = useTranslation("admin");
    const [withCodes, setWithCodes] = useState(true);
    const [reason, setReason] = useState("");
    const [isAsking, setAsking] = useState(false);
    const newcomers = (plan.counts["joins"] ?? 0) + (plan.counts["returns"] ?? 0);
    const wish = { withCodes: withCodes && newcomers > 0, reason: reason.trim() };
    if (!plan.can_apply || plan.is_empty) {
        return (
            <Notice
                look={plan.is_empty ? "info" : "warning"}
                title={plan.is_empty ? t("import.empty") : t("import.blocked")}
                actions={
                    <Button look="primary" onPress={onRestart}>
                        {t("import.chooseAgain")}
                    </Button>
                }
            >
                {plan.is_empty ? t("import.emptyHint") : t("import.blockedHint")}
            </Notice>
        );
    }
    return (
        <Card>
            {newcomers > 0 && (
                <Check isSelected={withCodes} onChange={setWithCodes}>
                    {t("import.withCodes", { count: newcomers })}
                </Check>
            )}
            <TextField label={t("reasonOptional")} hint={t("import.reasonHint")} value={reason} onChange={setReason} />
            <div className={style["line"]}>
                <Button onPress={onRestart}>{t("import.chooseAgain")}</Button>
                <Button look="primary" onPress={() => setAsking(true)}>
                    {t("import.apply")}
                </Button>
            </div>
            <Ask
                title={t("import.askTitle")}
                isOpen={isAsking}
                onClose={() => setAsking(false)}
                confirmLabel={t("import.apply")}
                onConfirm={() => {
                    setAsking(false);
                    onApply(wish);
                }}
            >
                <p>{plan.summary}</p>
                <p>{t("import.askWords")}</p>
            </Ask>
        </Card>
    );
}

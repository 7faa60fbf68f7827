/** Who reaches whom: the guard of the reporting line and people from outside as fields, the rules as data. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Reach } from "../../../store/admin/policies.ts";
import { Select, Switch, TextField } from "../../kit/Field.tsx";
import { type FormOf, NumberField, PolicyCard } from "./PolicyCard.tsx";
import style from "./policies.module.css";

export function ReachCard() {
    const { t } = useTranslation("admin");
    return (
        <PolicyCard name="reach" title={t("policies.reach.title")} hint={t("policies.reach.hint")}>
            {(form) => <Fields form={form} />}
        </PolicyCard>
    );
}

function Fields({ form: { value, set, error } }: { form: FormOf<Reach> }) {
    const { t } = useTranslation("admin");
    const { guard, guests } = value;
    return (
        <>
            <div className={style["fields"]}>
                <NumberField
                    label={t("policies.reach.levels")}
                    hint={t("policies.reach.levelsHint")}
                    value={guard.levels}
                    onChange={(levels) => set({ guard: { ...guard, levels } })}
                    error={error("guard")}
                />
                <Select
                    label={t("policies.reach.way")}
                    choices={(["ask", "superior"] as const).map((id) => ({ id, label: t(`policies.ways.${id}`) }))}
                    value={guard.way}
                    onChange={(way) => set({ guard: { ...guard, way } })}
                />
            </div>
            <Switch isSelected={guests.owners} onChange={(owners) => set({ guests: { ...guests, owners } })}>
                {t("policies.reach.owners")}
            </Switch>
            <Switch isSelected={guests.chats} onChange={(chats) => set({ guests: { ...guests, chats } })}>
                {t("policies.reach.chats")}
            </Switch>
            <NumberField
                label={t("policies.reach.mostDays")}
                value={guests.most_days}
                onChange={(days) => set({ guests: { ...guests, most_days: days } })}
                error={error("guests")}
            />
            <details>
                <summary>{t("policies.reach.rules", { count: value.rules.length })}</summary>
                <Rules rules={value.rules} onChange={(rules) => set({ rules })} error={error("rules")} />
            </details>
        </>
    );
}

function Rules({
    rules,
    onChange,
    error,
}: {
    rules: readonly unknown[];
    onChange: (rules: readonly unknown[]) => void;
    error: string | undefined;
}) {
    const { t } = useTranslation("admin");
    const [written, setWritten] = useState(() => JSON.stringify(rules, null, 2));
    const [isWrong, setWrong] = useState(false);
    return (
        <TextField
            label={t("policies.reach.rulesLabel")}
            hint={t("policies.reach.rulesHint")}
            rows={10}
            value={written}
            onChange={(text) => {
                setWritten(text);
                try {
                    const read: unknown = JSON.parse(text);
                    setWrong(!Array.isArray(read));
                    if (Array.isArray(read)) onChange(read);
                } catch {
                    setWrong(true);
                }
            }}
            error={isWrong ? t("policies.reach.notJson") : error}
        />
    );
}

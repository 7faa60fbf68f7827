/** Who reaches whom: the guard of the reporting line and people from outside as fields, the rules in sentences. */
import { useTranslation } from "react-i18next";
import type { Reach } from "../../../store/admin/policies.ts";
import { readRule } from "../../../store/admin/reach.ts";
import { Select, Switch } from "../../kit/Field.tsx";
import { type FormOf, NumberField, PolicyCard } from "./PolicyCard.tsx";
import style from "./policies.module.css";
import { ReachRules } from "./ReachRules.tsx";

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
            <ReachRules rules={value.rules.map(readRule)} onChange={(rules) => set({ rules })} error={error("rules")} />
        </>
    );
}

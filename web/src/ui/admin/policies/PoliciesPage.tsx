/** The company's rules as forms, the ones that are changed most first. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { kindList } from "../../../store/admin/kinds.ts";
import type { Fairness, Retention } from "../../../store/admin/policies.ts";
import { Select, TextField } from "../../kit/Field.tsx";
import { Page } from "../../kit/Page.tsx";
import { useHouse } from "../../shell/context.ts";
import { useKindName } from "../names.tsx";
import { useBack } from "../narrow.ts";
import { CreationCard } from "./CreationCard.tsx";
import { OfficesCard } from "./OfficesCard.tsx";
import { type FormOf, NumberField, PolicyCard } from "./PolicyCard.tsx";
import style from "./policies.module.css";
import { ReachCard } from "./ReachCard.tsx";

export function PoliciesPage() {
    const { t } = useTranslation("admin");
    return (
        <Page title={t("places.policies")} {...useBack()}>
            <CreationCard />
            <PolicyCard name="fairness" title={t("policies.fairness.title")} hint={t("policies.fairness.hint")}>
                {(form) => <FairnessFields form={form} />}
            </PolicyCard>
            <PolicyCard name="retention" title={t("policies.retention.title")} hint={t("policies.retention.hint")}>
                {(form) => <RetentionFields form={form} />}
            </PolicyCard>
            <PolicyCard name="looks" title={t("policies.looks.title")} hint={t("policies.looks.hint")}>
                {({ value, set, error }) => (
                    <NumberField
                        label={t("policies.looks.days")}
                        value={value.days}
                        onChange={(days) => set({ days })}
                        error={error("days")}
                    />
                )}
            </PolicyCard>
            <ReachCard />
            <OfficesCard />
            <PolicyCard name="own-domains" title={t("policies.domains.title")} hint={t("policies.domains.hint")}>
                {({ value, set, error }) => (
                    <TextField
                        label={t("policies.domains.list")}
                        hint={t("policies.domains.each")}
                        rows={4}
                        value={value.domains.join("\n")}
                        onChange={(written) => set({ domains: written.split("\n").map((line) => line.trim()) })}
                        error={error("domains")}
                    />
                )}
            </PolicyCard>
            <PolicyCard name="time-zone" title={t("policies.zone.title")} hint={t("policies.zone.hint")}>
                {({ value, set, error }) => (
                    <Zones value={value.time_zone} onChange={(zone) => set({ time_zone: zone })} error={error("")} />
                )}
            </PolicyCard>
        </Page>
    );
}

function FairnessFields({ form: { value, set, error } }: { form: FormOf<Fairness> }) {
    const { t } = useTranslation("admin");
    return (
        <div className={style["fields"]}>
            <NumberField
                label={t("policies.fairness.passOn")}
                value={value.pass_on_minutes}
                onChange={(minutes) => set({ pass_on_minutes: minutes })}
                error={error("pass_on_minutes")}
            />
            <NumberField
                label={t("policies.fairness.most")}
                value={value.most_held}
                onChange={(most) => set({ most_held: most })}
                error={error("most_held")}
            />
        </div>
    );
}

function RetentionFields({ form: { value, set, error } }: { form: FormOf<Retention> }) {
    const { t } = useTranslation("admin");
    const { data: kinds = [] } = useQuery(kindList(useHouse()));
    const kindName = useKindName();
    const setKind = (kind: string, days: number | null): void => {
        const { [kind]: _old, ...others } = value.kinds;
        set({ kinds: days === null ? others : { ...others, [kind]: days } });
    };
    return (
        <>
            <div className={style["fields"]}>
                <NumberField
                    label={t("policies.retention.min")}
                    value={value.min_days}
                    onChange={(days) => set({ min_days: days })}
                    error={error("min_days")}
                />
                <NumberField
                    label={t("policies.retention.max")}
                    value={value.max_days}
                    onChange={(days) => set({ max_days: days })}
                    error={error("max_days")}
                />
            </div>
            <details>
                <summary>{t("policies.retention.byKind")}</summary>
                <div className={style["fields"]}>
                    {kinds.map(({ id }) => (
                        <NumberField
                            key={id}
                            label={kindName(id)}
                            value={value.kinds[id] ?? null}
                            onChange={(days) => setKind(id, days)}
                            error={error(`kinds.${id}`)}
                        />
                    ))}
                </div>
            </details>
        </>
    );
}

function Zones({
    value,
    onChange,
    error,
}: {
    value: string;
    onChange: (zone: string) => void;
    error: string | undefined;
}) {
    const { t } = useTranslation("admin");
    const zones = useMemo(() => [...new Set([value, ...Intl.supportedValuesOf("timeZone")])], [value]);
    return (
        <Select
            label={t("policies.zone.zone")}
            choices={zones.map((id) => ({ id, label: id }))}
            value={value}
            onChange={onChange}
            error={error}
        />
    );
}

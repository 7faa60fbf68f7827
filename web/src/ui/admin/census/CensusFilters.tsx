import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ALL_GROUPS, type CensusQuery } from "../../../store/admin/census.ts";
import { kindList } from "../../../store/admin/kinds.ts";
import { type Department, departmentsQuery } from "../../../store/people.ts";
import { Button } from "../../kit/Button.tsx";
import { SearchField, Select } from "../../kit/Field.tsx";
import { PersonField } from "../../people/PersonField.tsx";
import { useHouse } from "../../shell/context.ts";
import { DateField } from "../DateField.tsx";
import { useKindName } from "../names.tsx";
import style from "./Census.module.css";

const STATUSES = ["draft", "open", "archived", "closed"] as const;
const LABELS = ["open", "internal", "confidential"] as const;
const FLAGS = ["draft", "ownerless", "overdue", "idle", "over_budget", "asked"] as const;
const SETTLES_MS = 250; // who types is asked for once

export function CensusFilters({ query, onChange }: { query: CensusQuery; onChange: (query: CensusQuery) => void }) {
    const { t } = useTranslation("admin");
    const { data: kinds = [] } = useQuery(kindList(useHouse()));
    const { data: tree = [] } = useQuery(departmentsQuery(useHouse().api));
    const kindName = useKindName();
    const set = (field: keyof CensusQuery) => (value: string) => onChange({ ...query, [field]: value });
    const any = { id: "", label: t("census.any") };
    const isSet = (Object.keys(ALL_GROUPS) as (keyof CensusQuery)[]).some(
        (field) => field !== "order" && field !== "isBackwards" && query[field] !== "",
    );
    return (
        <search className={style["filters"]} aria-label={t("census.filters")}>
            <div className={style["words"]}>
                <Words value={query.q} onChange={set("q")} />
            </div>
            <Select
                label={t("census.kind")}
                choices={[any, ...kinds.map(({ id }) => ({ id, label: kindName(id) }))]}
                value={query.kind}
                onChange={set("kind")}
            />
            <Select
                label={t("census.status")}
                choices={[
                    { id: "", label: t("census.notClosed") },
                    ...STATUSES.map((id) => ({ id, label: t(`statuses.${id}`) })),
                ]}
                value={query.status}
                onChange={set("status")}
            />
            <Select
                label={t("census.label")}
                choices={[any, ...LABELS.map((id) => ({ id, label: t(`labels.${id}`) }))]}
                value={query.label}
                onChange={set("label")}
            />
            <Select
                label={t("census.flag")}
                choices={[any, ...FLAGS.map((id) => ({ id, label: t(`flags.${id}`) }))]}
                value={query.flag}
                onChange={set("flag")}
            />
            <Select
                label={t("census.department")}
                choices={[any, ...inLines(tree)]}
                value={query.department}
                onChange={set("department")}
            />
            <PersonField label={t("census.owner")} value={query.owner} onChange={set("owner")} />
            <DateField label={t("census.reviewBy")} value={query.review_due} onChange={set("review_due")} />
            {isSet && (
                <Button onPress={() => onChange({ ...ALL_GROUPS, order: query.order, isBackwards: query.isBackwards })}>
                    {t("census.clear")}
                </Button>
            )}
        </search>
    );
}

/** The tree line by line, those below moved in. */
function inLines(tree: readonly Department[], depth = 0): { id: string; label: string }[] {
    return tree.flatMap((one) => [
        { id: one.department_id, label: `${"\u3000".repeat(depth)}${one.name}` },
        ...inLines(one.children, depth + 1),
    ]);
}

function Words({ value, onChange }: { value: string; onChange: (value: string) => void }) {
    const { t } = useTranslation("admin");
    const [written, setWritten] = useState(value);
    useEffect(() => setWritten(value), [value]);
    useEffect(() => {
        if (written === value) return;
        const timer = setTimeout(() => onChange(written), SETTLES_MS);
        return () => clearTimeout(timer);
    }, [written, value, onChange]);
    return (
        <SearchField
            label={t("census.search")}
            placeholder={t("census.searchHint")}
            value={written}
            onChange={setWritten}
        />
    );
}

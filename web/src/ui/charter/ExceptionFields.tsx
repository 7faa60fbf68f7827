/** For whom and when a clause doesn't hold: each exception in a line of fields, any one of them is enough. */
import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { AudienceClause, Clause } from "../../store/charter.ts";
import {
    atTimes,
    type Exempt,
    exceptionsOfClause,
    forWhom,
    MOST_EXCEPTIONS,
    ROLES,
    WHO_KINDS,
    type WhoKind,
    whoKindOf,
    withExceptions,
} from "../../store/clauseChoices.ts";
import { ranksQuery } from "../../store/people.ts";
import { Button, IconButton } from "../kit/Button.tsx";
import { Select } from "../kit/Field.tsx";
import { DepartmentField } from "../people/DepartmentField.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./ClauseEditor.module.css";
import { SpanFields } from "./HoursFields.tsx";
import { NamedPeople } from "./NamedPeople.tsx";

type Props = { clause: Clause; onChange: (clause: Clause) => void };

export function Exceptions({ clause, onChange }: Props) {
    const { t } = useTranslation("charter");
    const exceptions = exceptionsOfClause(clause);
    const set = (changed: readonly Exempt[]): void => onChange(withExceptions(clause, changed));
    return (
        <fieldset className={style["exceptions"]}>
            <legend className={style["legend"]}>{t("except.title")}</legend>
            {exceptions.length > 0 && <p className={style["hint"]}>{t("except.hint")}</p>}
            {exceptions.map((exempt, at) => (
                <OneException
                    // biome-ignore lint/suspicious/noArrayIndexKey: exceptions have no names
                    key={`${at} of ${exceptions.length}`}
                    number={at + 1}
                    exempt={exempt}
                    onChange={(changed) => set(exceptions.map((one, other) => (other === at ? changed : one)))}
                    onRemove={() => set(exceptions.filter((_, other) => other !== at))}
                />
            ))}
            {exceptions.length < MOST_EXCEPTIONS && (
                <Button isSmall onPress={() => set([...exceptions, { who: "leaders" }])}>
                    <Plus size={16} aria-hidden />
                    {t("except.add")}
                </Button>
            )}
        </fieldset>
    );
}

function OneException({
    exempt,
    number,
    onChange,
    onRemove,
}: {
    exempt: Exempt;
    number: number;
    onChange: (exempt: Exempt) => void;
    onRemove: () => void;
}) {
    const { t } = useTranslation("charter");
    const ranks = useQuery(ranksQuery(useHouse().api)).data ?? [];
    const kind = whoKindOf(exempt);
    const kinds: readonly WhoKind[] = [
        ...WHO_KINDS.filter((one) => one !== "rank" || ranks.length > 0),
        ...(kind === "other" ? (["other"] as const) : []),
    ];
    return (
        <fieldset className={style["exempt"]}>
            <legend className="visually-hidden">{t("except.one", { number })}</legend>
            <div className={style["exemptHead"]}>
                <Select
                    label={t("except.who")}
                    choices={kinds.map((id) => ({ id, label: t(`except.kind.${id}`) }))}
                    value={kind}
                    onChange={(chosen) => onChange(forWhom(exempt, chosen, ranks.at(-1)?.name ?? ""))}
                />
                <IconButton label={t("except.remove", { number })} onPress={onRemove}>
                    <Trash2 size={18} aria-hidden />
                </IconButton>
            </div>
            {exempt.who && typeof exempt.who !== "string" && (
                <WhoFields who={exempt.who} kind={kind} onChange={(who) => onChange({ ...exempt, who })} />
            )}
            {kind !== "anyone" && (
                <Select
                    label={t("except.when")}
                    choices={(["always", "hours"] as const).map((id) => ({ id, label: t(`except.at.${id}`) }))}
                    value={exempt.hours ? "hours" : "always"}
                    onChange={(chosen) => onChange(atTimes(exempt, chosen === "hours"))}
                />
            )}
            {exempt.hours && <SpanFields span={exempt.hours} onChange={(hours) => onChange({ ...exempt, hours })} />}
        </fieldset>
    );
}

function WhoFields({
    who,
    kind,
    onChange,
}: {
    who: AudienceClause;
    kind: WhoKind;
    onChange: (who: AudienceClause) => void;
}) {
    const { t } = useTranslation("charter");
    const ranks = useQuery(ranksQuery(useHouse().api)).data ?? [];
    switch (kind) {
        case "rank":
            return (
                <Select
                    label={t("except.rank")}
                    choices={ranks.map(({ name }) => ({ id: name, label: t("except.atLeast", { rank: name }) }))}
                    value={String(who["floor"])}
                    onChange={(floor) => onChange({ ...who, floor })}
                />
            );
        case "department":
            return (
                <DepartmentField
                    label={t("except.department")}
                    value={String(who["department_id"]) || null}
                    onChange={(id) => onChange({ ...who, department_id: id })}
                />
            );
        case "role":
            return (
                <Select
                    label={t("except.role")}
                    choices={ROLES.map((id) => ({ id, label: t(`except.roleName.${id}`) }))}
                    value={who["role"] as (typeof ROLES)[number]}
                    onChange={(role) => onChange({ ...who, role })}
                />
            );
        case "people":
            return (
                <NamedPeople
                    label={t("except.people")}
                    people={((who["people"] ?? []) as readonly string[]).map((id) => ({ id, name: "" }))}
                    onChange={(people) => onChange({ ...who, people: people.map(({ id }) => id) })}
                />
            );
        default:
            return <p className={style["hint"]}>{t("except.byHand")}</p>;
    }
}

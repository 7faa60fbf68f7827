/** Some people: whoever meets all that is said here; nothing said is everybody. */
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Circle } from "../../../store/admin/reach.ts";
import { ROLES } from "../../../store/clauseChoices.ts";
import { departmentsQuery, pathTo, ranksQuery } from "../../../store/people.ts";
import { NamedPeople } from "../../charter/NamedPeople.tsx";
import { IconButton } from "../../kit/Button.tsx";
import { Check, Select } from "../../kit/Field.tsx";
import { DepartmentField } from "../../people/DepartmentField.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./policies.module.css";

type Props = { title: string; circle: Circle; onChange: (circle: Circle) => void };

export function CircleFields({ title, circle, onChange }: Props) {
    const { t } = useTranslation("admin");
    const set = (part: Partial<Circle>): void => onChange({ ...circle, ...part });
    const roles = [...new Set([...ROLES, ...circle.roles])];
    return (
        <fieldset className={style["circle"]}>
            <legend>{title}</legend>
            <p className={style["soft"]}>{t("policies.reach.circleHint")}</p>
            <Departments chosen={circle.departments} onChange={(departments) => set({ departments })} />
            <Ranks circle={circle} set={set} />
            <div className={style["checks"]}>
                <Check isSelected={circle.leaders} onChange={(leaders) => set({ leaders })}>
                    {t("policies.who.leaders")}
                </Check>
                {roles.map((role) => (
                    <Check
                        key={role}
                        isSelected={circle.roles.includes(role)}
                        onChange={(isOn) =>
                            set({ roles: roles.filter((one) => (one === role ? isOn : circle.roles.includes(one))) })
                        }
                    >
                        {t(`policies.reach.role.${role as "hr"}`, { defaultValue: role })}
                    </Check>
                ))}
            </div>
            <NamedPeople
                label={t("policies.reach.addPerson")}
                people={circle.people.map((id) => ({ id, name: "" }))}
                onChange={(people) => set({ people: people.map(({ id }) => id) })}
            />
        </fieldset>
    );
}

function Departments({ chosen, onChange }: { chosen: readonly string[]; onChange: (ids: readonly string[]) => void }) {
    const { t } = useTranslation("admin");
    const tree = useQuery(departmentsQuery(useHouse().api)).data ?? [];
    return (
        <>
            <DepartmentField
                label={t("policies.reach.addDepartment")}
                value={null}
                onChange={(id) => !chosen.includes(id) && onChange([...chosen, id])}
                isAdding
            />
            {chosen.length > 0 && (
                <ul className={style["tags"]}>
                    {chosen.map((id) => {
                        const name = pathTo(tree, id).at(-1)?.name ?? id;
                        return (
                            <li key={id} className={style["tag"]}>
                                {name}
                                <IconButton
                                    label={t("policies.reach.takeOff", { name })}
                                    onPress={() => onChange(chosen.filter((one) => one !== id))}
                                >
                                    <X size={16} aria-hidden />
                                </IconButton>
                            </li>
                        );
                    })}
                </ul>
            )}
        </>
    );
}

function Ranks({ circle, set }: { circle: Circle; set: (part: Partial<Circle>) => void }) {
    const { t } = useTranslation("admin");
    const ranks = useQuery(ranksQuery(useHouse().api)).data ?? [];
    if (ranks.length === 0) return null;
    const choices = [
        { id: "", label: t("policies.reach.anyRank") },
        ...ranks.map(({ name }) => ({ id: name, label: name })),
    ];
    const nameOf = (rank: string | number | null): string =>
        ranks.find(({ level, name }) => level === rank || name === rank)?.name ?? "";
    return (
        <div className={style["fields"]}>
            {(["floor", "ceiling"] as const).map((end) => (
                <Select
                    key={end}
                    label={t(`policies.reach.${end}`)}
                    choices={choices}
                    value={nameOf(circle[end])}
                    onChange={(name) => set({ [end]: name || null })}
                />
            ))}
        </div>
    );
}

/** Who shall be in: departments on the tree, limits of rank, people by name, and who not; the people as they come. */
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { departments, ranks } from "../../store/founding.ts";
import type { AudienceChoice, Named } from "../../store/foundingAudience.ts";
import { PersonPicker } from "../charter/PersonPicker.tsx";
import { IconButton } from "../kit/Button.tsx";
import { Check, Select } from "../kit/Field.tsx";
import { Failed, Loading } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import { DepartmentTree } from "./DepartmentTree.tsx";
import style from "./FoundingPage.module.css";
import type { StepProps } from "./FoundingPage.tsx";
import { PeoplePreview } from "./PeoplePreview.tsx";

type Props = { choice: AudienceChoice; onChange: (choice: AudienceChoice) => void };

export function PeopleStep({ draft, onChange }: StepProps) {
    const { t } = useTranslation("founding");
    const house = useHouse();
    const tree = useQuery(departments(house));
    const set = (audience: AudienceChoice): void => onChange({ audience });
    return (
        <>
            <section className={style["part"]}>
                <h2 className={style["title"]}>{t("departments")}</h2>
                <p className={style["hint"]}>{t("departmentsHint")}</p>
                {tree.isPending && <Loading words={t("loadingTree")} />}
                {tree.error && <Failed error={tree.error} onRetry={() => void tree.refetch()} />}
                {tree.data && <DepartmentTree departments={tree.data} choice={draft.audience} onChange={set} />}
                {draft.audience.departments.length > 0 && <Limits choice={draft.audience} onChange={set} />}
            </section>
            <section className={style["part"]}>
                <h2 className={style["title"]}>{t("named")}</h2>
                <Check
                    isSelected={draft.audience.myReports}
                    onChange={(myReports) => set({ ...draft.audience, myReports })}
                >
                    {t("myReports")}
                </Check>
                <NamedPeople
                    label={t("addPerson")}
                    people={draft.audience.people}
                    onChange={(people) => set({ ...draft.audience, people })}
                />
            </section>
            <section className={style["part"]}>
                <h2 className={style["title"]}>{t("except")}</h2>
                <NamedPeople
                    label={t("leaveOut")}
                    people={draft.audience.notPeople}
                    onChange={(notPeople) => set({ ...draft.audience, notPeople })}
                />
            </section>
            <PeoplePreview choice={draft.audience} />
        </>
    );
}

function Limits({ choice, onChange }: Props) {
    const { t } = useTranslation("founding");
    const found = useQuery(ranks(useHouse())).data ?? [];
    const choices = [{ id: "", label: t("anyRank") }, ...found.map(({ name }) => ({ id: name, label: name }))];
    return (
        <>
            {found.length > 0 && (
                <div className={style["row"]}>
                    <Select
                        label={t("floor")}
                        choices={choices}
                        value={choice.floor}
                        onChange={(floor) => onChange({ ...choice, floor })}
                    />
                    <Select
                        label={t("ceiling")}
                        choices={choices}
                        value={choice.ceiling}
                        onChange={(ceiling) => onChange({ ...choice, ceiling })}
                    />
                </div>
            )}
            <Check isSelected={choice.onlyLeaders} onChange={(onlyLeaders) => onChange({ ...choice, onlyLeaders })}>
                {t("onlyLeaders")}
            </Check>
        </>
    );
}

function NamedPeople({
    label,
    people,
    onChange,
}: {
    label: string;
    people: readonly Named[];
    onChange: (people: readonly Named[]) => void;
}) {
    const { t } = useTranslation("founding");
    return (
        <>
            <PersonPicker
                label={label}
                onChoose={(person) => {
                    if (people.some(({ id }) => id === person.user_id)) return;
                    onChange([...people, { id: person.user_id, name: person.name }]);
                }}
            />
            {people.length > 0 && (
                <ul className={style["tags"]}>
                    {people.map((person) => (
                        <li key={person.id} className={style["tag"]}>
                            {person.name}
                            <IconButton
                                label={t("takeBack", { person: person.name })}
                                onPress={() => onChange(people.filter(({ id }) => id !== person.id))}
                            >
                                <X size={16} aria-hidden />
                            </IconButton>
                        </li>
                    ))}
                </ul>
            )}
        </>
    );
}

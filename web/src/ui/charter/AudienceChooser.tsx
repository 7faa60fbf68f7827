/** Who shall be in: departments on the tree, limits of rank, people by name, and who not; the people as they come. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { AudienceChoice } from "../../store/foundingAudience.ts";
import { departmentsQuery, ranksQuery } from "../../store/people.ts";
import { Check, Select } from "../kit/Field.tsx";
import { Failed, Loading } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./AudienceChooser.module.css";
import { DepartmentTree } from "./DepartmentTree.tsx";
import { NamedPeople } from "./NamedPeople.tsx";
import { PeoplePreview } from "./PeoplePreview.tsx";

type Props = { choice: AudienceChoice; onChange: (choice: AudienceChoice) => void };
/** `owner`: whose group it is, if not the reader's; `heading`: which level its parts have on the page. */
type Whole = Props & { owner?: string; deputies?: readonly string[]; heading?: "h2" | "h4" };

export function AudienceChooser({ choice, onChange, owner, deputies, heading: Heading = "h2" }: Whole) {
    const { t } = useTranslation("founding");
    const house = useHouse();
    const tree = useQuery(departmentsQuery(house.api));
    const isMine = owner === undefined || owner === house.userId;
    return (
        <div className={style["chooser"]}>
            <section className={style["part"]}>
                <Heading className={style["title"]}>{t("departments")}</Heading>
                <p className={style["hint"]}>{t("departmentsHint")}</p>
                {tree.isPending && <Loading words={t("loadingTree")} />}
                {tree.error && <Failed error={tree.error} onRetry={() => void tree.refetch()} />}
                {tree.data && <DepartmentTree departments={tree.data} choice={choice} onChange={onChange} />}
                {choice.departments.length > 0 && <Limits choice={choice} onChange={onChange} />}
            </section>
            <section className={style["part"]}>
                <Heading className={style["title"]}>{t("named")}</Heading>
                <Check isSelected={choice.myReports} onChange={(myReports) => onChange({ ...choice, myReports })}>
                    {t(isMine ? "myReports" : "ownersReports")}
                </Check>
                <NamedPeople
                    label={t("addPerson")}
                    people={choice.people}
                    onChange={(people) => onChange({ ...choice, people })}
                />
            </section>
            <section className={style["part"]}>
                <Heading className={style["title"]}>{t("except")}</Heading>
                <NamedPeople
                    label={t("leaveOut")}
                    people={choice.notPeople}
                    onChange={(notPeople) => onChange({ ...choice, notPeople })}
                />
            </section>
            <PeoplePreview choice={choice} owner={owner} deputies={deputies} heading={Heading} />
        </div>
    );
}

function Limits({ choice, onChange }: Props) {
    const { t } = useTranslation("founding");
    const found = useQuery(ranksQuery(useHouse().api)).data ?? [];
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

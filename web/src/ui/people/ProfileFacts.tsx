/** What the company says of a person, as far as the reader may know it. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Department, departmentsQuery, type Person, pathTo } from "../../store/people.ts";
import { useHouse } from "../shell/context.ts";
import style from "./Profile.module.css";

export function ProfileFacts({ person }: { person: Person }) {
    const { t } = useTranslation("people");
    const departments = useQuery(departmentsQuery(useHouse().api)).data;
    const led = departments ? names(departments, person.leads) : [];
    const facts: [string, string | null | undefined][] = [
        [t("facts.department"), person.department.replaceAll("/", " / ")],
        [t("facts.title"), person.title],
        [t("facts.rank"), person.rank],
        [t("facts.leads"), led.join(t("comma"))],
        [t("facts.account"), person.person_id],
        [t("facts.number"), person.employee_no],
        [t("facts.phone"), person.phone],
        [t("facts.email"), person.email],
    ];
    return (
        <dl className={style["facts"]}>
            {facts.map(
                ([name, value]) =>
                    value && (
                        <div key={name} className={style["fact"]}>
                            <dt>{name}</dt>
                            <dd>{value}</dd>
                        </div>
                    ),
            )}
        </dl>
    );
}

function names(tree: readonly Department[], ids: readonly string[]): string[] {
    return ids.flatMap((id) => pathTo(tree, id).at(-1)?.name ?? []);
}

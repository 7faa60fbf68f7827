/** A person in one line: portrait, name, what he does and where. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Person } from "../../store/people.ts";
import { Portrait } from "../kit/Portrait.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./PersonLine.module.css";

type Props = {
    person: Person;
    note?: ReactNode;
    /** Where the department is told by the place in which the line stands. */
    isShort?: boolean;
};

export function PersonLine({ person, note, isShort = false }: Props) {
    const { t } = useTranslation("people");
    const mxc = useHouse().matrix.getUser(person.user_id)?.avatarUrl;
    const where = person.department.split("/").slice(-2).join(" / ");
    return (
        <span className={style["line"]}>
            <Portrait name={person.name} id={person.user_id} isPerson size={32} mxc={mxc} />
            <span className={style["words"]}>
                <span className={style["name"]}>
                    {person.name}
                    {person.status !== "active" && (
                        <span className={style["status"]}>
                            {person.status === "left" ? t("statuses.left") : t("statuses.suspended")}
                        </span>
                    )}
                    {note}
                </span>
                <span className={style["about"]}>
                    {[...new Set([person.title, isShort ? person.rank : where])].filter(Boolean).join(" · ")}
                </span>
            </span>
        </span>
    );
}

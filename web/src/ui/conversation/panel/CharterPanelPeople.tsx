/** Who answers for the group, who is in it by which rule, and why the reader is. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Charter, exceptionsOf, type GroupView, whyIn } from "../../../store/charter.ts";
import { language } from "../../../store/language.ts";
import { personIdOf } from "../../../store/people.ts";
import { Button } from "../../kit/Button.tsx";
import { useObserved } from "../../kit/observed.ts";
import { Portrait } from "../../kit/Portrait.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./CharterPanel.module.css";
import type { PanelProps } from "./Panel.tsx";
import { useMembers } from "./useMembers.ts";
import { usePanel } from "./usePanel.ts";

type Room = PanelProps["room"];

export function People({ charter, room }: { charter: Charter; room: Room }) {
    const { t } = useTranslation("charter");
    const members = useMembers(room, charter).data ?? [];
    const shown = [
        { userId: charter.owner, role: t("owner") },
        ...charter.deputies.map((userId) => ({ userId, role: t("deputy") })),
        ...charter.approvers.map((userId) => ({ userId, role: t("approver") })),
    ];
    return (
        <section className={style["part"]}>
            <h3 className={style["title"]}>{t("people")}</h3>
            <ul className={style["people"]}>
                {shown.map(({ userId, role }) => {
                    const member = members.find((one) => one.userId === userId);
                    const name = member?.name ?? room.getMember(userId)?.name ?? personIdOf(userId);
                    return (
                        <li key={`${role} ${userId}`} className={style["person"]}>
                            <Portrait name={name} id={userId} isPerson size={32} mxc={member?.avatar} />
                            <span className={style["personName"]}>{name}</span>
                            <span className={style["facts"]}>{role}</span>
                        </li>
                    );
                })}
            </ul>
        </section>
    );
}

export function WhoIsIn({ group, room }: { group: GroupView; room: Room }) {
    const { t } = useTranslation(["charter", "common"]);
    const house = useHouse();
    const spoken = useObserved(language);
    const [, show] = usePanel();
    const why = useQuery(whyIn(house, room.roomId, personIdOf(house.userId))).data;
    const exceptions = useQuery(exceptionsOf(house, room.roomId)).data ?? [];
    return (
        <section className={style["part"]}>
            <h3 className={style["title"]}>{t("whoIsIn")}</h3>
            <p>{group.words?.audience[spoken]}</p>
            {why && <p className={style["facts"]}>{why.reason[spoken]}</p>}
            {exceptions.length > 0 && (
                <p className={style["facts"]}>{t("exceptionCount", { count: exceptions.length })}</p>
            )}
            <Button isSmall onPress={() => show("members")}>
                {t("common:members", { count: Math.max(0, group.members - 1) })}
            </Button>
        </section>
    );
}

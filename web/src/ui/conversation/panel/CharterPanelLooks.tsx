import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { looksOf } from "../../../store/charter.ts";
import { language } from "../../../store/language.ts";
import { personIdOf } from "../../../store/people.ts";
import { fullTime } from "../../../util/time.ts";
import { useObserved } from "../../kit/observed.ts";
import { useHouse } from "../../shell/context.ts";
import style from "./CharterPanel.module.css";

/** Who looked into the group from outside: its members may know. Who isn't a member isn't told, and sees nothing here. */
export function Looks({ roomId }: { roomId: string }) {
    const { t } = useTranslation("charter");
    const house = useHouse();
    const spoken = useObserved(language);
    const { data } = useQuery(looksOf(house, roomId));
    if (!data) return null;
    return (
        <section className={style["part"]}>
            <h3 className={style["title"]}>{t("looks")}</h3>
            {data.looks.length === 0 ? (
                <p className={style["facts"]}>{t("noLooks", { count: data.days })}</p>
            ) : (
                <ul className={style["people"]}>
                    {data.looks.map((look) => (
                        <li key={look.seq} className={style["facts"]}>
                            {house.matrix.getUser(look.user_id)?.displayName ?? personIdOf(look.user_id)} ·{" "}
                            {fullTime(look.ts, spoken)}
                        </li>
                    ))}
                </ul>
            )}
        </section>
    );
}

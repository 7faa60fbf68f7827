/** People and groups by their names, wherever an API of administration speaks of ids. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { wholeCensus } from "../../store/admin/census.ts";
import { kindList } from "../../store/admin/kinds.ts";
import { personIdOf, personNamed } from "../../store/people.ts";
import { useHouse } from "../shell/context.ts";
import style from "./names.module.css";

export function PersonName({ id, withPlace = false }: { id: string; withPlace?: boolean }) {
    const { t } = useTranslation("admin");
    const isHouse = personIdOf(id) === "fangyuan";
    const { data } = useQuery({ ...personNamed(useHouse(), id), enabled: !isHouse });
    if (isHouse) return <>{t("house")}</>;
    return (
        <span title={personIdOf(id)}>
            {data?.name ?? personIdOf(id)}
            {withPlace && data?.department && <span className={style["place"]}> {data.department}</span>}
        </span>
    );
}

export function GroupName({ roomId }: { roomId: string }) {
    return <>{useGroupName()(roomId)}</>;
}

/** Names of groups: of the register, or of the reader's own list. */
export function useGroupName(): (roomId: string) => string {
    const house = useHouse();
    const { data } = useQuery(wholeCensus(house));
    return (roomId) =>
        data?.find((group) => group.room_id === roomId)?.name ?? house.matrix.getRoom(roomId)?.name ?? roomId;
}

/** Names of kinds in the reader's language. */
export function useKindName(): (kind: string) => string {
    const { i18n } = useTranslation();
    const { data } = useQuery(kindList(useHouse()));
    return (kind) => data?.find((one) => one.id === kind)?.name[i18n.language] ?? kind;
}

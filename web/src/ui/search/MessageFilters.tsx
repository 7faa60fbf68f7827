/** Which messages: in what order, of when, of which group, by whom. */
import { useTranslation } from "react-i18next";
import { SEARCH_ORDERS } from "../../store/search.ts";
import { Select } from "../kit/Field.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./Search.module.css";
import { type Found, SPANS, type Wanted } from "./useFound.ts";

const ANY = "";

export function MessageFilters({
    wanted,
    facets,
    onChange,
}: {
    wanted: Wanted;
    facets: Found["facets"];
    onChange: (wanted: Wanted) => void;
}) {
    const { t } = useTranslation("search");
    const { matrix, chats } = useHouse();
    const senders = facets.senders.map((id) => ({ id, label: matrix.getUser(id)?.displayName ?? id }));
    const rooms = facets.rooms.map((id) => ({ id, label: chats.find(id)?.name ?? matrix.getRoom(id)?.name ?? id }));
    return (
        <div className={style["filters"]}>
            <Select
                label={t("order")}
                choices={SEARCH_ORDERS.map((id) => ({ id, label: t(`orders.${id}`) }))}
                value={wanted.span === "any" ? wanted.order : "recent"}
                isDisabled={wanted.span !== "any"}
                onChange={(order) => onChange({ ...wanted, order })}
            />
            <Select
                label={t("when")}
                choices={SPANS.map((id) => ({ id, label: t(`spans.${id}`) }))}
                value={wanted.span}
                onChange={(span) => onChange({ ...wanted, span })}
            />
            <Select
                label={t("group")}
                choices={[{ id: ANY, label: t("anyGroup") }, ...rooms]}
                value={wanted.roomId ?? ANY}
                onChange={(id) => onChange({ ...wanted, roomId: id || undefined })}
            />
            <Select
                label={t("sender")}
                choices={[{ id: ANY, label: t("anySender") }, ...senders]}
                value={wanted.senderId ?? ANY}
                onChange={(id) => onChange({ ...wanted, senderId: id || undefined })}
            />
        </div>
    );
}

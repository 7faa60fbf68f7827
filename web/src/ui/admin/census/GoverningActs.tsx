/** What HR and administrators do in a group that they aren't in: its charter, who is in against the rule, who is silent. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { type CensusEntry, groupOf } from "../../../store/admin/census.ts";
import { charterOf } from "../../../store/charter.ts";
import { ExceptionDialog } from "../../conversation/panel/ExceptionDialog.tsx";
import { RestraintDialog } from "../../conversation/panel/RestraintDialog.tsx";
import { Button } from "../../kit/Button.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./Census.module.css";

const CharterEditor = lazy(() =>
    import("../../charter/CharterEditor.tsx").then((found) => ({ default: found.CharterEditor })),
);

export function GoverningActs({ group: { room_id: roomId, status } }: { group: CensusEntry }) {
    const { t } = useTranslation("charter");
    const house = useHouse();
    const [asks, setAsks] = useState<"edit" | "add" | "restrain" | null>(null);
    const { data: group } = useQuery(groupOf(house, roomId));
    const charter = group && charterOf(group);
    if (!group?.may_govern || !charter || status !== "open") return null;
    const close = (): void => setAsks(null);
    return (
        <div className={style["acts"]}>
            <Button onPress={() => setAsks("edit")}>{t("edit")}</Button>
            <Button onPress={() => setAsks("add")}>{t("addPerson")}</Button>
            <Button onPress={() => setAsks("restrain")}>{t("restrainSomebody")}</Button>
            <Suspense>{asks === "edit" && <CharterEditor group={group} charter={charter} onClose={close} />}</Suspense>
            {asks === "add" && <ExceptionDialog roomId={roomId} effect="include" onClose={close} />}
            {asks === "restrain" && <RestraintDialog roomId={roomId} onClose={close} />}
        </div>
    );
}

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { acceptCharter, changedSince, type GroupView } from "../../../store/charter.ts";
import { ChangeList } from "../../charter/ChangeList.tsx";
import { Button } from "../../kit/Button.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell, tellError } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./CharterPanel.module.css";

/** Asks for the person's yes; where he said it to an older version, it says what changed since. */
export function AcceptBar({ group }: { group: GroupView }) {
    const { t } = useTranslation("charter");
    const house = useHouse();
    const errorWords = useErrorWords();
    const accepted = group.accepted_version ?? 0;
    const changed = useQuery(changedSince(house, group.room_id, accepted, group.charter_version)).data;
    const accept = useMutation({
        mutationFn: () => acceptCharter(house, group.room_id),
        onSuccess: () => tell(t("accepted")),
        onError: (error) => tellError(errorWords(error)),
    });
    return (
        <div className={style["accept"]}>
            <Notice look="warning" title={t(accepted > 0 ? "acceptAgain" : "acceptFirst")}>
                <p>{t(accepted > 0 ? "acceptAgainHint" : "acceptFirstHint", { version: accepted })}</p>
            </Notice>
            {changed && <ChangeList changes={changed.changes} />}
            <Button look="primary" isPending={accept.isPending} onPress={() => accept.mutate()}>
                {t("accept")}
            </Button>
        </div>
    );
}

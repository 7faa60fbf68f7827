import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { contextLines, decideHeld, type Held, heldList, textOf } from "../../../store/admin/queues.ts";
import { fullTime } from "../../../util/time.ts";
import { useHouse } from "../../shell/context.ts";
import { GroupName } from "../names.tsx";
import { Context } from "./Context.tsx";
import { Decide, Decided, Item, QueueList, type QueueProps } from "./Queue.tsx";
import style from "./queues.module.css";

/** Messages that a clause holds until somebody has looked at them. */
export function HeldMessages({ which }: QueueProps) {
    const found = useQuery(heldList(useHouse(), which));
    return (
        <QueueList found={found} which={which} rowKey={(held) => held.held_id}>
            {(held) => <One held={held} />}
        </QueueList>
    );
}

function One({ held }: { held: Held }) {
    const { t, i18n } = useTranslation("admin");
    const house = useHouse();
    const foot =
        held.status !== "waiting" ? (
            <Decided
                outcome={t(`queues.heldStatuses.${held.status}` as "queues.heldStatuses.sent")}
                by={held.decided_by}
                ts={held.decided_ts}
                reason={held.decision}
            />
        ) : (
            <>
                <p className={style["soft"]}>{t("queues.due", { time: fullTime(held.due_ts, i18n.language) })}</p>
                <Decide
                    yes={t("queues.approve")}
                    no={t("queues.refuse")}
                    done={t("queues.decided")}
                    needsReason="none"
                    act={(isYes, reason) => decideHeld(house, held.held_id, isYes ? "approved" : "refused", reason)}
                />
            </>
        );
    return (
        <Item who={held.user_id} where={<GroupName roomId={held.room_id} />} ts={held.ts} foot={foot}>
            <Context lines={contextLines(held.context)} />
            <p className={style["message"]}>{textOf(held.content) || held.type}</p>
            <p className={style["why"]}>
                {t("queues.clause", { number: held.clause, words: held.reason[i18n.language] ?? "" })}
            </p>
        </Item>
    );
}

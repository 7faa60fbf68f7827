import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Appeal, appealList, decideAppeal } from "../../../store/admin/queues.ts";
import { useHouse } from "../../shell/context.ts";
import { GroupName, PersonName } from "../names.tsx";
import { Decide, Decided, Item, QueueList, type QueueProps } from "./Queue.tsx";
import style from "./queues.module.css";

/** Strikes that somebody appeals against: the strike, its clause, what he says; and a decision with words. */
export function Appeals({ which }: QueueProps) {
    const found = useQuery(appealList(useHouse(), which));
    return (
        <QueueList found={found} which={which} rowKey={(appeal) => appeal.appeal_id}>
            {(appeal) => <One appeal={appeal} />}
        </QueueList>
    );
}

function One({ appeal }: { appeal: Appeal }) {
    const { t, i18n } = useTranslation("admin");
    const house = useHouse();
    const { strike } = appeal;
    const foot = appeal.outcome ? (
        <Decided
            outcome={t(`queues.appealOutcomes.${appeal.outcome}` as "queues.appealOutcomes.upheld")}
            by={appeal.decided_by}
            ts={appeal.decided_ts}
            reason={appeal.reason}
        />
    ) : (
        <Decide
            yes={t("queues.reverse")}
            no={t("queues.uphold")}
            done={t("queues.decided")}
            needsReason="both"
            act={(isYes, reason) => decideAppeal(house, appeal.appeal_id, isYes ? "reversed" : "upheld", reason)}
        />
    );
    return (
        <Item who={strike.user_id} where={<GroupName roomId={strike.room_id} />} ts={appeal.ts} foot={foot}>
            <p className={style["why"]}>
                {t(`queues.strikes.${strike.act}` as "queues.strikes.word")}
                {t("queues.by")}
                <PersonName id={strike.author} />
            </p>
            <p>{strike.reason[i18n.language]}</p>
            <p className={style["message"]}>{appeal.words || t("queues.noWords")}</p>
        </Item>
    );
}

import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { decideProposal, type Proposal, proposalList } from "../../../store/admin/queues.ts";
import { fullTime } from "../../../util/time.ts";
import { useHouse } from "../../shell/context.ts";
import { PersonName, useKindName } from "../names.tsx";
import { Decide, Decided, Item, QueueList, type QueueProps } from "./Queue.tsx";
import style from "./queues.module.css";

/** Groups that somebody wants to found and that take consent. */
export function Proposals({ which }: QueueProps) {
    const found = useQuery(proposalList(useHouse(), which));
    return (
        <QueueList found={found} which={which} rowKey={(proposal) => proposal.proposal_id}>
            {(proposal) => <One proposal={proposal} />}
        </QueueList>
    );
}

function One({ proposal }: { proposal: Proposal }) {
    const { t, i18n } = useTranslation("admin");
    const house = useHouse();
    const kindName = useKindName();
    const purpose = (proposal.wish as Record<string, unknown>)["purpose"];
    const foot =
        proposal.status !== "pending" ? (
            <Decided
                outcome={t(`queues.proposalStatuses.${proposal.status}` as "queues.proposalStatuses.approved")}
                by={proposal.decided_by}
                ts={proposal.decided_ts}
                reason={proposal.reason}
            />
        ) : (
            <Decide
                yes={t("queues.agree")}
                no={t("queues.disagree")}
                done={t("queues.decided")}
                act={(isYes, reason) =>
                    decideProposal(house, proposal.proposal_id, isYes ? "approve" : "refuse", reason)
                }
            />
        );
    return (
        <Item who={proposal.founder} ts={proposal.created_ts} foot={foot}>
            <p>
                <strong>{proposal.name}</strong> {kindName(proposal.kind)}{" "}
                {t("queues.people", { count: proposal.people })}
            </p>
            {typeof purpose === "string" && <p className={style["message"]}>{purpose}</p>}
            <p className={style["soft"]}>
                {t(`queues.approvals.${proposal.approval}` as "queues.approvals.hr")}
                {(proposal.asked ?? []).map((id) => (
                    <span key={id}>
                        {" "}
                        <PersonName id={id} />
                    </span>
                ))}{" "}
                {t("queues.expires", { time: fullTime(proposal.expires_ts, i18n.language) })}
            </p>
        </Item>
    );
}

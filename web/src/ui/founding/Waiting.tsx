/** A group that somebody has to agree to first: who is asked, until when, and what became of it. */
import { useQuery } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Proposal, proposalOf } from "../../store/founding.ts";
import { language } from "../../store/language.ts";
import { longDay } from "../../util/time.ts";
import { LinkButton } from "../kit/Button.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { Page } from "../kit/Page.tsx";
import { Portrait } from "../kit/Portrait.tsx";
import { Failed, Loading } from "../kit/states.tsx";
import { usePersonName } from "../people/usePersonName.ts";
import { useHouse } from "../shell/context.ts";
import style from "./FoundingPage.module.css";

export function Waiting({ proposalId }: { proposalId: string }) {
    const { t } = useTranslation(["founding", "common"]);
    const house = useHouse();
    const found = useQuery(proposalOf(house, proposalId));
    if (found.isPending) return <Loading isPage />;
    if (!found.data) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
    const proposal = found.data;
    return (
        <Page title={proposal.name} subtitle={t(`waiting.${proposal.status as "pending"}`)} back="/today">
            <State proposal={proposal} />
            {proposal.room_id ? (
                <LinkButton look="primary" href={`/chats/${encodeURIComponent(proposal.room_id)}`}>
                    {t("openGroup")}
                </LinkButton>
            ) : (
                <LinkButton href="/today">{t("toToday")}</LinkButton>
            )}
        </Page>
    );
}

function State({ proposal }: { proposal: Proposal }) {
    const { t } = useTranslation("founding");
    const spoken = useObserved(language);
    if (proposal.status !== "pending") {
        return (
            <Notice look={proposal.status === "approved" ? "done" : "refusal"}>
                <p>{t(`waiting.${proposal.status as "refused"}`)}</p>
                {proposal.reason && <p>{proposal.reason}</p>}
            </Notice>
        );
    }
    return (
        <section className={style["part"]}>
            <Hourglass size={32} aria-hidden />
            <p>{t("waitsFor", { day: longDay(proposal.expires_ts, Date.now(), spoken) })}</p>
            <ul className={style["part"]}>
                {proposal.asked.map((userId) => (
                    <Asked key={userId} userId={userId} />
                ))}
            </ul>
        </section>
    );
}

function Asked({ userId }: { userId: string }) {
    const { t } = useTranslation("founding");
    const name = usePersonName(userId);
    return (
        <li className={style["tags"]}>
            <Portrait name={name} id={userId} isPerson size={32} />
            <span>{t("hasToAgree", { person: name })}</span>
        </li>
    );
}

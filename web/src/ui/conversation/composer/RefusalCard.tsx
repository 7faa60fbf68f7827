/** One message that the house didn't let through: by which clause, why, and every way on that there is. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Rules } from "../../../store/clauses.ts";
import { draftOf } from "../../../store/composer.ts";
import { socialGroups } from "../../../store/composerSocial.ts";
import type { Refusal } from "../../../store/refusals.ts";
import { type Strike, strikesQuery } from "../../../store/refusalsHeld.ts";
import { Button } from "../../kit/Button.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import { AppealDialog } from "./AppealDialog.tsx";
import style from "./Troubles.module.css";

export function RefusalCard({ refusal, rules }: { refusal: Refusal; rules: Rules }) {
    const { t } = useTranslation(["composer", "common"]);
    const house = useHouse();
    const strike = useStrike(refusal);
    const [isAppealing, setAppealing] = useState(false);
    const { roomId, threadId, type, content, verdict } = refusal;
    const isText = content["url"] === undefined && content["file"] === undefined && type === "m.room.message";
    const body = isText && typeof content["body"] === "string" ? content["body"] : "";
    const away = (): void => house.refusals.dismiss(refusal.id);

    const putBack = (): void => {
        const changed = content["m.new_content"];
        const words = (typeof changed === "object" && changed ? changed : content) as Record<string, unknown>;
        house.drafts.of(roomId, threadId).set(draftOf(words));
        away();
    };
    const again = (): void => {
        void house.sender.send({ roomId, threadId, type, content }); // the same once more: so he means it
        away();
    };
    const socials = verdict === "refuse" && !isText ? socialGroups(house.chats.list.get(), rules, roomId) : [];
    return (
        <Notice
            look={verdict === "nudge" ? "warning" : "refusal"}
            isLive
            title={verdict === "nudge" ? t("refusal.nudge") : t("refusal.notSent")}
            actions={
                <>
                    {verdict === "nudge" && (
                        <Button isSmall look="primary" onPress={again}>
                            {t("refusal.sendAnyway")}
                        </Button>
                    )}
                    {body && (
                        <Button isSmall onPress={putBack}>
                            {t("refusal.putBack")}
                        </Button>
                    )}
                    {socials.slice(0, 2).map((to) => (
                        <Button
                            key={to.roomId}
                            isSmall
                            look="primary"
                            onPress={() => {
                                const there = { ...content, "m.mentions": {} };
                                delete (there as Record<string, unknown>)["m.relates_to"];
                                void house.sender
                                    .send({ roomId: to.roomId, type, content: there })
                                    .then((eventId) => eventId && tell(t("files.diverted", { group: to.name })));
                                away();
                            }}
                        >
                            {t("files.divert", { group: to.name })}
                        </Button>
                    ))}
                    {strike && (
                        <Button isSmall onPress={() => setAppealing(true)}>
                            {t("appeal.open")}
                        </Button>
                    )}
                    <Button isSmall look="quiet" onPress={away}>
                        {t("common:close")}
                    </Button>
                </>
            }
        >
            <p>{refusal.words}</p>
            {body && <p className={style["body"]}>{body}</p>}
            {strike && <p>{t(`strike.${strike.act as "word" | "slow" | "mute"}`)}</p>}
            {isAppealing && strike && <AppealDialog strike={strike} onClose={() => setAppealing(false)} />}
        </Notice>
    );
}

/** The strike that this refusal brought, if it brought one: the newest one in this group, by this clause. */
function useStrike(refusal: Refusal): Strike | undefined {
    const house = useHouse();
    const isPossible = refusal.verdict === "refuse" || refusal.standing !== undefined;
    const { data } = useQuery({
        ...strikesQuery(house),
        queryKey: ["strikes", refusal.id], // one look for each refusal: what was known before it is too old
        enabled: isPossible,
    });
    return data?.find(
        ({ room_id, clause_id, until_ts }) =>
            room_id === refusal.roomId &&
            (refusal.standing ? until_ts === refusal.standing.untilTs : clause_id === refusal.clauseId),
    );
}

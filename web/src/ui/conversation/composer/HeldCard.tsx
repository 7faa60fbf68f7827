/** A message of one's own that the house keeps: for an approver, until its time, or for a word where it should go. */
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { draftOf } from "../../../store/composer.ts";
import { divertHeld, type Held, withdrawHeld } from "../../../store/refusalsHeld.ts";
import { fullTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./Troubles.module.css";

export function HeldCard({ held, onSeen }: { held: Held; onSeen: () => void }) {
    const { t, i18n } = useTranslation(["composer", "common"]);
    const house = useHouse();
    const words = useErrorWords();
    const divert = useMutation({
        mutationFn: () => divertHeld(house, held),
        onSuccess: (sent) => {
            const name = house.chats.find(sent.to ?? held.to ?? "")?.name;
            tell(name ? t("files.diverted", { group: name }) : t("held.diverted"));
            onSeen();
        },
    });
    const withdraw = useMutation({ mutationFn: () => withdrawHeld(house, held), onSuccess: onSeen });
    const content = held.content as Record<string, unknown>;
    const text = typeof content["body"] === "string" ? content["body"] : "";
    const clause = t("clause", { number: held.clause, sentence: held.reason[i18n.language] ?? "" });
    const time = fullTime(held.due_ts, i18n.language);
    const isWaiting = held.status === "waiting";
    const putBack = (): void => {
        house.drafts.of(held.room_id).set(draftOf(content));
        onSeen();
    };
    const error = divert.error ?? withdraw.error;
    return (
        <Notice
            look={isWaiting ? "warning" : "refusal"}
            isLive
            title={
                isWaiting ? t(`held.${held.verdict as "hold" | "schedule" | "divert"}`, { time }) : t("held.refused")
            }
            actions={
                isWaiting ? (
                    <>
                        {held.verdict === "divert" && (
                            <Button isSmall look="primary" isPending={divert.isPending} onPress={() => divert.mutate()}>
                                {t("held.sendThere")}
                            </Button>
                        )}
                        <Button isSmall isPending={withdraw.isPending} onPress={() => withdraw.mutate()}>
                            {held.verdict === "divert" ? t("held.leave") : t("held.withdraw")}
                        </Button>
                    </>
                ) : (
                    <>
                        {content["url"] === undefined && (
                            <Button isSmall onPress={putBack}>
                                {t("refusal.putBack")}
                            </Button>
                        )}
                        <Button isSmall look="quiet" onPress={onSeen}>
                            {t("common:close")}
                        </Button>
                    </>
                )
            }
        >
            <p className={style["body"]}>{text}</p>
            <p>{isWaiting ? clause : held.decision || clause}</p>
            {error && <p className={style["error"]}>{words(error)}</p>}
        </Notice>
    );
}

/** A merge as it stands: who comes, who goes, who has signed; and the person's own yes or no. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RouteComponentProps } from "wouter";
import { type Merge, mergeOf, planOf, signMerge } from "../../../store/admin/merges.ts";
import { fullTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { Select, TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Card, Page, Section } from "../../kit/Page.tsx";
import { Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { useHouse } from "../../shell/context.ts";
import { PersonName } from "../names.tsx";
import style from "./Census.module.css";

const LOOKS = { done: "done", open: "info", declined: "warning", expired: "warning", void: "warning" } as const;

export function MergePage({ params }: RouteComponentProps<{ mergeId: string }>) {
    const { t } = useTranslation("admin");
    const mergeId = decodeURIComponent(params.mergeId);
    const { data: merge, error, refetch } = useQuery(mergeOf(useHouse(), mergeId));
    if (error && !merge) return <Failed error={error} onRetry={() => void refetch()} />;
    if (!merge) return <Loading isPage />;
    const look = LOOKS[merge.status as keyof typeof LOOKS] ?? "info";
    return (
        <Page
            title={t("merge.page", { name: merge.name, into: merge.into_name })}
            back={`/admin/groups/${encodeURIComponent(merge.room_id)}`}
        >
            <Notice look={look} title={t(`merge.statuses.${merge.status}` as "merge.statuses.open")} isLive>
                {merge.reason && <p>{merge.reason}</p>}
                <p>
                    <PersonName id={merge.proposed_by} />
                </p>
            </Notice>
            <Card>
                <dl className={style["facts"]}>
                    <dt>{t("merge.ends")}</dt>
                    <dd>{merge.name}</dd>
                    <dt>{t("merge.stays")}</dt>
                    <dd>{merge.into_name}</dd>
                    <dt>{t("merge.audience")}</dt>
                    <dd>{t(`merge.audiences.${merge.audience}` as "merge.audiences.union")}</dd>
                    <dt>{t("merge.history")}</dt>
                    <dd>{t(`merge.histories.${merge.history}` as "merge.histories.own")}</dd>
                </dl>
            </Card>
            <WhoIsIn merge={merge} />
            <Signatures merge={merge} />
            {merge.status === "open" && <Sign merge={merge} />}
        </Page>
    );
}

function WhoIsIn({ merge }: { merge: Merge }) {
    const { t, i18n } = useTranslation("admin");
    const plan = planOf(merge);
    if (plan.withheld) return <Notice>{t("merge.withheld")}</Notice>;
    return (
        <Section title={t("merge.members")}>
            {plan.problem && <Notice look="warning">{plan.problem[i18n.language]}</Notice>}
            <div className={style["sides"]}>
                {(["gains", "loses", "stays"] as const).map((side) => (
                    <Card key={side}>
                        <h3>{t(`merge.${side}Count`, { count: plan[side].length })}</h3>
                        <ul className={style["list"]}>
                            {plan[side].slice(0, 20).map((id) => (
                                <li key={id}>
                                    <PersonName id={id} withPlace />
                                </li>
                            ))}
                            {plan[side].length > 20 && (
                                <li className={style["soft"]}>
                                    {t("merge.andMore", { count: plan[side].length - 20 })}
                                </li>
                            )}
                        </ul>
                    </Card>
                ))}
            </div>
            {plan.readers.length > 0 && (
                <p className={style["soft"]}>{t("merge.readers", { count: plan.readers.length })}</p>
            )}
        </Section>
    );
}

function Signatures({ merge }: { merge: Merge }) {
    const { t, i18n } = useTranslation("admin");
    if (merge.status !== "open" && merge.signatures.length === 0) return null;
    return (
        <Section title={t("merge.signatures")}>
            <ul className={style["list"]}>
                {(["ended", "surviving"] as const).map((side) => {
                    const found = (merge.signatures ?? []).find((one) => one.side === side);
                    const group = side === "ended" ? merge.name : merge.into_name;
                    return (
                        <li key={side}>
                            {t(`merge.side`, { group })}
                            {found ? (
                                <>
                                    <PersonName id={found.signer} /> {fullTime(found.ts, i18n.language)}
                                </>
                            ) : (
                                t("merge.unsigned")
                            )}
                        </li>
                    );
                })}
            </ul>
        </Section>
    );
}

function Sign({ merge }: { merge: Merge }) {
    const { t } = useTranslation("admin");
    const house = useHouse();
    const errorWords = useErrorWords();
    const [side, setSide] = useState<"" | "ended" | "surviving">("");
    const [reason, setReason] = useState("");
    const signing = useMutation({
        mutationFn: (answer: "yes" | "no") =>
            signMerge(house, merge.merge_id, { answer, reason: reason.trim(), side: side || null }),
    });
    return (
        <Section title={t("merge.yourAnswer")}>
            <Select
                label={t("merge.as")}
                hint={t("merge.asHint")}
                choices={[
                    { id: "", label: t("merge.asOwner") },
                    { id: "ended", label: t("merge.inPlace", { group: merge.name }) },
                    { id: "surviving", label: t("merge.inPlace", { group: merge.into_name }) },
                ]}
                value={side}
                onChange={setSide}
            />
            <TextField label={side ? t("reason") : t("reasonOptional")} value={reason} onChange={setReason} rows={2} />
            {signing.error && (
                <Notice look="refusal" isLive>
                    {errorWords(signing.error)}
                </Notice>
            )}
            <div className={style["acts"]}>
                <Button look="primary" isPending={signing.isPending} onPress={() => signing.mutate("yes")}>
                    {t("merge.yes")}
                </Button>
                <Button isDisabled={signing.isPending} onPress={() => signing.mutate("no")}>
                    {t("merge.no")}
                </Button>
            </div>
        </Section>
    );
}

/** What can be done to the groups that are chosen, one or many at once, each with a reason. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { actOnGroups, type CensusEntry, type GroupAct } from "../../../store/admin/census.ts";
import { me } from "../../../store/me.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./Census.module.css";
import { HandOver } from "./HandOver.tsx";
import { MergeWizard } from "./MergeWizard.tsx";

const NEEDS_REASON = new Set<GroupAct>(["close"]);

/** Which acts make sense for all of these. Whether a group ends is not for deputies to say: `mayDispose`. */
export function actsFor(groups: readonly CensusEntry[], mayDispose: boolean): GroupAct[] {
    const all = (...statuses: string[]) => groups.every((group) => statuses.includes(group.status));
    const acts: GroupAct[] = [];
    if (all("open")) acts.push("keep", "archive");
    if (all("archived")) acts.push("restore");
    if (mayDispose && all("open", "archived", "draft")) acts.push("close");
    return acts;
}

export function ChosenActs({ groups, onDone }: { groups: readonly CensusEntry[]; onDone: () => void }) {
    const { t } = useTranslation("admin");
    const [act, setAct] = useState<GroupAct | null>(null);
    const [dialog, setDialog] = useState<"owner" | "merge" | null>(null);
    const house = useHouse();
    const rights = useQuery(me(house)).data?.rights;
    const mayDispose = rights?.govern_all_groups === true || groups.every((group) => group.owner === house.userId);
    const [first, second] = groups;
    if (!first) return null;
    const canMerge = groups.length <= 2 && groups.every((group) => group.status === "open");
    return (
        <div className={style["acts"]}>
            {actsFor(groups, mayDispose).map((name) => (
                <Button key={name} look={name === "close" ? "danger" : "plain"} onPress={() => setAct(name)}>
                    {t(`acts.${name}.name`)}
                </Button>
            ))}
            {mayDispose && groups.length === 1 && first.status !== "closed" && (
                <Button onPress={() => setDialog("owner")}>{t("handOver.name")}</Button>
            )}
            {canMerge && <Button onPress={() => setDialog("merge")}>{t("merge.name")}</Button>}
            {act && <ActDialog act={act} groups={groups} onClose={() => setAct(null)} onDone={onDone} />}
            {dialog === "owner" && <HandOver group={first} onClose={() => setDialog(null)} />}
            {dialog === "merge" && <MergeWizard first={first} second={second} onClose={() => setDialog(null)} />}
        </div>
    );
}

function ActDialog({
    act,
    groups,
    onClose,
    onDone,
}: {
    act: GroupAct;
    groups: readonly CensusEntry[];
    onClose: () => void;
    onDone: () => void;
}) {
    const { t } = useTranslation(["admin", "common"]);
    const house = useHouse();
    const errorWords = useErrorWords();
    const [reason, setReason] = useState("");
    const [count, setCount] = useState(0);
    const [names] = useState(() => new Map(groups.map((group) => [group.room_id, group.name])));
    const acting = useMutation({
        mutationFn: () => actOnGroups(house, [...names.keys()], act, reason.trim(), setCount),
        onSuccess: ({ done, failed }) => {
            if (done.length > 0) tell(t(`acts.${act}.done`, { count: done.length }));
            if (failed.length > 0) return;
            onDone();
            onClose();
        },
    });
    const failed = acting.data?.failed ?? [];
    const isMissing = NEEDS_REASON.has(act) && reason.trim() === "";
    return (
        <Dialog
            title={t(`acts.${act}.title`, { count: names.size })}
            isOpen
            onClose={onClose}
            actions={
                failed.length > 0 ? (
                    <Button onPress={onClose}>{t("common:close")}</Button>
                ) : (
                    <>
                        <Button onPress={onClose}>{t("common:cancel")}</Button>
                        <Button
                            look={act === "close" ? "danger" : "primary"}
                            isDisabled={isMissing}
                            isPending={acting.isPending}
                            onPress={() => acting.mutate()}
                        >
                            {acting.isPending
                                ? t("acts.progress", { done: count, of: names.size })
                                : t(`acts.${act}.name`)}
                        </Button>
                    </>
                )
            }
        >
            <p>{t(`acts.${act}.what`)}</p>
            <p className={style["soft"]}>{[...names.values()].slice(0, 10).join(t("comma"))}</p>
            {failed.length === 0 && (
                <TextField
                    label={NEEDS_REASON.has(act) ? t("reason") : t("reasonOptional")}
                    hint={t(`acts.${act}.hint`)}
                    value={reason}
                    onChange={setReason}
                    rows={2}
                />
            )}
            {failed.map(({ roomId, error }) => (
                <Notice key={roomId} look="refusal" title={names.get(roomId)} isLive>
                    {errorWords(error)}
                </Notice>
            ))}
        </Dialog>
    );
}

/** One group out of two: which stays, who is in it, who may read the past; then both owners sign. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { type CensusEntry, wholeCensus } from "../../../store/admin/census.ts";
import { proposeMerge } from "../../../store/admin/merges.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Select, TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useObserved } from "../../kit/observed.ts";
import { useErrorWords } from "../../kit/states.tsx";
import { useHouse } from "../../shell/context.ts";
import { Choices } from "../Choices.tsx";

type Side = Pick<CensusEntry, "room_id" | "name" | "members" | "owner_name">;

/** Open groups to merge with: those of the register, and those that the person is in himself. */
function useOthers(roomId: string): readonly Side[] {
    const house = useHouse();
    const { data: register = [] } = useQuery(wholeCensus(house));
    const chats = useObserved(house.chats.list);
    const own = chats
        .filter((chat) => chat.kind && chat.status === "open" && !register.some((one) => one.room_id === chat.roomId))
        .map((chat) => ({
            room_id: chat.roomId,
            name: chat.name,
            members: Math.max(0, (house.matrix.getRoom(chat.roomId)?.getJoinedMemberCount() ?? 0) - 1), // without the house
            owner_name: "",
        }));
    const open = register.filter((group) => group.status === "open");
    return [...open, ...own].filter((group) => group.room_id !== roomId);
}

type Props = { first: CensusEntry; second: CensusEntry | undefined; onClose: () => void };

export function MergeWizard({ first, second, onClose }: Props) {
    const { t } = useTranslation(["admin", "common"]);
    const house = useHouse();
    const [, go] = useLocation();
    const errorWords = useErrorWords();
    const [otherId, setOtherId] = useState(second?.room_id ?? "");
    const [stays, setStays] = useState(second?.room_id ?? "");
    const [audience, setAudience] = useState<"surviving" | "union">("surviving");
    const [history, setHistory] = useState<"shared" | "own">("shared");
    const [reason, setReason] = useState("");
    const others = useOthers(first.room_id);
    const other = second ?? others.find((group) => group.room_id === otherId);
    const into = stays === first.room_id ? first : other;
    const ended = stays === first.room_id ? other : first;
    const proposing = useMutation({
        mutationFn: ({ from, to }: { from: string; to: string }) =>
            proposeMerge(house, from, { into: to, audience, history, reason: reason.trim() }),
        onSuccess: (merge) => {
            onClose();
            go(`/admin/merges/${encodeURIComponent(merge.merge_id)}`);
        },
    });
    return (
        <Dialog
            title={t("merge.title")}
            isOpen
            onClose={onClose}
            size="wide"
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button
                        look="primary"
                        isDisabled={!into || !ended || stays === "" || reason.trim() === ""}
                        isPending={proposing.isPending}
                        onPress={() => into && ended && proposing.mutate({ from: ended.room_id, to: into.room_id })}
                    >
                        {t("merge.propose")}
                    </Button>
                </>
            }
        >
            <p>{t("merge.what")}</p>
            {!second && (
                <Select
                    label={t("merge.other", { name: first.name })}
                    choices={others.map((group) => ({ id: group.room_id, label: group.name, hint: group.owner_name }))}
                    value={otherId || null}
                    onChange={(id) => {
                        setOtherId(id);
                        if (stays !== first.room_id) setStays(id);
                    }}
                />
            )}
            {other && (
                <Choices
                    label={t("merge.stays")}
                    choices={[other, first].map((group) => ({
                        id: group.room_id,
                        label: group.name,
                        hint: group.owner_name
                            ? t("merge.staysHint", { count: group.members, owner: group.owner_name })
                            : t("common:members", { count: group.members }),
                    }))}
                    value={stays}
                    onChange={setStays}
                />
            )}
            <Choices
                label={t("merge.audience")}
                choices={(["surviving", "union"] as const).map((id) => ({
                    id,
                    label: t(`merge.audiences.${id}`),
                    hint: t(`merge.audienceHints.${id}`),
                }))}
                value={audience}
                onChange={setAudience}
            />
            <Choices
                label={t("merge.history")}
                choices={(["shared", "own"] as const).map((id) => ({
                    id,
                    label: t(`merge.histories.${id}`),
                    hint: t(`merge.historyHints.${id}`),
                }))}
                value={history}
                onChange={setHistory}
            />
            <TextField label={t("reason")} hint={t("merge.reasonHint")} value={reason} onChange={setReason} rows={2} />
            {proposing.error && (
                <Notice look="refusal" isLive>
                    {errorWords(proposing.error)}
                </Notice>
            )}
        </Dialog>
    );
}

/** The next version of a charter: what is to change, and before it holds what that means for the members. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
    amendCharter,
    type Charter,
    type CharterWish,
    changedOf,
    type GroupView,
    LABELS,
    previewOf,
} from "../../store/charter.ts";
import { bare } from "../../store/charterClauses.ts";
import { Button } from "../kit/Button.tsx";
import { Dialog } from "../kit/Dialog.tsx";
import { Select, TextField } from "../kit/Field.tsx";
import { Notice } from "../kit/Notice.tsx";
import { Loading, useErrorWords } from "../kit/states.tsx";
import { tell } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";
import { ChangeList } from "./ChangeList.tsx";
import { ClauseEditor } from "./ClauseEditor.tsx";
import { PeopleFields } from "./PeopleFields.tsx";
import { Samples } from "./Samples.tsx";
import { useCheck } from "./useCheck.ts";

type Props = { group: GroupView; charter: Charter; onClose: () => void };

export function CharterEditor({ group, charter, onClose }: Props) {
    const { t } = useTranslation(["charter", "common"]);
    const house = useHouse();
    const errorWords = useErrorWords();
    const [wish, setWish] = useState<CharterWish>({
        name: charter.name,
        purpose: charter.purpose,
        label: charter.label,
        review_date: charter.review_date,
        clauses: charter.clauses,
        audience: charter.audience,
        deputies: charter.deputies,
        approvers: charter.approvers,
    });
    const [isPreviewed, setPreviewed] = useState(false);
    const changed = asSent(charter, wish);
    const isChanged = Object.keys(changed).length > 0;
    const preview = useQuery(previewOf(house, group.room_id, changed, isPreviewed && isChanged));
    const save = useMutation({
        mutationFn: () => amendCharter(house, group.room_id, changed),
        onSuccess: () => {
            tell(t("amended"));
            onClose();
        },
    });
    const error = save.error ?? preview.error;
    return (
        <Dialog
            title={isPreviewed ? t("previewTitle") : t("edit")}
            isOpen
            onClose={onClose}
            size="wide"
            actions={
                isPreviewed ? (
                    <>
                        <Button onPress={() => setPreviewed(false)}>{t("common:back")}</Button>
                        <Button
                            look="primary"
                            isDisabled={!preview.data}
                            isPending={save.isPending}
                            onPress={() => save.mutate()}
                        >
                            {t("amend")}
                        </Button>
                    </>
                ) : (
                    <>
                        <Button onPress={onClose}>{t("common:cancel")}</Button>
                        <Button look="primary" isDisabled={!isChanged} onPress={() => setPreviewed(true)}>
                            {t("preview")}
                        </Button>
                    </>
                )
            }
        >
            {isPreviewed ? (
                <>
                    {error && (
                        <Notice look="refusal" isLive>
                            <p>{errorWords(error)}</p>
                        </Notice>
                    )}
                    {preview.isFetching && <Loading words={t("previewing")} />}
                    {preview.data && (
                        <>
                            <Notice look={preview.data.asks_more ? "warning" : "info"}>
                                <p>{t(preview.data.asks_more ? "asksAgain" : "asksNothing")}</p>
                            </Notice>
                            <ChangeList changes={preview.data.changes} />
                        </>
                    )}
                </>
            ) : (
                <Fields
                    charter={charter}
                    wish={wish}
                    onChange={(part) => setWish((before) => ({ ...before, ...part }))}
                />
            )}
        </Dialog>
    );
}

function asSent(charter: Charter, wish: CharterWish): CharterWish {
    const changed = changedOf(charter, wish);
    return changed.clauses ? { ...changed, clauses: changed.clauses.map(bare) } : changed;
}

function Fields({
    charter,
    wish,
    onChange,
}: {
    charter: Charter;
    wish: CharterWish;
    onChange: (part: CharterWish) => void;
}) {
    const { t } = useTranslation("charter");
    const clauses = wish.clauses ?? charter.clauses;
    const check = useCheck({ ...charter, ...wish, clauses: clauses.map(bare) }, clauses);
    return (
        <>
            <TextField label={t("name")} value={wish.name ?? ""} onChange={(name) => onChange({ name })} />
            <TextField
                label={t("purpose")}
                rows={3}
                value={wish.purpose ?? ""}
                onChange={(purpose) => onChange({ purpose })}
            />
            <Select
                label={t("labelTitle")}
                choices={LABELS.map((id) => ({ id, label: t(`label.${id}`), hint: t(`labelHint.${id}`) }))}
                value={wish.label ?? "internal"}
                onChange={(label) => onChange({ label })}
            />
            <TextField
                label={t("reviewDate")}
                type="date"
                value={wish.review_date ?? ""}
                onChange={(date) => onChange({ review_date: date || null })}
            />
            <PeopleFields charter={charter} wish={wish} onChange={onChange} />
            <h3>{t("clauses")}</h3>
            <ClauseEditor
                clauses={clauses}
                onChange={(changed) => onChange({ clauses: changed })}
                said={check.said}
                trouble={check.trouble}
            />
            {check.error && (
                <Notice look="refusal">
                    <p>{check.error}</p>
                </Notice>
            )}
            <Samples samples={check.samples} />
        </>
    );
}

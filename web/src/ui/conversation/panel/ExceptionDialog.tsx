import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addException } from "../../../store/charter.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { PersonField } from "../../people/PersonField.tsx";
import { useHouse } from "../../shell/context.ts";

type Chosen = { readonly id: string; readonly name: string };

/** Somebody in or out against the rule, with a reason, for a time or until it is ended. */
export function ExceptionDialog({
    roomId,
    effect,
    person,
    onClose,
}: {
    roomId: string;
    effect: "include" | "exclude";
    person?: Chosen;
    onClose: () => void;
}) {
    const { t } = useTranslation(["charter", "common"]);
    const house = useHouse();
    const errorWords = useErrorWords();
    const [chosen, setChosen] = useState<Chosen | null>(person ?? null);
    const [reason, setReason] = useState("");
    const [until, setUntil] = useState("");
    const add = useMutation({
        mutationFn: () =>
            addException(house, roomId, {
                person_id: chosen?.id ?? "",
                effect,
                reason: reason.trim(),
                until_ts: until ? new Date(`${until}T23:59:59`).getTime() : null,
            }),
        onSuccess: () => {
            tell(t("done"));
            onClose();
        },
    });
    return (
        <Dialog
            title={t(effect === "include" ? "addPerson" : "removePerson")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button
                        look={effect === "include" ? "primary" : "danger"}
                        isDisabled={!chosen || !reason.trim()}
                        isPending={add.isPending}
                        onPress={() => add.mutate()}
                    >
                        {t(effect === "include" ? "addPerson" : "removePerson")}
                    </Button>
                </>
            }
        >
            <p>{t(effect === "include" ? "includeHint" : "excludeHint")}</p>
            {chosen ? (
                <p>
                    <strong>{chosen.name}</strong>
                </p>
            ) : (
                <PersonField
                    label={t("findColleague")}
                    value=""
                    onChange={(id, one) => one && setChosen({ id, name: one.name })}
                />
            )}
            <TextField label={t("reason")} rows={2} value={reason} onChange={setReason} isRequired />
            <TextField label={t("until")} hint={t("untilHint")} type="date" value={until} onChange={setUntil} />
            {add.error && (
                <Notice look="refusal" isLive>
                    <p>{errorWords(add.error)}</p>
                </Notice>
            )}
        </Dialog>
    );
}

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type CensusEntry, handOver } from "../../../store/admin/census.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { TextField } from "../../kit/Field.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { PersonField } from "../../people/PersonField.tsx";
import { useHouse } from "../../shell/context.ts";

/** A new owner for the group; he must be somebody who is here. */
export function HandOver({ group, onClose }: { group: CensusEntry; onClose: () => void }) {
    const { t } = useTranslation(["admin", "common"]);
    const house = useHouse();
    const errorWords = useErrorWords();
    const [owner, setOwner] = useState("");
    const [reason, setReason] = useState("");
    const handing = useMutation({
        mutationFn: () => handOver(house, group.room_id, owner, reason.trim()),
        onSuccess: () => {
            tell(t("handOver.done", { name: group.name }));
            onClose();
        },
    });
    return (
        <Dialog
            title={t("handOver.title", { name: group.name })}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button
                        look="primary"
                        isDisabled={owner === ""}
                        isPending={handing.isPending}
                        onPress={() => handing.mutate()}
                    >
                        {t("handOver.name")}
                    </Button>
                </>
            }
        >
            <p>{t("handOver.what", { owner: group.owner_name })}</p>
            <PersonField
                label={t("handOver.owner")}
                value={owner}
                onChange={setOwner}
                error={handing.error ? errorWords(handing.error) : undefined}
                isRequired
            />
            <TextField label={t("reasonOptional")} value={reason} onChange={setReason} rows={2} />
        </Dialog>
    );
}

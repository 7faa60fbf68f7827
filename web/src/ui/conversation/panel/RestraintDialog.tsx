import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { restrain } from "../../../store/charter.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Select, TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { PersonField } from "../../people/PersonField.tsx";
import { useHouse } from "../../shell/context.ts";

const MINUTES = ["10", "30", "60", "240", "1440"] as const;

type Whom = { readonly userId: string; readonly name: string };

/** A member (this one, or one to be found) may not write for a time, or only slowly. He is told why, and may appeal. */
export function RestraintDialog({ roomId, member, onClose }: { roomId: string; member?: Whom; onClose: () => void }) {
    const { t } = useTranslation(["charter", "common"]);
    const house = useHouse();
    const errorWords = useErrorWords();
    const [whom, setWhom] = useState<Whom | null>(member ?? null);
    const [act, setAct] = useState<"mute" | "slow">("slow");
    const [minutes, setMinutes] = useState<(typeof MINUTES)[number]>("30");
    const [reason, setReason] = useState("");
    const lay = useMutation({
        mutationFn: () =>
            restrain(house, roomId, { user: whom?.userId ?? "", act, minutes: Number(minutes), reason: reason.trim() }),
        onSuccess: () => {
            tell(t("done"));
            onClose();
        },
    });
    return (
        <Dialog
            title={whom ? t("restrainWhom", { person: whom.name }) : t("restrainSomebody")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button
                        look="danger"
                        isDisabled={!whom || !reason.trim()}
                        isPending={lay.isPending}
                        onPress={() => lay.mutate()}
                    >
                        {t("restrain")}
                    </Button>
                </>
            }
        >
            {!member && (
                <PersonField
                    label={t("findColleague")}
                    value=""
                    onChange={(_account, one) => one && setWhom({ userId: one.user_id, name: one.name })}
                />
            )}
            <Select
                label={t("how")}
                choices={[
                    { id: "slow", label: t("act.slow") },
                    { id: "mute", label: t("act.mute") },
                ]}
                value={act}
                onChange={setAct}
            />
            <Select
                label={t("howLong")}
                choices={MINUTES.map((id) => ({ id, label: t(`minutes.${id}`) }))}
                value={minutes}
                onChange={setMinutes}
            />
            <TextField label={t("reason")} hint={t("restrainHint")} rows={2} value={reason} onChange={setReason} />
            {lay.error && (
                <Notice look="refusal" isLive>
                    <p>{errorWords(lay.error)}</p>
                </Notice>
            )}
        </Dialog>
    );
}

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { appeal, type Strike } from "../../../store/refusalsHeld.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";

/** Against a strike, once: why it was wrong. */
export function AppealDialog({ strike, onClose }: { strike: Strike; onClose: () => void }) {
    const { t, i18n } = useTranslation(["composer", "common"]);
    const house = useHouse();
    const words = useErrorWords();
    const [reason, setReason] = useState("");
    const send = useMutation({
        mutationFn: () => appeal(house, strike.strike_id, reason.trim()),
        onSuccess: () => {
            tell(t("appeal.done"));
            onClose();
        },
    });
    return (
        <Dialog
            title={t("appeal.title")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button
                        look="primary"
                        isDisabled={!reason.trim()}
                        isPending={send.isPending}
                        onPress={() => send.mutate()}
                    >
                        {t("appeal.send")}
                    </Button>
                </>
            }
        >
            <p>{strike.reason[i18n.language]}</p>
            <p>{t("appeal.who")}</p>
            <TextField
                label={t("appeal.reason")}
                value={reason}
                onChange={setReason}
                rows={4}
                maxLength={500}
                autoFocus
            />
            {send.error && (
                <Notice look="refusal" isLive>
                    <p>{words(send.error)}</p>
                </Notice>
            )}
        </Dialog>
    );
}

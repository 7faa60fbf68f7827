import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, type Look } from "../kit/Button.tsx";
import { Dialog } from "../kit/Dialog.tsx";
import { TextField } from "../kit/Field.tsx";

type Answer = { id: string; label: string; look: Look };

/** Asks for the reason of a decision: whoever it concerns reads it. */
export function ReasonDialog({
    title,
    about,
    answers,
    isOpen,
    onClose,
    onAnswer,
}: {
    title: string;
    about: string;
    answers: readonly Answer[];
    isOpen: boolean;
    onClose: () => void;
    onAnswer: (id: string, reason: string) => void;
}) {
    const { t } = useTranslation(["today", "common"]);
    const [reason, setReason] = useState("");
    const [isMissing, setMissing] = useState(false);
    const answer = (id: string): void => {
        if (!reason.trim()) {
            setMissing(true);
            return;
        }
        onAnswer(id, reason.trim());
        onClose();
    };
    return (
        <Dialog
            title={title}
            isOpen={isOpen}
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    {answers.map(({ id, label, look }) => (
                        <Button key={id} look={look} onPress={() => answer(id)}>
                            {label}
                        </Button>
                    ))}
                </>
            }
        >
            {about && <p>{about}</p>}
            <TextField
                label={t("reason")}
                hint={t("reasonHint")}
                rows={3}
                value={reason}
                onChange={setReason}
                error={isMissing && !reason.trim() ? t("reasonMissing") : undefined}
                autoFocus
            />
        </Dialog>
    );
}

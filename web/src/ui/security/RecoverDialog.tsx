import { useState } from "react";
import { useTranslation } from "react-i18next";
import { WrongKey } from "../../store/security.ts";
import { Button } from "../kit/Button.tsx";
import { Dialog } from "../kit/Dialog.tsx";
import { TextField } from "../kit/Field.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { tell } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";

/** The recovery key, or its passphrase, typed on a new session. */
export function RecoverDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
    return isOpen ? <Recover onClose={onClose} /> : null;
}

function Recover({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation(["security", "common"]);
    const { security } = useHouse();
    const errorWords = useErrorWords();
    const [typed, setTyped] = useState("");
    const [isBusy, setBusy] = useState(false);
    const [failure, setFailure] = useState<string | undefined>();

    async function recover(): Promise<void> {
        setBusy(true);
        setFailure(undefined);
        try {
            await security.recover(typed);
            tell(t("recover.done"));
            onClose();
        } catch (error) {
            setFailure(error instanceof WrongKey ? t("recover.wrong") : errorWords(error));
            setBusy(false);
        }
    }

    return (
        <Dialog
            title={t("recover.title")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button look="primary" isDisabled={!typed.trim()} isPending={isBusy} onPress={() => void recover()}>
                        {t(isBusy ? "recover.busy" : "recover.go")}
                    </Button>
                </>
            }
        >
            <p>{t("recover.why")}</p>
            <TextField
                label={t("recover.label")}
                hint={t("recover.hint")}
                rows={2}
                value={typed}
                onChange={setTyped}
                error={failure}
                autoComplete="off"
            />
        </Dialog>
    );
}

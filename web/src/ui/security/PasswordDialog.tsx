import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Proofs } from "../../store/proof.ts";
import { Button } from "../kit/Button.tsx";
import { Dialog } from "../kit/Dialog.tsx";
import { TextField } from "../kit/Field.tsx";
import { useObserved } from "../kit/observed.ts";

/** The house asks for the password again before something that only the person may do. */
export function PasswordDialog({ proofs }: { proofs: Proofs }) {
    const { t } = useTranslation(["security", "common"]);
    const question = useObserved(proofs.question);
    const [password, setPassword] = useState("");
    const form = useId();

    function answer(given: string | null): void {
        setPassword("");
        question?.answer(given);
    }

    function submit(event: FormEvent): void {
        event.preventDefault();
        event.stopPropagation();
        if (password) answer(password);
    }

    return (
        <Dialog
            title={t("password.title")}
            isOpen={question !== null}
            onClose={() => answer(null)}
            actions={
                <>
                    <Button onPress={() => answer(null)}>{t("common:cancel")}</Button>
                    <Button look="primary" type="submit" form={form} isDisabled={!password}>
                        {t("password.go")}
                    </Button>
                </>
            }
        >
            <form id={form} onSubmit={submit} noValidate>
                <TextField
                    label={t("password.label")}
                    hint={t("password.why")}
                    type="password"
                    autoComplete="current-password"
                    value={password}
                    onChange={setPassword}
                    error={question?.failure ?? undefined}
                    autoFocus
                />
            </form>
        </Dialog>
    );
}

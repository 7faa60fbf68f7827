import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../store/proof.ts";
import { signOut } from "../../store/session.ts";
import { Button } from "../kit/Button.tsx";
import { Ask } from "../kit/Dialog.tsx";
import { Check, TextField } from "../kit/Field.tsx";
import { Notice } from "../kit/Notice.tsx";
import { Card, Section } from "../kit/Page.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { tell } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./SettingsPage.module.css";

export function AccountPart() {
    return (
        <>
            <ChangePassword />
            <SignOut />
        </>
    );
}

function ChangePassword() {
    const { t } = useTranslation("settings");
    const { sessions } = useHouse();
    const errorWords = useErrorWords();
    const [first, setFirst] = useState("");
    const [second, setSecond] = useState("");
    const [endsOthers, setEndsOthers] = useState(false);
    const [isTried, setTried] = useState(false);
    const change = useMutation({
        mutationFn: () => sessions.changePassword(first, endsOthers),
        onSuccess: () => {
            setFirst("");
            setSecond("");
            setTried(false);
            tell(t("account.changed"));
        },
    });
    const isDifferent = isTried && first !== second;
    const failure = change.isError && !(change.error instanceof Cancelled) ? errorWords(change.error) : undefined;
    return (
        <Section title={t("account.password")}>
            <Card>
                <form
                    noValidate
                    className={style["list"]}
                    onSubmit={(event) => {
                        event.preventDefault();
                        setTried(true);
                        if (first && first === second) change.mutate();
                    }}
                >
                    <TextField
                        label={t("account.newPassword")}
                        type="password"
                        autoComplete="new-password"
                        value={first}
                        onChange={setFirst}
                        error={failure}
                    />
                    <TextField
                        label={t("account.again")}
                        type="password"
                        autoComplete="new-password"
                        value={second}
                        onChange={setSecond}
                        error={isDifferent ? t("account.different") : undefined}
                    />
                    <Check isSelected={endsOthers} onChange={setEndsOthers}>
                        {t("account.endOthers")}
                    </Check>
                    <div className={style["actions"]}>
                        <Button type="submit" isPending={change.isPending} isDisabled={!first}>
                            {t("account.change")}
                        </Button>
                    </div>
                </form>
            </Card>
        </Section>
    );
}

function SignOut() {
    const { t } = useTranslation("settings");
    const { security, notifications } = useHouse();
    const [warning, setWarning] = useState<"none" | "keys" | null>(null);
    return (
        <Section title={t("account.signOutTitle")}>
            <Card>
                <p>{t("account.signOutHint")}</p>
                <div className={style["actions"]}>
                    <Button
                        look="danger"
                        onPress={async () => setWarning((await security.isLastWithKeys()) ? "keys" : "none")}
                    >
                        {t("account.signOut")}
                    </Button>
                </div>
            </Card>
            <Ask
                title={t("account.signOutAsk")}
                isOpen={warning !== null}
                onClose={() => setWarning(null)}
                onConfirm={() => {
                    setWarning(null);
                    void notifications.turnOff().finally(() => signOut());
                }}
                confirmLabel={t("account.signOut")}
                look="danger"
            >
                {warning === "keys" ? (
                    <Notice look="refusal">{t("account.lastKeys")}</Notice>
                ) : (
                    <p>{t("account.signOutHint")}</p>
                )}
            </Ask>
        </Section>
    );
}

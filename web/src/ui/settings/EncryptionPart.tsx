import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Encryption } from "../../store/security.ts";
import { Button } from "../kit/Button.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { Card, Section } from "../kit/Page.tsx";
import { Loading } from "../kit/states.tsx";
import { RecoverDialog } from "../security/RecoverDialog.tsx";
import { SetUpDialog } from "../security/SetUpDialog.tsx";
import { useCompare } from "../security/useCompare.ts";
import { useHouse } from "../shell/context.ts";
import style from "./SettingsPage.module.css";

export function EncryptionPart() {
    const { t } = useTranslation("settings");
    const { security } = useHouse();
    const compare = useCompare();
    const state = useObserved(security.state);
    const [open, setOpen] = useState<"setUp" | "recover" | "reset" | null>(null);
    const close = (): void => setOpen(null);
    return (
        <>
            <Section title={t("encryption.state")}>
                <State state={state} />
                <div className={style["actions"]}>
                    {state.at === "new" && (
                        <Button look="primary" onPress={() => setOpen("setUp")}>
                            {t("encryption.setUp")}
                        </Button>
                    )}
                    {state.at === "unconfirmed" && state.hasOthers && (
                        <Button look="primary" onPress={() => void compare.withOwn()}>
                            {t("encryption.verify")}
                        </Button>
                    )}
                    {(state.at === "unconfirmed" || (state.at === "ready" && !state.isBackedUp)) && state.hasKey && (
                        <Button onPress={() => setOpen("recover")}>{t("encryption.recover")}</Button>
                    )}
                </div>
            </Section>
            <Section title={t("encryption.whatTitle")}>
                <Card>
                    <p>{t("encryption.what")}</p>
                    <p>{t("encryption.server")}</p>
                    <p>{t("encryption.lost")}</p>
                    <p>{t("encryption.watermark")}</p>
                </Card>
            </Section>
            {(state.at === "ready" || state.at === "unconfirmed") && (
                <Section title={t("encryption.resetTitle")}>
                    <Card>
                        <p>{t("encryption.resetWhy")}</p>
                        <div className={style["actions"]}>
                            <Button look="danger" onPress={() => setOpen("reset")}>
                                {t("encryption.reset")}
                            </Button>
                        </div>
                    </Card>
                </Section>
            )}
            <SetUpDialog isOpen={open === "setUp"} onClose={close} />
            <SetUpDialog isOpen={open === "reset"} onClose={close} isReset />
            <RecoverDialog isOpen={open === "recover"} onClose={close} />
        </>
    );
}

function State({ state }: { state: Encryption }) {
    const { t } = useTranslation("settings");
    if (state.at === "starting") return <Loading />;
    if (state.at === "failed") return <Notice look="warning">{t("encryption.failed")}</Notice>;
    if (state.at === "new") return <Notice>{t("encryption.new")}</Notice>;
    if (state.at === "unconfirmed") return <Notice look="warning">{t("encryption.unconfirmed")}</Notice>;
    return (
        <>
            <Notice look="done">{t("encryption.ready")}</Notice>
            {state.isBackedUp && state.hasKey ? (
                <Notice look="done">{t("encryption.backedUp")}</Notice>
            ) : (
                <Notice look="warning">{t("encryption.notBackedUp")}</Notice>
            )}
        </>
    );
}

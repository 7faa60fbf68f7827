/** Comparing emoji, from the first question to its end; a request that comes in opens it wherever the person is. */
import { useTranslation } from "react-i18next";
import type { Verification } from "../../store/verification.ts";
import { Button } from "../kit/Button.tsx";
import { Dialog } from "../kit/Dialog.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { Loading } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./VerificationDialog.module.css";

export function VerificationDialog() {
    const { t } = useTranslation(["security", "common"]);
    const { verifications } = useHouse().security;
    const current = useObserved(verifications.current);
    if (!current) return null;
    const title = current.isOwn ? t("verify.ownTitle") : t("verify.personTitle");
    return (
        <Dialog title={title} isOpen onClose={() => void verifications.close()} actions={<Answers current={current} />}>
            <Body current={current} />
        </Dialog>
    );
}

function Body({ current }: { current: Verification }) {
    const { t } = useTranslation("security");
    const house = useHouse();
    const name = house.matrix.getUser(current.otherUserId)?.displayName ?? current.otherUserId;
    const who = current.isOwn ? "own" : "person";
    switch (current.step) {
        case "asked":
            return <p>{t(`verify.asked.${who}`, { name })}</p>;
        case "waiting":
            return (
                <>
                    <p>{t(`verify.waiting.${who}`, { name })}</p>
                    <Loading words={t("verify.waitingFor")} />
                </>
            );
        case "preparing":
            return <Loading words={t("verify.preparing")} />;
        case "compare":
            return (
                <>
                    <p>{t(`verify.compare.${who}`, { name })}</p>
                    <Emoji current={current} />
                </>
            );
        case "confirmed":
            return (
                <>
                    <Emoji current={current} />
                    <Loading words={t("verify.confirmed")} />
                </>
            );
        case "done":
            return (
                <Notice look="done" isLive title={t("verify.doneTitle")}>
                    {t(`verify.done.${who}`, { name })}
                </Notice>
            );
        case "mismatch":
            return (
                <Notice look="refusal" isLive title={t("verify.mismatchTitle")}>
                    {t(`verify.mismatch.${who}`, { name })}
                </Notice>
            );
        case "cancelled":
            return (
                <Notice look="warning" isLive title={t("verify.cancelledTitle")}>
                    {t(current.isByOther ? "verify.cancelledByOther" : "verify.cancelled")}
                </Notice>
            );
    }
}

function Emoji({ current }: { current: Verification }) {
    const { t } = useTranslation("security");
    return (
        <ol className={style["emoji"]} aria-label={t("verify.signs")}>
            {current.emoji.map(({ sign, name }, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same sign may come twice, and the order never changes
                <li key={at}>
                    <span className={style["sign"]} aria-hidden>
                        {sign}
                    </span>
                    <span className={style["name"]}>
                        {t(`emoji.${name.toLowerCase().replaceAll(" ", "")}` as "emoji.dog")}
                    </span>
                </li>
            ))}
        </ol>
    );
}

function Answers({ current }: { current: Verification }) {
    const { t } = useTranslation(["security", "common"]);
    const { verifications } = useHouse().security;
    const close = (): void => void verifications.close();
    if (current.step === "asked") {
        return (
            <>
                <Button onPress={close}>{t("verify.refuse")}</Button>
                <Button look="primary" onPress={() => void verifications.accept()}>
                    {t("verify.accept")}
                </Button>
            </>
        );
    }
    if (current.step === "compare") {
        return (
            <>
                <Button look="danger" onPress={() => verifications.mismatch()}>
                    {t("verify.differ")}
                </Button>
                <Button look="primary" onPress={() => void verifications.confirm()}>
                    {t("verify.same")}
                </Button>
            </>
        );
    }
    const isOver = ["done", "mismatch", "cancelled"].includes(current.step);
    return <Button onPress={close}>{t(isOver ? "common:close" : "common:cancel")}</Button>;
}

/** Two screens: why, and which key; then the key itself, to be kept. It becomes valid only when that is confirmed. */
import { Copy, Download, Printer } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GeneratedSecretStorageKey } from "../../api/crypto.ts";
import { Cancelled } from "../../store/proof.ts";
import { copyText } from "../../util/clipboard.ts";
import { Button } from "../kit/Button.tsx";
import { Dialog } from "../kit/Dialog.tsx";
import { Check, TextField } from "../kit/Field.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { tell } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./SetUpDialog.module.css";

const LEAST_PASSPHRASE = 12;

type Props = { isOpen: boolean; onClose: () => void; isReset?: boolean };

export function SetUpDialog({ isOpen, onClose, isReset = false }: Props) {
    return isOpen ? <SetUp onClose={onClose} isReset={isReset} /> : null;
}

function SetUp({ onClose, isReset }: { onClose: () => void; isReset: boolean }) {
    const [key, setKey] = useState<GeneratedSecretStorageKey | null>(null);
    return key ? (
        <Keep made={key} isReset={isReset} onBack={() => setKey(null)} onClose={onClose} />
    ) : (
        <Choose isReset={isReset} onMade={setKey} onClose={onClose} />
    );
}

function Choose({
    isReset,
    onMade,
    onClose,
}: {
    isReset: boolean;
    onMade: (key: GeneratedSecretStorageKey) => void;
    onClose: () => void;
}) {
    const { t } = useTranslation(["security", "common"]);
    const { security } = useHouse();
    const [hasPhrase, setHasPhrase] = useState(false);
    const [phrase, setPhrase] = useState("");
    const [isBusy, setBusy] = useState(false);
    const isShort = hasPhrase && phrase.length < LEAST_PASSPHRASE;

    async function make(): Promise<void> {
        setBusy(true);
        onMade(await security.makeKey(hasPhrase ? phrase : undefined));
    }

    return (
        <Dialog
            title={t(isReset ? "setUp.resetTitle" : "setUp.title")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("setUp.later")}</Button>
                    <Button look="primary" isPending={isBusy} isDisabled={isShort} onPress={() => void make()}>
                        {t("setUp.make")}
                    </Button>
                </>
            }
        >
            {isReset && <Notice look="warning">{t("setUp.resetWarning")}</Notice>}
            <p>{t("setUp.why")}</p>
            <p>{t("setUp.onlyYou")}</p>
            <Check isSelected={hasPhrase} onChange={setHasPhrase}>
                {t("setUp.withPhrase")}
            </Check>
            {hasPhrase && (
                <TextField
                    label={t("setUp.phrase")}
                    hint={t("setUp.phraseHint", { count: LEAST_PASSPHRASE })}
                    value={phrase}
                    onChange={setPhrase}
                    autoComplete="off"
                />
            )}
        </Dialog>
    );
}

function Keep({
    made,
    isReset,
    onBack,
    onClose,
}: {
    made: GeneratedSecretStorageKey;
    isReset: boolean;
    onBack: () => void;
    onClose: () => void;
}) {
    const { t } = useTranslation(["security", "common"]);
    const { security } = useHouse();
    const errorWords = useErrorWords();
    const [isKept, setKept] = useState(false);
    const [isBusy, setBusy] = useState(false);
    const [failure, setFailure] = useState<string | null>(null);

    async function finish(): Promise<void> {
        setBusy(true);
        setFailure(null);
        try {
            await (isReset ? security.reset(made) : security.setUp(made));
            tell(t("setUp.done"));
            onClose();
        } catch (error) {
            setBusy(false);
            if (!(error instanceof Cancelled)) setFailure(errorWords(error));
        }
    }

    return (
        <Dialog
            title={t("setUp.keepTitle")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onBack} isDisabled={isBusy}>
                        {t("common:back")}
                    </Button>
                    <Button look="primary" isDisabled={!isKept} isPending={isBusy} onPress={() => void finish()}>
                        {t(isBusy ? "setUp.finishing" : "setUp.finish")}
                    </Button>
                </>
            }
        >
            <p>{t("setUp.keep")}</p>
            <KeyPaper recoveryKey={made.encodedPrivateKey ?? ""} />
            <Check isSelected={isKept} onChange={setKept}>
                {t("setUp.kept")}
            </Check>
            {failure && (
                <Notice look="refusal" isLive>
                    {failure}
                </Notice>
            )}
        </Dialog>
    );
}

function KeyPaper({ recoveryKey }: { recoveryKey: string }) {
    const { t } = useTranslation(["security", "common"]);
    const house = useHouse();

    async function copy(): Promise<void> {
        await copyText(recoveryKey);
        tell(t("setUp.copied"));
    }

    function download(): void {
        const text = `${t("setUp.fileHead", { user: house.userId })}\n\n${recoveryKey}\n`;
        const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
        const link = Object.assign(document.createElement("a"), { href: url, download: t("setUp.fileName") });
        link.click();
        URL.revokeObjectURL(url);
    }

    return (
        <>
            <div className={style["paper"]}>
                <p className={style["head"]}>{t("setUp.fileHead", { user: house.userId })}</p>
                <p className={style["key"]} data-testid="recovery-key">
                    {recoveryKey}
                </p>
            </div>
            <div className={style["ways"]}>
                <Button onPress={() => void copy()}>
                    <Copy size={16} aria-hidden /> {t("setUp.copy")}
                </Button>
                <Button onPress={download}>
                    <Download size={16} aria-hidden /> {t("setUp.download")}
                </Button>
                <Button onPress={() => window.print()}>
                    <Printer size={16} aria-hidden /> {t("setUp.print")}
                </Button>
            </div>
        </>
    );
}

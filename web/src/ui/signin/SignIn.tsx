import { Eye, EyeOff } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/errors.ts";
import { isSecure } from "../../api/vault.ts";
import { chooseLanguage, LANGUAGES, language } from "../../store/language.ts";
import { type Leaving, signIn } from "../../store/session.ts";
import { Button, IconButton } from "../kit/Button.tsx";
import { TextField } from "../kit/Field.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { useErrorWords } from "../kit/states.tsx";
import style from "./SignIn.module.css";

const LANGUAGE_NAMES = { "zh-CN": "简体中文", en: "English" } as const; // each in its own language

export function SignIn({ why, known }: { why: Leaving; known?: string | undefined }) {
    const { t } = useTranslation(["signin", "common"]);
    const errorWords = useErrorWords();
    const chosen = useObserved(language);
    const [account, setAccount] = useState(known?.slice(1).split(":")[0] ?? "");
    const [password, setPassword] = useState("");
    const [isShown, setShown] = useState(false);
    const [isTried, setTried] = useState(false);
    const [isBusy, setBusy] = useState(false);
    const [failure, setFailure] = useState<string | null>(null);

    async function submit(event: FormEvent): Promise<void> {
        event.preventDefault();
        setTried(true);
        setFailure(null);
        if (!account.trim() || !password) return;
        setBusy(true);
        try {
            await signIn(account, password);
        } catch (error) {
            setBusy(false);
            if (!(error instanceof ApiError)) throw error;
            if (error.errcode === "M_FORBIDDEN") setFailure(t("wrong"));
            else if (error.errcode === "M_LIMIT_EXCEEDED") {
                setFailure(t("tooOften", { seconds: Math.ceil((error.retryAfterMs ?? 1000) / 1000) }));
            } else setFailure(errorWords(error));
        }
    }

    return (
        <main className={style["page"]}>
            <form className={style["card"]} onSubmit={(event) => void submit(event)} noValidate>
                <header className={style["head"]}>
                    <img src="/icon.svg" alt="" width={56} height={56} />
                    <h1>{t("common:appName")}</h1>
                    <p>{t("motto")}</p>
                </header>
                {why !== "left" && <Notice look="warning">{t(why)}</Notice>}
                <TextField
                    label={t("account")}
                    hint={t("accountHint")}
                    value={account}
                    onChange={setAccount}
                    autoComplete="username"
                    error={isTried && !account.trim() ? t("accountMissing") : undefined}
                />
                <div className={style["password"]}>
                    <TextField
                        label={t("password")}
                        type={isShown ? "text" : "password"}
                        value={password}
                        onChange={setPassword}
                        autoComplete="current-password"
                        error={isTried && !password ? t("passwordMissing") : undefined}
                    />
                    <span className={style["eye"]}>
                        <IconButton label={t("showPassword")} aria-pressed={isShown} onPress={() => setShown(!isShown)}>
                            {isShown ? <EyeOff size={18} aria-hidden /> : <Eye size={18} aria-hidden />}
                        </IconButton>
                    </span>
                </div>
                {!isSecure && <Notice look="warning">{t("insecure")}</Notice>}
                {failure && (
                    <Notice look="refusal" isLive>
                        {failure}
                    </Notice>
                )}
                <Button look="primary" type="submit" isDisabled={isBusy}>
                    {t(isBusy ? "submitting" : "submit")}
                </Button>
                <p className={style["forgot"]}>{t("forgot")}</p>
            </form>
            <nav className={style["languages"]} aria-label={t("language")}>
                {LANGUAGES.map((known) => (
                    <Button
                        key={known}
                        look="quiet"
                        isSmall
                        aria-pressed={known === chosen}
                        onPress={() => void chooseLanguage(known)}
                    >
                        {LANGUAGE_NAMES[known]}
                    </Button>
                ))}
            </nav>
        </main>
    );
}

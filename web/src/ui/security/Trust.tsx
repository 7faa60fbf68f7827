/** Whether another person is known to be who he says, on his page and over a direct chat with him. */
import { ShieldCheck, ShieldQuestion } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../kit/Button.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { useErrorWords } from "../kit/states.tsx";
import { tellError } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./Trust.module.css";
import { useCompare } from "./useCompare.ts";

type Props = { userId: string; name: string };

function useTrust(userId: string) {
    const { trusts } = useHouse();
    return useObserved(useMemo(() => trusts.of(userId), [trusts, userId]));
}

/** On his page: how it stands, and comparing. */
export function TrustPart({ userId, name }: Props) {
    const { t } = useTranslation("security");
    const trust = useTrust(userId);
    if (trust === "unknown") return null;
    if (trust === "changed" || trust === "broken") return <TrustWarning userId={userId} name={name} />;
    const Icon = trust === "verified" ? ShieldCheck : ShieldQuestion;
    return (
        <div className={style["part"]} data-trust={trust}>
            <p className={style["state"]}>
                <Icon size={18} aria-hidden />
                <span>{t(`trust.${trust}`, { name })}</span>
            </p>
            {trust === "plain" && <CompareButton userId={userId} name={name} />}
        </div>
    );
}

/** Where his keys are others than before; nothing where they aren't. */
export function TrustWarning({ userId, name, className }: Props & { className?: string | undefined }) {
    const { t } = useTranslation("security");
    const { trusts } = useHouse();
    const trust = useTrust(userId);
    const errorWords = useErrorWords();
    const [isBusy, setBusy] = useState(false);
    if (trust !== "changed" && trust !== "broken") return null;

    async function accept(): Promise<void> {
        setBusy(true);
        await trusts.accept(userId).catch((error: unknown) => tellError(errorWords(error)));
        setBusy(false);
    }

    return (
        <div className={className}>
            <Notice
                look={trust === "broken" ? "refusal" : "warning"}
                isLive
                title={t(`trust.${trust}Title`, { name })}
                actions={
                    <>
                        <CompareButton userId={userId} name={name} />
                        <Button isSmall look="quiet" isPending={isBusy} onPress={() => void accept()}>
                            {t("trust.accept")}
                        </Button>
                    </>
                }
            >
                {t(`trust.${trust}`, { name })}
            </Notice>
        </div>
    );
}

/** A sign beside the name of somebody whose keys were compared. */
export function TrustMark({ userId }: { userId: string }) {
    const { t } = useTranslation("security");
    if (useTrust(userId) !== "verified") return null;
    return (
        <span className={style["mark"]} title={t("trust.mark")}>
            <ShieldCheck size={16} aria-hidden />
            <span className="visually-hidden">{t("trust.mark")}</span>
        </span>
    );
}

function CompareButton({ userId, name }: Props) {
    const { t } = useTranslation("security");
    const compare = useCompare();
    const [isBusy, setBusy] = useState(false);
    return (
        <Button
            isSmall
            isPending={isBusy}
            onPress={() => {
                setBusy(true);
                void compare.withPerson(userId, name).finally(() => setBusy(false));
            }}
        >
            {t("trust.compare")}
        </Button>
    );
}

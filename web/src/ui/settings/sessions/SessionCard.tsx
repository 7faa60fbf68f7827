import { useMutation } from "@tanstack/react-query";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OwnSession } from "../../../store/sessions.ts";
import { Button } from "../../kit/Button.tsx";
import { TextField } from "../../kit/Field.tsx";
import { useObserved } from "../../kit/observed.ts";
import { Card } from "../../kit/Page.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { useCompare } from "../../security/useCompare.ts";
import { useHouse } from "../../shell/context.ts";
import style from "../SettingsPage.module.css";

/** One place where the person is signed in. */
export function SessionCard({
    session,
    isSuspect,
    onChanged,
    onEnd,
}: {
    session: OwnSession;
    isSuspect: boolean;
    onChanged: () => Promise<void>;
    onEnd?: () => void;
}) {
    const { t, i18n } = useTranslation(["settings", "common"]);
    const { security } = useHouse();
    const compare = useCompare();
    const state = useObserved(security.state);
    const [isRenaming, setRenaming] = useState(false);
    const seen = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" });
    const mayVerify = state.at === "ready" && !session.isThis && session.isVerified === false;
    return (
        <Card>
            <div className={style["row"]}>
                <div className={style["grow"]}>
                    <p className={style["name"]}>
                        {session.name ?? session.deviceId}
                        <Mark isVerified={session.isVerified} />
                    </p>
                    <p className={style["soft"]}>
                        {session.lastSeen !== undefined && t("sessions.seen", { when: seen.format(session.lastSeen) })}
                        {session.address && ` · ${t("sessions.from", { address: session.address })}`}
                    </p>
                    <p className={style["soft"]}>{t("sessions.id", { id: session.deviceId })}</p>
                </div>
                <div className={style["actions"]}>
                    {mayVerify && (
                        <Button isSmall onPress={() => void compare.withOwn(session.deviceId)}>
                            {t("sessions.verify")}
                        </Button>
                    )}
                    <Button isSmall onPress={() => setRenaming(!isRenaming)} aria-expanded={isRenaming}>
                        {t("sessions.rename")}
                    </Button>
                    {onEnd && (
                        <Button isSmall look="danger" onPress={onEnd} autoFocus={isSuspect}>
                            {t("sessions.end")}
                        </Button>
                    )}
                </div>
            </div>
            {isRenaming && (
                <Renaming
                    session={session}
                    onDone={async () => {
                        await onChanged();
                        setRenaming(false);
                    }}
                />
            )}
        </Card>
    );
}

function Mark({ isVerified }: { isVerified: boolean | undefined }) {
    const { t } = useTranslation("settings");
    if (isVerified === undefined) return null;
    return isVerified ? (
        <span className={style["good"]}>
            <ShieldCheck size={16} aria-hidden /> {t("sessions.verified")}
        </span>
    ) : (
        <span className={style["bad"]}>
            <ShieldAlert size={16} aria-hidden /> {t("sessions.unverified")}
        </span>
    );
}

function Renaming({ session, onDone }: { session: OwnSession; onDone: () => Promise<void> }) {
    const { t } = useTranslation(["settings", "common"]);
    const { sessions } = useHouse();
    const errorWords = useErrorWords();
    const [name, setName] = useState(session.name ?? "");
    const rename = useMutation({ mutationFn: () => sessions.rename(session.deviceId, name.trim()), onSuccess: onDone });
    return (
        <form
            noValidate
            className={style["list"]}
            onSubmit={(event) => {
                event.preventDefault();
                rename.mutate();
            }}
        >
            <TextField
                label={t("sessions.name")}
                value={name}
                onChange={setName}
                autoFocus
                error={rename.isError ? errorWords(rename.error) : undefined}
            />
            <div className={style["actions"]}>
                <Button look="primary" isSmall type="submit" isPending={rename.isPending} isDisabled={!name.trim()}>
                    {t("common:save")}
                </Button>
            </div>
        </form>
    );
}

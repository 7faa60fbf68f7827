/** People from outside: who is here, until when, and who answers for them. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { endGuest, extendGuest, type Guest, guestList, type Welcomed } from "../../../store/admin/guests.ts";
import { fullTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { Ask, Dialog } from "../../kit/Dialog.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Page } from "../../kit/Page.tsx";
import { Empty, Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { tell, tellError } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import { DateField } from "../DateField.tsx";
import { PersonName } from "../names.tsx";
import { useBack } from "../narrow.ts";
import style from "../queues/queues.module.css";
import { Invite } from "./Invite.tsx";

export function GuestsPage() {
    const { t } = useTranslation("admin");
    const back = useBack();
    const { data, error, refetch } = useQuery(guestList(useHouse()));
    const [isInviting, setInviting] = useState(false);
    const [welcomed, setWelcomed] = useState<Welcomed | null>(null);
    if (error) return <Failed error={error} onRetry={() => void refetch()} />;
    if (!data) return <Loading isPage />;
    return (
        <Page
            title={t("places.guests")}
            {...back}
            actions={
                <Button look="primary" onPress={() => setInviting(true)}>
                    {t("guests.invite")}
                </Button>
            }
        >
            {welcomed && (
                <Notice look="warning" title={t("guests.codeOnce", { name: welcomed.guest.name })} isLive>
                    <p>{t("guests.account", { account: welcomed.guest.user_id })}</p>
                    <p>{t("guests.code", { code: welcomed.code })}</p>
                </Notice>
            )}
            {data.length === 0 ? (
                <Empty title={t("guests.none")} />
            ) : (
                <ul className={style["list"]}>
                    {data.map((guest) => (
                        <li key={guest.user_id}>
                            <One guest={guest} />
                        </li>
                    ))}
                </ul>
            )}
            {isInviting && (
                <Invite
                    onClose={() => setInviting(false)}
                    onDone={(answer) => {
                        setWelcomed(answer);
                        setInviting(false);
                    }}
                />
            )}
        </Page>
    );
}

function One({ guest }: { guest: Guest }) {
    const { t, i18n } = useTranslation("admin");
    const house = useHouse();
    const errorWords = useErrorWords();
    const [dialog, setDialog] = useState<"extend" | "end" | null>(null);
    const ending = useMutation({
        mutationFn: () => endGuest(house, guest.user_id),
        onSuccess: () => tell(t("guests.ended", { name: guest.name })),
        onError: (error) => tellError(errorWords(error)),
        onSettled: () => setDialog(null),
    });
    const ended = guest.ended_ts ?? null;
    return (
        <article className={style["item"]}>
            <header className={style["head"]}>
                <strong>{guest.name}</strong>
                <span>{guest.company}</span>
                <span className={style["soft"]}>
                    {ended
                        ? t("guests.goneSince", { time: fullTime(ended, i18n.language) })
                        : t("guests.hereUntil", { time: fullTime(guest.until_ts, i18n.language) })}
                </span>
            </header>
            <p className={style["soft"]}>
                {t("guests.sponsor")} <PersonName id={guest.sponsor} withPlace />
            </p>
            {!ended && (
                <div className={style["acts"]}>
                    <Button look="danger" onPress={() => setDialog("end")}>
                        {t("guests.end")}
                    </Button>
                    <Button onPress={() => setDialog("extend")}>{t("guests.extend")}</Button>
                </div>
            )}
            <Ask
                title={t("guests.endTitle", { name: guest.name })}
                isOpen={dialog === "end"}
                onClose={() => setDialog(null)}
                onConfirm={() => ending.mutate()}
                confirmLabel={t("guests.end")}
                look="danger"
                isPending={ending.isPending}
            >
                {t("guests.endWords")}
            </Ask>
            {dialog === "extend" && <Extend guest={guest} onClose={() => setDialog(null)} />}
        </article>
    );
}

function Extend({ guest, onClose }: { guest: Guest; onClose: () => void }) {
    const { t } = useTranslation(["admin", "common"]);
    const house = useHouse();
    const errorWords = useErrorWords();
    const [day, setDay] = useState("");
    const extending = useMutation({
        mutationFn: () => extendGuest(house, guest.user_id, new Date(`${day}T23:59`).getTime()),
        onSuccess: onClose,
    });
    return (
        <Dialog
            title={t("guests.extendTitle", { name: guest.name })}
            isOpen
            onClose={onClose}
            actions={
                <Button
                    look="primary"
                    isDisabled={day === ""}
                    isPending={extending.isPending}
                    onPress={() => extending.mutate()}
                >
                    {t("common:save")}
                </Button>
            }
        >
            <DateField label={t("guests.until")} value={day} onChange={setDay} />
            {extending.error && (
                <Notice look="refusal" isLive>
                    {errorWords(extending.error)}
                </Notice>
            )}
        </Dialog>
    );
}

/** What is kept by order of the law, whatever its authors and the rules of retention say. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { wholeCensus } from "../../../store/admin/census.ts";
import { type Hold, holdList, placeHold, releaseHold } from "../../../store/admin/keeping.ts";
import { fullTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Select, TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Page } from "../../kit/Page.tsx";
import { Empty, Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { PersonField } from "../../people/PersonField.tsx";
import { useHouse } from "../../shell/context.ts";
import { DateField } from "../DateField.tsx";
import { GroupName, PersonName } from "../names.tsx";
import { useBack } from "../narrow.ts";
import style from "../queues/queues.module.css";

export function HoldsPage() {
    const { t } = useTranslation("admin");
    const back = useBack();
    const [isPlacing, setPlacing] = useState(false);
    const { data, error, refetch } = useQuery(holdList(useHouse()));
    if (error) return <Failed error={error} onRetry={() => void refetch()} />;
    if (!data) return <Loading isPage />;
    return (
        <Page
            title={t("places.keeping")}
            subtitle={t("holds.subtitle")}
            {...back}
            actions={
                <Button look="primary" onPress={() => setPlacing(true)}>
                    {t("holds.place")}
                </Button>
            }
        >
            {data.length === 0 ? (
                <Empty title={t("holds.none")} hint={t("holds.noneHint")} />
            ) : (
                <ul className={style["list"]}>
                    {data.map((hold) => (
                        <li key={hold.hold_id}>
                            <One hold={hold} />
                        </li>
                    ))}
                </ul>
            )}
            {isPlacing && <Place onClose={() => setPlacing(false)} />}
        </Page>
    );
}

function One({ hold }: { hold: Hold }) {
    const { t, i18n } = useTranslation("admin");
    const me = useHouse().userId; // who asked can't be the second to sign
    const [isReleasing, setReleasing] = useState(false);
    const when = (ts: number) => fullTime(ts, i18n.language);
    return (
        <article className={style["item"]}>
            <header className={style["head"]}>
                {hold.room_id && (
                    <strong>
                        <GroupName roomId={hold.room_id} />
                    </strong>
                )}
                {hold.user_id && (
                    <strong>
                        <PersonName id={hold.user_id} withPlace />
                    </strong>
                )}
                {(hold.from_ts || hold.to_ts) && (
                    <span className={style["soft"]}>
                        {hold.from_ts && when(hold.from_ts)} – {hold.to_ts && when(hold.to_ts)}
                    </span>
                )}
            </header>
            <p className={style["message"]}>{hold.reason}</p>
            <p className={style["soft"]}>
                {t("holds.placed")} <PersonName id={hold.placed_by} /> {when(hold.placed_ts)}
                {hold.until_ts ? ` · ${t("holds.endsAt", { time: when(hold.until_ts) })}` : ""}
            </p>
            {hold.release_asked_by && !hold.released_ts && (
                <Notice look="warning">
                    <p>
                        {t("holds.asked")} <PersonName id={hold.release_asked_by} />
                    </p>
                    <p>{hold.release_reason}</p>
                </Notice>
            )}
            {hold.released_ts && (
                <p className={style["soft"]}>{t("holds.released", { time: when(hold.released_ts) })}</p>
            )}
            {!hold.released_ts && hold.release_asked_by !== me && (
                <div className={style["acts"]}>
                    <Button onPress={() => setReleasing(true)}>
                        {hold.release_asked_by ? t("holds.sign") : t("holds.release")}
                    </Button>
                </div>
            )}
            {isReleasing && <Release hold={hold} onClose={() => setReleasing(false)} />}
        </article>
    );
}

function Release({ hold, onClose }: { hold: Hold; onClose: () => void }) {
    const { t } = useTranslation("admin");
    const house = useHouse();
    const errorWords = useErrorWords();
    const [reason, setReason] = useState("");
    const releasing = useMutation({
        mutationFn: () => releaseHold(house, hold.hold_id, reason.trim()),
        onSuccess: () => {
            tell(t(hold.release_asked_by ? "holds.signed" : "holds.askedDone"));
            onClose();
        },
    });
    return (
        <Dialog
            title={t("holds.release")}
            isOpen
            onClose={onClose}
            actions={
                <Button
                    look="primary"
                    isDisabled={reason.trim() === ""}
                    isPending={releasing.isPending}
                    onPress={() => releasing.mutate()}
                >
                    {hold.release_asked_by ? t("holds.sign") : t("holds.release")}
                </Button>
            }
        >
            <p>{t("holds.twoPeople")}</p>
            <TextField
                label={t("reason")}
                value={reason}
                onChange={setReason}
                rows={2}
                error={releasing.error ? errorWords(releasing.error) : undefined}
            />
        </Dialog>
    );
}

function Place({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation(["admin", "common"]);
    const house = useHouse();
    const errorWords = useErrorWords();
    const { data: groups = [] } = useQuery(wholeCensus(house));
    const [wish, setWish] = useState({ room: "", person: "", from: "", to: "", until: "", reason: "" });
    const set = (field: keyof typeof wish) => (value: string) => setWish({ ...wish, [field]: value });
    const server = house.userId.slice(house.userId.indexOf(":"));
    const start = (day: string): number | null => (day ? new Date(`${day}T00:00`).getTime() : null);
    const end = (day: string): number | null => (day ? new Date(`${day}T00:00`).getTime() + 86_400_000 : null);
    const placing = useMutation({
        mutationFn: () =>
            placeHold(house, {
                room_id: wish.room || null,
                user_id: wish.person ? `@${wish.person}${server}` : null,
                from_ts: start(wish.from),
                to_ts: end(wish.to),
                until_ts: end(wish.until),
                reason: wish.reason.trim(),
            }),
        onSuccess: () => {
            tell(t("holds.done"));
            onClose();
        },
    });
    return (
        <Dialog
            title={t("holds.place")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button
                        look="primary"
                        isDisabled={wish.reason.trim() === ""}
                        isPending={placing.isPending}
                        onPress={() => placing.mutate()}
                    >
                        {t("holds.place")}
                    </Button>
                </>
            }
        >
            <p>{t("holds.what")}</p>
            <Select
                label={t("holds.group")}
                choices={[
                    { id: "", label: t("census.any") },
                    ...groups.map((group) => ({ id: group.room_id, label: group.name })),
                ]}
                value={wish.room}
                onChange={set("room")}
            />
            <PersonField label={t("holds.person")} value={wish.person} onChange={set("person")} />
            <DateField label={t("audit.since")} value={wish.from} onChange={set("from")} />
            <DateField label={t("audit.until")} value={wish.to} onChange={set("to")} />
            <DateField label={t("holds.until")} value={wish.until} onChange={set("until")} />
            <TextField label={t("reason")} value={wish.reason} onChange={set("reason")} rows={2} />
            {placing.error && (
                <Notice look="refusal" isLive>
                    {errorWords(placing.error)}
                </Notice>
            )}
        </Dialog>
    );
}

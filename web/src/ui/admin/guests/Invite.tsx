import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { wholeCensus } from "../../../store/admin/census.ts";
import { type Welcomed, welcomeGuest } from "../../../store/admin/guests.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Check, TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { PersonField } from "../../people/PersonField.tsx";
import { useHouse } from "../../shell/context.ts";
import { DateField } from "../DateField.tsx";

/** Somebody from outside, who answers for him, where he is in, and until when. */
export function Invite({ onClose, onDone }: { onClose: () => void; onDone: (welcomed: Welcomed) => void }) {
    const { t } = useTranslation(["admin", "common"]);
    const house = useHouse();
    const errorWords = useErrorWords();
    const { data: groups = [] } = useQuery(wholeCensus(house));
    const [wish, setWish] = useState({ name: "", company: "", sponsor: "", day: "" });
    const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
    const set = (field: keyof typeof wish) => (value: string) => setWish({ ...wish, [field]: value });
    const inviting = useMutation({
        mutationFn: () =>
            welcomeGuest(house, {
                name: wish.name.trim(),
                company: wish.company.trim(),
                sponsor: wish.sponsor || null,
                groups: [...chosen],
                until_ts: wish.day ? new Date(`${wish.day}T23:59`).getTime() : null,
            }),
        onSuccess: onDone,
    });
    const toggle = (roomId: string, isOn: boolean): void => {
        const next = new Set(chosen);
        if (isOn) next.add(roomId);
        else next.delete(roomId);
        setChosen(next);
    };
    const open = groups.filter((group) => group.status === "open" && group.label !== "confidential");
    return (
        <Dialog
            title={t("guests.invite")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button
                        look="primary"
                        isDisabled={wish.name.trim() === "" || wish.company.trim() === ""}
                        isPending={inviting.isPending}
                        onPress={() => inviting.mutate()}
                    >
                        {t("guests.invite")}
                    </Button>
                </>
            }
        >
            <TextField label={t("guests.name")} value={wish.name} onChange={set("name")} />
            <TextField label={t("guests.company")} value={wish.company} onChange={set("company")} />
            <PersonField
                label={t("guests.sponsorField")}
                hint={t("guests.sponsorHint")}
                value={wish.sponsor}
                onChange={set("sponsor")}
            />
            <DateField label={t("guests.until")} value={wish.day} onChange={set("day")} />
            <fieldset aria-label={t("guests.groups")}>
                <legend>{t("guests.groups")}</legend>
                {open.map((group) => (
                    <Check
                        key={group.room_id}
                        isSelected={chosen.has(group.room_id)}
                        onChange={(isOn) => toggle(group.room_id, isOn)}
                    >
                        {group.name}
                    </Check>
                ))}
            </fieldset>
            {inviting.error && (
                <Notice look="refusal" isLive>
                    {errorWords(inviting.error)}
                </Notice>
            )}
        </Dialog>
    );
}

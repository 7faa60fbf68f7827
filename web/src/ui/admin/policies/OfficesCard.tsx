/** Offices that everybody may always write to: HR, the union, an ombudsman. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Trash2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Office, officeList, setOffices } from "../../../store/admin/policies.ts";
import { Button, IconButton } from "../../kit/Button.tsx";
import { Select, TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Card, Section } from "../../kit/Page.tsx";
import { Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { PersonField } from "../../people/PersonField.tsx";
import { useHouse } from "../../shell/context.ts";
import { PersonName } from "../names.tsx";
import style from "./policies.module.css";

const KINDS = ["hr", "union", "ombudsman", "other"] as const;

export function OfficesCard() {
    const { t } = useTranslation(["admin", "common"]);
    const house = useHouse();
    const errorWords = useErrorWords();
    const { data, error } = useQuery(officeList(house));
    const [draft, setDraft] = useState<Office[] | null>(null);
    const saving = useMutation({
        mutationFn: (offices: Office[]) => setOffices(house, offices),
        onSuccess: () => {
            setDraft(null);
            tell(t("policies.saved", { title: t("policies.offices.title") }));
        },
    });
    if (error) return <Failed error={error} />;
    if (!data) return <Loading />;
    const offices = draft ?? data;
    const add = (): void => {
        const id = `office${offices.length + 1}`;
        setDraft([...offices, { id, kind: "hr", name: { "zh-CN": "", en: "" }, people: [] }]);
    };
    return (
        <Section title={t("policies.offices.title")}>
            <Card>
                <p className={style["soft"]}>{t("policies.offices.hint")}</p>
                <div className={style["grants"]}>
                    {offices.map((office, at) => (
                        <OfficeFields
                            key={office.id}
                            office={office}
                            onChange={(changed) =>
                                setDraft(offices.flatMap((one, n) => (n !== at ? [one] : changed ? [changed] : [])))
                            }
                        />
                    ))}
                </div>
                {saving.error && (
                    <Notice look="refusal" isLive>
                        {errorWords(saving.error)}
                    </Notice>
                )}
                <div className={style["line"]}>
                    <Button onPress={add}>{t("policies.offices.add")}</Button>
                    <Button
                        look={draft ? "primary" : "plain"}
                        isDisabled={draft === null}
                        isPending={saving.isPending}
                        onPress={() => saving.mutate(offices)}
                    >
                        {t("common:save")}
                    </Button>
                </div>
            </Card>
        </Section>
    );
}

function OfficeFields({ office, onChange }: { office: Office; onChange: (office: Office | null) => void }) {
    const { t } = useTranslation("admin");
    const people = office.people ?? [];
    const name = (language: "zh-CN" | "en", label: string) => (
        <TextField
            label={label}
            value={office.name[language] ?? ""}
            onChange={(written) => onChange({ ...office, name: { ...office.name, [language]: written } })}
        />
    );
    return (
        <fieldset className={style["list"]} aria-label={office.name["zh-CN"] || office.id}>
            <div className={style["grant"]}>
                <Select
                    label={t("policies.offices.kind")}
                    choices={KINDS.map((id) => ({ id, label: t(`policies.officeKinds.${id}`) }))}
                    value={office.kind as (typeof KINDS)[number]}
                    onChange={(kind) => onChange({ ...office, kind })}
                />
                {name("zh-CN", t("policies.offices.chinese"))}
                {name("en", t("policies.offices.english"))}
                <IconButton label={t("policies.remove")} onPress={() => onChange(null)}>
                    <Trash2 size={18} aria-hidden />
                </IconButton>
            </div>
            <ul className={style["list"]}>
                {people.map((id) => (
                    <li key={id} className={style["line"]}>
                        <PersonName id={id} withPlace />
                        <IconButton
                            label={t("policies.remove")}
                            onPress={() => onChange({ ...office, people: people.filter((one) => one !== id) })}
                        >
                            <X size={16} aria-hidden />
                        </IconButton>
                    </li>
                ))}
            </ul>
            <PersonField
                label={t("policies.offices.person")}
                value=""
                onChange={(account) =>
                    account && !people.includes(account) && onChange({ ...office, people: [...people, account] })
                }
            />
        </fieldset>
    );
}

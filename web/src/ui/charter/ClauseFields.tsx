/** Fields of clauses: numbers, lists, and the forms of some types. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Clause } from "../../store/charter.ts";
import { wordsOf } from "../../store/charterClauses.ts";
import { Check, Select, TextField } from "../kit/Field.tsx";
import style from "./ClauseEditor.module.css";

type Props = { clause: Clause; onChange: (clause: Clause) => void };

const MEGABYTE = 1_000_000;
const LANGUAGES = ["zh-CN", "en"] as const;
const WHOSE = ["all", "leaders", "owner"] as const;

/** A whole number, or nothing where that is a rule too. */
export function Amount({
    clause,
    onChange,
    field,
    label,
    mayBeEmpty = false,
    unit = 1,
}: Props & { field: string; label: string; mayBeEmpty?: boolean; unit?: number }) {
    const { t } = useTranslation("charter");
    const value = clause[field];
    const shown = typeof value === "number" ? String(Math.round(value / unit)) : "";
    return (
        <div className={style["number"]}>
            <TextField
                label={label}
                inputMode="numeric"
                value={shown}
                error={shown === "" && !mayBeEmpty ? t("set.needed") : undefined}
                onChange={(text) => {
                    const digits = text.replace(/\D/g, "").slice(0, 6);
                    onChange({ ...clause, [field]: digits ? Number(digits) * unit : null });
                }}
            />
        </div>
    );
}

/** Several short texts in one field, parted by commas or blanks. */
export function List({ clause, onChange, field, label, hint }: Props & { field: string; label: string; hint: string }) {
    const [text, setText] = useState(((clause[field] ?? []) as readonly string[]).join("，"));
    return (
        <TextField
            label={label}
            hint={hint}
            value={text}
            onChange={(written) => {
                setText(written);
                onChange({ ...clause, [field]: wordsOf(written) });
            }}
        />
    );
}

/** Which files, how large, how long. */
export function Files(props: Props) {
    const { t } = useTranslation("charter");
    return (
        <>
            <List {...props} field="allow" label={t("set.typesAllowed")} hint={t("set.typesHint")} />
            <List {...props} field="deny" label={t("set.typesDenied")} hint={t("set.typesHint")} />
            <div className={style["settings"]}>
                <Amount {...props} field="max_bytes" label={t("set.megabytes")} unit={MEGABYTE} mayBeEmpty />
                <Amount {...props} field="max_image_bytes" label={t("set.imageMegabytes")} unit={MEGABYTE} mayBeEmpty />
                <Amount {...props} field="max_video_seconds" label={t("set.videoSeconds")} mayBeEmpty />
                <Amount {...props} field="max_voice_seconds" label={t("set.voiceSeconds")} mayBeEmpty />
            </div>
        </>
    );
}

/** One language or both, and whose posts are meant. */
export function NoticeLanguage({ clause, onChange }: Props) {
    const { t } = useTranslation("charter");
    const languages = (clause["languages"] ?? []) as readonly string[];
    return (
        <>
            <fieldset className={style["settings"]}>
                <legend className="visually-hidden">{t("set.languages")}</legend>
                {LANGUAGES.map((language) => {
                    const isOn = languages.includes(language);
                    return (
                        <Check
                            key={language}
                            isSelected={isOn}
                            isDisabled={isOn && languages.length === 1}
                            onChange={(isWanted) =>
                                onChange({
                                    ...clause,
                                    languages: LANGUAGES.filter((one) =>
                                        one === language ? isWanted : languages.includes(one),
                                    ),
                                })
                            }
                        >
                            {t(`languageName.${language}`)}
                        </Check>
                    );
                })}
            </fieldset>
            <Select
                label={t("set.whose")}
                choices={WHOSE.map((id) => ({ id, label: t(`whose.${id}`) }))}
                value={(clause["whose"] ?? "all") as (typeof WHOSE)[number]}
                onChange={(whose) => onChange({ ...clause, whose })}
            />
        </>
    );
}

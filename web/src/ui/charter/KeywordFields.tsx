/** Words that must not occur: the charter's own, the company's lists, and whether disguises are seen through. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { wordLists } from "../../store/admin/wordLists.ts";
import type { Clause } from "../../store/charter.ts";
import { wordsOf } from "../../store/charterClauses.ts";
import { Check, TextField } from "../kit/Field.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./ClauseEditor.module.css";

type Props = { clause: Clause; onChange: (clause: Clause) => void };

export function Words({ clause, onChange }: Props) {
    const { t } = useTranslation("charter");
    const words = (clause["words"] ?? []) as readonly (string | { word: string })[];
    const [text, setText] = useState(words.map((word) => (typeof word === "string" ? word : word.word)).join("，"));
    const records = new Map(words.flatMap((word) => (typeof word === "string" ? [] : [[word.word, word] as const])));
    return (
        <>
            <TextField
                label={t("set.words")}
                hint={t("set.wordsHint")}
                value={text}
                onChange={(written) => {
                    setText(written);
                    onChange({ ...clause, words: wordsOf(written).map((word) => records.get(word) ?? word) });
                }}
            />
            <Lists clause={clause} onChange={onChange} />
            <Check isSelected={clause["evasions"] !== false} onChange={(evasions) => onChange({ ...clause, evasions })}>
                {t("set.evasions")}
            </Check>
        </>
    );
}

/** The company's lists by name; one that is gone is still shown where the clause names it. */
function Lists({ clause, onChange }: Props) {
    const { t } = useTranslation("charter");
    const known = useQuery(wordLists(useHouse())).data ?? [];
    const chosen = (clause["lists"] ?? []) as readonly string[];
    const names = [...new Set([...known.map(({ name }) => name), ...chosen])];
    if (names.length === 0) return null;
    return (
        <fieldset className={style["settings"]}>
            <legend className={style["legend"]}>{t("set.lists")}</legend>
            {names.map((name) => (
                <Check
                    key={name}
                    isSelected={chosen.includes(name)}
                    onChange={(isOn) =>
                        onChange({
                            ...clause,
                            lists: names.filter((one) => (one === name ? isOn : chosen.includes(one))),
                        })
                    }
                >
                    {name}
                </Check>
            ))}
        </fieldset>
    );
}

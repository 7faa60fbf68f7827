/** Finds a colleague by name, account or number; who is chosen is handed over, and the field is empty again. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { type Colleague, colleagues } from "../../store/founding.ts";
import { SearchField } from "../kit/Field.tsx";
import { Portrait } from "../kit/Portrait.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./PersonPicker.module.css";

export function PersonPicker({ label, onChoose }: { label: string; onChoose: (person: Colleague) => void }) {
    const { t } = useTranslation("charter");
    const house = useHouse();
    const [words, setWords] = useState("");
    const found = useQuery({ ...colleagues(house, words), placeholderData: (before) => before }).data ?? [];
    const isAsked = words.trim() !== "";
    return (
        <div className={style["picker"]}>
            <SearchField label={label} value={words} onChange={setWords} />
            <p role="status" className="visually-hidden">
                {isAsked ? t("peopleFound", { count: found.length }) : ""}
            </p>
            {isAsked && found.length === 0 && <p className={style["none"]}>{t("nobodyFound")}</p>}
            {isAsked && found.length > 0 && (
                <ul className={style["list"]} aria-label={label}>
                    {found.map((person) => (
                        <li key={person.person_id}>
                            <Pressable
                                className={style["person"] ?? ""}
                                onPress={() => {
                                    onChoose(person);
                                    setWords("");
                                }}
                            >
                                <Portrait name={person.name} id={person.user_id} isPerson size={32} />
                                <span className={style["name"]}>
                                    {person.name}
                                    <span className={style["more"]}>
                                        {[person.title, person.department].filter(Boolean).join(" · ")}
                                    </span>
                                </span>
                            </Pressable>
                        </li>
                    ))}
                </ul>
            )}
        </div>
    );
}

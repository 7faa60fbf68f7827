/**
 * One person, found by name, account or number while one writes; its value is the account. With the value "" whatever
 * is chosen it is a field that hands people over one by one, and is empty again.
 */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button, ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { type Person, peopleFound, personIdOf, personNamed } from "../../store/people.ts";
import field from "../kit/Field.module.css";
import { Portrait } from "../kit/Portrait.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./PersonField.module.css";

type Props = {
    label: string;
    value: string;
    /** `person` is undefined where the field was emptied. */
    onChange: (account: string, person?: Person) => void;
    hint?: string;
    error?: string | undefined;
    isRequired?: boolean;
    /** Who can't be chosen, by account. */
    without?: readonly string[];
};

export function PersonField({ label, value, onChange, hint, error, isRequired = false, without = [] }: Props) {
    const { t } = useTranslation("people");
    const house = useHouse();
    const [words, setWords] = useState<string | null>(null);
    const [chosen, setChosen] = useState<Person | null>(null);
    const { data: named } = useQuery(personNamed(house, value));
    const { data = [] } = useQuery({
        ...peopleFound(house.api, words ?? ""),
        placeholderData: (before) => before ?? [],
    });
    const found = words ? data.filter((person) => !without.includes(person.person_id)) : [];
    // The name of who was just chosen is known: a field that changes by itself would open its list again.
    const known = chosen && personIdOf(value) === chosen.person_id ? chosen : named;
    const shown = words ?? (value === "" ? "" : (known?.name ?? ""));
    return (
        <ComboBox
            className={field["field"] ?? ""}
            items={found}
            inputValue={shown}
            onInputChange={(written) => {
                if (written === shown) return;
                setWords(written);
                setChosen(null);
                if (written === "" && value !== "") onChange("");
            }}
            selectedKey={chosen?.person_id ?? null}
            onSelectionChange={(key) => {
                const person = found.find((one) => one.person_id === key);
                if (!person) return;
                setChosen(person); // which closes the list
                setWords(null);
                onChange(person.person_id, person);
            }}
            onBlur={() => setWords(null)}
            allowsEmptyCollection
            allowsCustomValue
            menuTrigger="input"
            isInvalid={error !== undefined}
            isRequired={isRequired}
        >
            <Label className={field["label"]}>{label}</Label>
            <Input className={field["input"] ?? ""} placeholder={t("field.placeholder")} />
            <Button className="visually-hidden">{t("field.placeholder")}</Button>
            {hint && (
                <Text slot="description" className={field["hint"]}>
                    {hint}
                </Text>
            )}
            <FieldError className={field["error"] ?? ""}>{error}</FieldError>
            <Popover className={field["popover"] ?? ""}>
                <ListBox
                    className={field["listbox"] ?? ""}
                    renderEmptyState={() => <p className={style["none"]}>{t("field.none")}</p>}
                >
                    {(person: Person) => (
                        <ListBoxItem
                            id={person.person_id}
                            textValue={person.name}
                            className={`${field["option"]} ${style["person"]}`}
                        >
                            <Portrait name={person.name} id={person.user_id} isPerson size={32} />
                            <span className={style["name"]}>
                                <Text slot="label">{person.name}</Text>
                                <Text slot="description" className={style["more"]}>
                                    {[person.title, person.department].filter(Boolean).join(" · ")}
                                </Text>
                            </span>
                        </ListBoxItem>
                    )}
                </ListBox>
            </Popover>
        </ComboBox>
    );
}

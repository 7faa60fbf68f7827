/** One person, found by name, account or number while one writes; its value is the account. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button, ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { peopleFound, personNamed } from "../../store/admin/names.ts";
import style from "../kit/Field.module.css";
import { useHouse } from "../shell/context.ts";

type Props = {
    label: string;
    value: string;
    onChange: (account: string) => void;
    hint?: string;
    error?: string | undefined;
    isRequired?: boolean;
};

export function PersonField({ label, value, onChange, hint, error, isRequired = false }: Props) {
    const { t } = useTranslation("admin");
    const house = useHouse();
    const [words, setWords] = useState<string | null>(null);
    const { data: named } = useQuery(personNamed(house, value));
    const { data: found = [] } = useQuery({
        ...peopleFound(house, words ?? ""),
        placeholderData: (before) => before ?? [],
    });
    const shown = words ?? (value === "" ? "" : (named?.name ?? value));
    return (
        <ComboBox
            className={style["field"] ?? ""}
            items={words ? found : []}
            inputValue={shown}
            onInputChange={(written) => {
                if (written === shown) return;
                setWords(written);
                if (written === "") onChange("");
            }}
            onSelectionChange={(key) => {
                if (key === null) return;
                onChange(String(key));
                setWords(null);
            }}
            onBlur={() => setWords(null)}
            allowsEmptyCollection
            allowsCustomValue
            menuTrigger="input"
            isInvalid={error !== undefined}
            isRequired={isRequired}
        >
            <Label className={style["label"]}>{label}</Label>
            <Input className={style["input"] ?? ""} placeholder={t("person.placeholder")} />
            <Button className="visually-hidden">{t("person.placeholder")}</Button>
            {hint && (
                <Text slot="description" className={style["hint"]}>
                    {hint}
                </Text>
            )}
            <FieldError className={style["error"] ?? ""}>{error}</FieldError>
            <Popover className={style["popover"] ?? ""}>
                <ListBox
                    className={style["listbox"] ?? ""}
                    renderEmptyState={() => <p className={style["hint"]}>{t("person.none")}</p>}
                >
                    {(person: (typeof found)[number]) => (
                        <ListBoxItem id={person.person_id} textValue={person.name} className={style["option"] ?? ""}>
                            <Text slot="label">{person.name}</Text>
                            <Text slot="description" className={style["hint"]}>
                                {[person.title, person.department].filter(Boolean).join(" · ")}
                            </Text>
                        </ListBoxItem>
                    )}
                </ListBox>
            </Popover>
        </ComboBox>
    );
}

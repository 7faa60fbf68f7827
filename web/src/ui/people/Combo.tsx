/** One of many, found by typing. Shares the look of the kit's fields. */
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import {
    ComboBox,
    Input,
    Label,
    ListBox,
    ListBoxItem,
    ListLayout,
    Popover,
    Button as Pressable,
    Virtualizer,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import field from "../kit/Field.module.css";
import style from "./Combo.module.css";

export type ComboChoice = { id: string; label: string };

type Props = {
    label: string;
    choices: readonly ComboChoice[];
    value: string | null;
    onChange: (id: string) => void;
    /** What is chosen is handed over, and the field is empty again. */
    isAdding?: boolean;
};

const ROW = 44;

export function Combo({ label, choices, value, onChange, isAdding = false }: Props) {
    const { t } = useTranslation("people");
    const [words, setWords] = useState("");
    const [chosen, setChosen] = useState<string | null>(null);
    const adding = {
        selectedKey: chosen,
        inputValue: words,
        onInputChange: (written: string) => {
            setWords(written);
            setChosen(null);
        },
        allowsCustomValue: true,
    };
    return (
        <ComboBox
            defaultItems={choices}
            {...(isAdding ? adding : { selectedKey: value })}
            onSelectionChange={(key) => {
                if (key === null) return;
                setChosen(String(key)); // which closes the list
                setWords("");
                onChange(String(key));
            }}
            allowsEmptyCollection
            className={field["field"] ?? ""}
        >
            <Label className={field["label"]}>{label}</Label>
            <div className={style["box"]}>
                <Input className={field["input"] ?? ""} />
                <Pressable className={style["open"] ?? ""}>
                    <ChevronDown size={16} aria-hidden />
                </Pressable>
            </div>
            <Popover className={`${field["popover"]} ${style["popover"]}`}>
                <Virtualizer layout={ListLayout} layoutOptions={{ rowSize: ROW }}>
                    <ListBox
                        className={`${field["listbox"]} ${style["list"]}`}
                        renderEmptyState={() => <p className={style["none"]}>{t("noChoice")}</p>}
                    >
                        {(choice: ComboChoice) => (
                            <ListBoxItem id={choice.id} textValue={choice.label} className={field["option"] ?? ""}>
                                {choice.label}
                            </ListBoxItem>
                        )}
                    </ListBox>
                </Virtualizer>
            </Popover>
        </ComboBox>
    );
}

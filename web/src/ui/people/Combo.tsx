/** One of many, found by typing. Shares the look of the kit's fields. */
import { ChevronDown } from "lucide-react";
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
    /** Where the choices are what the house finds for the words. */
    words?: string;
    onWords?: (words: string) => void;
};

const ROW = 44;

export function Combo({ label, choices, value, onChange, words, onWords }: Props) {
    const { t } = useTranslation("people");
    const asked = onWords
        ? { inputValue: words ?? "", onInputChange: onWords, items: choices }
        : { defaultItems: choices };
    return (
        <ComboBox
            {...asked}
            selectedKey={value}
            onSelectionChange={(key) => key !== null && onChange(String(key))}
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

/** Fields with a visible label, a hint and an error in words: never only a colour. */

import { ChevronDown, SearchIcon, X } from "lucide-react";
import type { ReactNode } from "react";
import {
    Checkbox,
    type CheckboxProps,
    Select as Choosing,
    FieldError,
    Input,
    type InputProps,
    Label,
    ListBox,
    ListBoxItem,
    Popover,
    Button as Pressable,
    type SearchFieldProps,
    SearchField as Searching,
    SelectValue,
    Switch as Switching,
    type SwitchProps,
    Text,
    TextArea,
    type TextFieldProps,
    TextField as Writing,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import style from "./Field.module.css";

type Common = { label: string; hint?: ReactNode; error?: string | undefined };

export function TextField({
    label,
    hint,
    error,
    rows,
    placeholder,
    inputMode,
    ...rest
}: TextFieldProps & Common & { rows?: number; placeholder?: string; inputMode?: InputProps["inputMode"] }) {
    return (
        <Writing {...rest} isInvalid={error !== undefined} className={style["field"] ?? ""}>
            <Label className={style["label"]}>{label}</Label>
            {rows ? (
                <TextArea rows={rows} placeholder={placeholder} className={style["input"] ?? ""} />
            ) : (
                <Input placeholder={placeholder} inputMode={inputMode} className={style["input"] ?? ""} />
            )}
            {hint && (
                <Text slot="description" className={style["hint"]}>
                    {hint}
                </Text>
            )}
            <FieldError className={style["error"] ?? ""}>{error}</FieldError>
        </Writing>
    );
}

export type Choice<T extends string> = { id: T; label: string; hint?: string };

/** One of a few. */
export function Select<T extends string>({
    label,
    hint,
    error,
    choices,
    value,
    onChange,
    isDisabled,
    isLabelHidden = false,
}: Common & {
    choices: readonly Choice<T>[];
    value: T | null;
    onChange: (value: T) => void;
    isDisabled?: boolean;
    isLabelHidden?: boolean;
}) {
    return (
        <Choosing
            className={style["field"] ?? ""}
            value={value}
            onChange={(key) => key !== null && onChange(key as T)}
            isDisabled={isDisabled ?? false}
            isInvalid={error !== undefined}
        >
            <Label className={isLabelHidden ? "visually-hidden" : style["label"]}>{label}</Label>
            <Pressable className={style["select"] ?? ""}>
                <SelectValue className={style["value"] ?? ""} />
                <ChevronDown size={16} aria-hidden />
            </Pressable>
            {hint && (
                <Text slot="description" className={style["hint"]}>
                    {hint}
                </Text>
            )}
            <FieldError className={style["error"] ?? ""}>{error}</FieldError>
            <Popover className={style["popover"] ?? ""}>
                <ListBox items={choices} className={style["listbox"] ?? ""}>
                    {(choice) => (
                        <ListBoxItem id={choice.id} textValue={choice.label} className={style["option"] ?? ""}>
                            <Text slot="label">{choice.label}</Text>
                            {choice.hint && (
                                <Text slot="description" className={style["hint"]}>
                                    {choice.hint}
                                </Text>
                            )}
                        </ListBoxItem>
                    )}
                </ListBox>
            </Popover>
        </Choosing>
    );
}

export function SearchField({
    label,
    placeholder,
    ...rest
}: SearchFieldProps & { label: string; placeholder?: string }) {
    const { t } = useTranslation();
    return (
        <Searching {...rest} aria-label={label} className={style["search"] ?? ""}>
            <SearchIcon size={16} aria-hidden />
            <Input placeholder={placeholder ?? label} className={style["searchInput"] ?? ""} />
            <Pressable className={style["clear"] ?? ""} aria-label={t("close")}>
                <X size={16} aria-hidden />
            </Pressable>
        </Searching>
    );
}

export function Check({ children, ...rest }: Omit<CheckboxProps, "children"> & { children: ReactNode }) {
    return (
        <Checkbox {...rest} className={style["check"] ?? ""}>
            <span className={style["box"]} aria-hidden />
            <span>{children}</span>
        </Checkbox>
    );
}

export function Switch({ children, ...rest }: Omit<SwitchProps, "children"> & { children: ReactNode }) {
    return (
        <Switching {...rest} className={style["switch"] ?? ""}>
            <span className={style["track"]} aria-hidden />
            <span>{children}</span>
        </Switching>
    );
}

/** A day, as the browser asks for one: YYYY-MM-DD, or nothing. */
import { Input, Label, TextField as Writing } from "react-aria-components";
import style from "../kit/Field.module.css";

export function DateField({
    label,
    value,
    onChange,
    type = "date",
    isRequired = false,
}: {
    label: string;
    value: string;
    onChange: (value: string) => void;
    type?: "date" | "datetime-local";
    isRequired?: boolean;
}) {
    return (
        <Writing value={value} onChange={onChange} className={style["field"] ?? ""} isRequired={isRequired}>
            <Label className={style["label"]}>{label}</Label>
            <Input type={type} className={style["input"] ?? ""} />
        </Writing>
    );
}

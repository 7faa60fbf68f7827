/** One of a few that all stand in sight, each with a word on what it means. */
import { Label, Radio, RadioGroup } from "react-aria-components";
import style from "./Choices.module.css";

type Props<T extends string> = {
    label: string;
    choices: readonly { id: T; label: string; hint?: string }[];
    value: T;
    onChange: (value: T) => void;
};

export function Choices<T extends string>({ label, choices, value, onChange }: Props<T>) {
    return (
        <RadioGroup value={value} onChange={(id) => onChange(id as T)} className={style["group"] ?? ""}>
            <Label className={style["label"]}>{label}</Label>
            {choices.map((choice) => (
                <Radio key={choice.id} value={choice.id} className={style["choice"] ?? ""}>
                    <span className={style["dot"]} aria-hidden />
                    <span>
                        {choice.label}
                        {choice.hint && <span className={style["hint"]}>{choice.hint}</span>}
                    </span>
                </Radio>
            ))}
        </RadioGroup>
    );
}

/** Hours of the week: from, to and on which days, as many spans as there are. */
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { ALL_DAYS, isTime, MOST_SPANS, onDays, type Span } from "../../store/clauseChoices.ts";
import { Button, IconButton } from "../kit/Button.tsx";
import { TextField } from "../kit/Field.tsx";
import style from "./HoursFields.module.css";

const USUAL: Span = { start: "08:00", end: "20:00" };

export function HoursList({ spans, onChange }: { spans: readonly Span[]; onChange: (spans: readonly Span[]) => void }) {
    const { t } = useTranslation("charter");
    return (
        <div className={style["list"]}>
            {spans.map((span, at) => (
                <SpanFields
                    // biome-ignore lint/suspicious/noArrayIndexKey: spans have no names, their order is what they are
                    key={`${at} of ${spans.length}`}
                    number={spans.length > 1 ? at + 1 : undefined}
                    span={span}
                    onChange={(changed) => onChange(spans.map((one, other) => (other === at ? changed : one)))}
                    onRemove={spans.length > 1 ? () => onChange(spans.filter((_, other) => other !== at)) : undefined}
                />
            ))}
            {spans.length < MOST_SPANS && (
                <Button isSmall onPress={() => onChange([...spans, spans.at(-1) ?? USUAL])}>
                    <Plus size={16} aria-hidden />
                    {t("hours.add")}
                </Button>
            )}
        </div>
    );
}

export function SpanFields({
    span,
    onChange,
    onRemove,
    number,
}: {
    span: Span;
    onChange: (span: Span) => void;
    onRemove?: (() => void) | undefined;
    number?: number | undefined;
}) {
    const { t } = useTranslation("charter");
    const [start, setStart] = useState(span.start);
    const [end, setEnd] = useState(span.end);
    const set = (from: string, to: string): void => {
        setStart(from);
        setEnd(to);
        if (isTime(from) && isTime(to) && from !== to) onChange({ ...span, start: from, end: to });
    };
    const wrong = (time: string): string | undefined => (isTime(time) ? undefined : t("hours.wrong"));
    return (
        <fieldset className={style["span"]}>
            <legend className="visually-hidden">{t("hours.span", { number: number ?? 1 })}</legend>
            <div className={style["times"]}>
                <TextField
                    label={t("set.from")}
                    type="time"
                    value={start}
                    onChange={(time) => set(time, end)}
                    error={wrong(start)}
                />
                <TextField
                    label={t("set.to")}
                    type="time"
                    value={end}
                    onChange={(time) => set(start, time)}
                    error={end === start ? t("hours.noTime") : wrong(end)}
                    hint={end < start && isTime(end) ? t("hours.nextDay") : undefined}
                />
                {onRemove && (
                    <IconButton label={t("hours.remove", { number: number ?? 1 })} onPress={onRemove}>
                        <X size={18} aria-hidden />
                    </IconButton>
                )}
            </div>
            <ToggleButtonGroup
                aria-label={t("hours.days")}
                className={style["days"] ?? ""}
                selectionMode="multiple"
                disallowEmptySelection
                selectedKeys={(span.days ?? ALL_DAYS).map(String)}
                onSelectionChange={(keys) => onChange(onDays(span, [...keys].map(Number)))}
            >
                {ALL_DAYS.map((day) => (
                    <ToggleButton key={day} id={String(day)} className={style["day"] ?? ""}>
                        {t(`hours.dayName.${day as 1}`)}
                    </ToggleButton>
                ))}
            </ToggleButtonGroup>
        </fieldset>
    );
}

/** One policy as a form: what it is for, its fields, and saving; complaints stand at the field that they are about. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldOf, type Policies, type PolicyName, policyOf, setPolicy } from "../../../store/admin/policies.ts";
import { Button } from "../../kit/Button.tsx";
import { TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Card, Section } from "../../kit/Page.tsx";
import { Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./policies.module.css";

export type FormOf<T> = {
    value: T;
    set: (part: Partial<T>) => void;
    /** What the house says of this field. */
    error: (field: string) => string | undefined;
};

export function PolicyCard<N extends PolicyName>({
    name,
    title,
    hint,
    children,
}: {
    name: N;
    title: string;
    hint: string;
    children: (form: FormOf<Policies[N]>) => ReactNode;
}) {
    const { t } = useTranslation(["admin", "common"]);
    const house = useHouse();
    const errorWords = useErrorWords();
    const { data, error, refetch } = useQuery(policyOf(house, name));
    const [draft, setDraft] = useState<Policies[N] | null>(null);
    const saving = useMutation({
        mutationFn: (value: Policies[N]) => setPolicy(house, name, value),
        onSuccess: () => {
            setDraft(null);
            tell(t("policies.saved", { title }));
        },
    });
    if (error) return <Failed error={error} onRetry={() => void refetch()} />;
    if (!data) return <Loading />;
    const value = draft ?? data;
    const field = fieldOf(saving.error);
    const words = saving.error ? errorWords(saving.error) : undefined;
    const form: FormOf<Policies[N]> = {
        value,
        set: (part) => setDraft({ ...value, ...part }),
        error: (wanted) => (field?.startsWith(wanted) ? words : undefined),
    };
    return (
        <Section title={title}>
            <Card>
                <p className={style["soft"]}>{hint}</p>
                {children(form)}
                {words && (
                    <Notice look="refusal" isLive>
                        {words}
                    </Notice>
                )}
                <div className={style["acts"]}>
                    {draft && (
                        <Button
                            onPress={() => {
                                setDraft(null);
                                saving.reset();
                            }}
                        >
                            {t("common:cancel")}
                        </Button>
                    )}
                    <Button
                        look={draft ? "primary" : "plain"}
                        isDisabled={draft === null}
                        isPending={saving.isPending}
                        onPress={() => saving.mutate(value)}
                    >
                        {t("common:save")}
                    </Button>
                </div>
            </Card>
        </Section>
    );
}

/** A whole number, or nothing. */
export function NumberField({
    label,
    value,
    onChange,
    hint,
    error,
}: {
    label: string;
    value: number | null;
    onChange: (value: number | null) => void;
    hint?: string;
    error?: string | undefined;
}) {
    return (
        <TextField
            label={label}
            hint={hint}
            error={error}
            inputMode="numeric"
            value={value === null ? "" : String(value)}
            onChange={(written) => {
                const digits = written.replace(/\D/g, "");
                onChange(digits === "" ? null : Number(digits));
            }}
        />
    );
}

/** A table of people: chosen, looked at as a plan, applied as a whole. Nothing changes before the last step. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
    type Applied,
    applyImport,
    type ImportOptions,
    type ImportPlan,
    planImport,
} from "../../../store/admin/imports.ts";
import { fileSize } from "../../../util/text.ts";
import { Button } from "../../kit/Button.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Page } from "../../kit/Page.tsx";
import { Loading, useErrorWords } from "../../kit/states.tsx";
import { useHouse } from "../../shell/context.ts";
import { useBack } from "../narrow.ts";
import { AppliedView } from "./AppliedView.tsx";
import { ApplyPart } from "./ApplyPart.tsx";
import { FilePart } from "./FilePart.tsx";
import style from "./Import.module.css";
import { PlanView } from "./PlanView.tsx";

const STEPS = ["file", "plan", "done"] as const;

export function ImportPage() {
    const { t } = useTranslation("admin");
    const house = useHouse();
    const errorWords = useErrorWords();
    const [options, setOptions] = useState<ImportOptions>({ isFull: false, ranks: "" });
    const [file, setFile] = useState<File | null>(null);
    const planning = useMutation({ mutationFn: (chosen: File) => planImport(house, chosen, options) });
    const applying = useMutation({
        mutationFn: (wish: { file: File; plan: ImportPlan; withCodes: boolean; reason: string }) =>
            applyImport(house, wish.file, options, { ...wish, fingerprint: wish.plan.fingerprint }),
    });
    const choose = (chosen: File): void => {
        setFile(chosen);
        applying.reset();
        planning.mutate(chosen);
    };
    const restart = (): void => {
        setFile(null);
        planning.reset();
        applying.reset();
    };
    const step = applying.data ? "done" : planning.data ? "plan" : "file";
    return (
        <Page title={t("places.import")} subtitle={t("import.subtitle")} {...useBack()}>
            <Steps at={step} />
            {step === "file" && !planning.isPending && (
                <FilePart options={options} onOptions={setOptions} onFile={choose} />
            )}
            {planning.isPending && (
                <Loading words={t("import.reading", { name: file?.name, size: fileSize(file?.size ?? 0) })} />
            )}
            {planning.error && (
                <Notice look="refusal" title={t("import.unreadable")} isLive>
                    {errorWords(planning.error)}
                </Notice>
            )}
            {step === "plan" && planning.data && file && (
                <Planned
                    plan={planning.data}
                    file={file}
                    isApplying={applying.isPending}
                    error={applying.error}
                    onRestart={restart}
                    onAgain={() => choose(file)}
                    onApply={(wish) => applying.mutate({ file, plan: planning.data, ...wish })}
                />
            )}
            {applying.data && <Finished applied={applying.data} onRestart={restart} />}
        </Page>
    );
}

function Steps({ at }: { at: (typeof STEPS)[number] }) {
    const { t } = useTranslation("admin");
    return (
        <ol className={style["steps"]} aria-label={t("import.steps.label")}>
            {STEPS.map((step, index) => (
                <li
                    key={step}
                    aria-current={step === at ? "step" : undefined}
                    className={`${style["step"]} ${step === at ? style["here"] : ""}`}
                >
                    <span className={style["number"]} aria-hidden>
                        {index + 1}
                    </span>
                    {t(`import.steps.${step}`)}
                </li>
            ))}
        </ol>
    );
}

function Planned({
    plan,
    file,
    isApplying,
    error,
    onRestart,
    onAgain,
    onApply,
}: {
    plan: ImportPlan;
    file: File;
    isApplying: boolean;
    error: unknown;
    onRestart: () => void;
    onAgain: () => void;
    onApply: (wish: { withCodes: boolean; reason: string }) => void;
}) {
    const { t } = useTranslation("admin");
    const errorWords = useErrorWords();
    return (
        <>
            <PlanView plan={plan} fileName={file.name} />
            {error ? (
                <Notice
                    look="refusal"
                    title={t("import.notApplied")}
                    isLive
                    actions={<Button onPress={onAgain}>{t("import.planAgain")}</Button>}
                >
                    {errorWords(error)}
                </Notice>
            ) : null}
            {isApplying ? (
                <Loading words={t("import.applying")} />
            ) : (
                <ApplyPart plan={plan} onApply={onApply} onRestart={onRestart} />
            )}
        </>
    );
}

function Finished({ applied, onRestart }: { applied: Applied; onRestart: () => void }) {
    const { t } = useTranslation("admin");
    return (
        <>
            <AppliedView applied={applied} />
            <div>
                <Button onPress={onRestart}>{t("import.another")}</Button>
            </div>
        </>
    );
}

/** Where the file comes in: dropped, or chosen; and how it is meant. */
import { FileSpreadsheet } from "lucide-react";
import { DropZone, FileTrigger, Text } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ImportOptions } from "../../../store/admin/imports.ts";
import { Button } from "../../kit/Button.tsx";
import { Switch, TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Card } from "../../kit/Page.tsx";
import style from "./Import.module.css";

type Props = {
    options: ImportOptions;
    onOptions: (options: ImportOptions) => void;
    onFile: (file: File) => void;
};

export function FilePart({ options, onOptions, onFile }: Props) {
    const { t } = useTranslation("admin");
    return (
        <>
            <Card>
                <Switch isSelected={options.isFull} onChange={(isFull) => onOptions({ ...options, isFull })}>
                    {t("import.full")}
                </Switch>
                {options.isFull ? (
                    <Notice look="warning">{t("import.fullWarning")}</Notice>
                ) : (
                    <p className={style["soft"]}>{t("import.fullHint")}</p>
                )}
                <TextField
                    label={t("import.ranks")}
                    hint={t("import.ranksHint")}
                    value={options.ranks}
                    onChange={(ranks) => onOptions({ ...options, ranks })}
                />
            </Card>
            <DropZone
                className={style["drop"] ?? ""}
                onDrop={async ({ items }) => {
                    const dropped = items.find((item) => item.kind === "file");
                    if (dropped?.kind === "file") onFile(await dropped.getFile());
                }}
            >
                <FileSpreadsheet size={36} aria-hidden />
                <Text slot="label">{t("import.drop")}</Text>
                <FileTrigger
                    acceptedFileTypes={[".csv", ".xlsx", ".txt"]}
                    onSelect={(files) => {
                        const file = files?.[0];
                        if (file) onFile(file);
                    }}
                >
                    <Button look="primary">{t("import.choose")}</Button>
                </FileTrigger>
                <p className={style["soft"]}>{t("import.formats")}</p>
            </DropZone>
            <details className={style["details"]}>
                <summary>{t("import.columnsTitle")}</summary>
                <p>{t("import.columnsWords")}</p>
            </details>
        </>
    );
}

import { File, FileArchive, FileSpreadsheet, FileText, type LucideIcon, Presentation } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { saveFile } from "../../../../util/save.ts";
import { fileSize } from "../../../../util/text.ts";
import { useErrorWords } from "../../../kit/states.tsx";
import { tellError } from "../../../kit/Toasts.tsx";
import { useHouse } from "../../../shell/context.ts";
import { useTalk } from "../context.ts";
import { Plain } from "../Html.tsx";
import text from "../Text.module.css";
import style from "./bodies.module.css";
import { attached } from "./files.ts";
import type { BodyProps } from "./registry.tsx";

const ICONS: readonly [RegExp, LucideIcon][] = [
    [/\.(xlsx?|csv|et|ods)$/i, FileSpreadsheet],
    [/\.(pptx?|dps|odp)$/i, Presentation],
    [/\.(docx?|pdf|txt|md|wps|odt)$/i, FileText],
    [/\.(zip|rar|7z|tar|gz)$/i, FileArchive],
];

export function FileBody({ event }: BodyProps) {
    const { t } = useTranslation("timeline");
    const { isSealed } = useTalk();
    const { caption } = attached(event);
    return (
        <>
            <FileCard event={event} isSealed={isSealed} hint={isSealed ? t("sealed") : ""} />
            {caption && (
                <p className={text["text"]}>
                    <Plain text={caption} />
                </p>
            )}
        </>
    );
}

/** Also in the panel of files, where there is no timeline around it. */
export function FileCard({ event, isSealed, hint }: { event: BodyProps["event"]; isSealed: boolean; hint: string }) {
    const { t } = useTranslation("timeline");
    const { media } = useHouse();
    const words = useErrorWords();
    const [done, setDone] = useState<number | null>(null);
    const file = attached(event);
    const Icon = ICONS.find(([pattern]) => pattern.test(file.name))?.[1] ?? File;
    const fetchIt = async (): Promise<void> => {
        if (!file.wanted || done !== null) return;
        setDone(0);
        try {
            saveFile(file.name, await media.blob(file.wanted, setDone));
        } catch (error) {
            tellError(words(error));
        } finally {
            setDone(null);
        }
    };
    const size = file.info.size ? fileSize(file.info.size) : "";
    const progress = done !== null && file.info.size ? Math.round((done / file.info.size) * 100) : undefined;
    return (
        <button
            type="button"
            className={style["file"]}
            onClick={() => void fetchIt()}
            disabled={isSealed || !file.wanted}
        >
            <Icon size={28} aria-hidden />
            <span className="visually-hidden">{t("download")} </span>
            <span className={style["fileText"]}>
                <span className={style["name"]}>{file.name}</span>
                <span className={style["figure"]}>
                    {done !== null ? t("fetchingPercent", { percent: progress ?? 0 }) : [size, hint].join(" ")}
                </span>
                {done !== null && <progress max={100} value={progress} aria-label={t("fetching")} />}
            </span>
        </button>
    );
}

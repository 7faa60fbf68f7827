/** Files dropped anywhere over the conversation. It shows itself only while something is dragged there. */
import { FileUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import style from "./DropPlace.module.css";

export function DropPlace({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
    const { t } = useTranslation("composer");
    const place = useRef<HTMLDivElement>(null);
    const [isOver, setOver] = useState(false);
    useEffect(() => {
        const column = place.current?.closest("section")?.parentElement;
        if (!column) return;
        let depth = 0; // each child that is entered and left tells of it
        const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
        const enter = (event: DragEvent): void => {
            if (!hasFiles(event)) return;
            event.preventDefault();
            depth += 1;
            setOver(true);
        };
        const over = (event: DragEvent): void => {
            if (hasFiles(event)) event.preventDefault();
        };
        const leave = (event: DragEvent): void => {
            if (!hasFiles(event)) return;
            depth -= 1;
            if (depth <= 0) setOver(false);
        };
        const drop = (event: DragEvent): void => {
            if (!hasFiles(event)) return;
            event.preventDefault();
            depth = 0;
            setOver(false);
            onFiles([...(event.dataTransfer?.files ?? [])]);
        };
        const heard = { dragenter: enter, dragover: over, dragleave: leave, drop } as const;
        for (const [name, act] of Object.entries(heard)) column.addEventListener(name, act as EventListener);
        return () => {
            for (const [name, act] of Object.entries(heard)) column.removeEventListener(name, act as EventListener);
        };
    }, [onFiles]);
    return (
        <div ref={place} className={style["place"]} data-over={isOver || undefined} aria-hidden>
            {isOver && (
                <p className={style["words"]}>
                    <FileUp size={32} />
                    {t("files.drop")}
                </p>
            )}
        </div>
    );
}

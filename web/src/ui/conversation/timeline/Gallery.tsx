/** A picture as large as the window, and the others of the conversation before and after it. */
import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from "lucide-react";
import type { MatrixEvent } from "matrix-js-sdk";
import { useEffect, useMemo, useState } from "react";
import { Modal, ModalOverlay, Dialog as Speech } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { saveFile } from "../../../util/save.ts";
import { fullTime } from "../../../util/time.ts";
import { IconButton } from "../../kit/Button.tsx";
import { useMedia } from "../../kit/media.ts";
import { Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { tellError } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import { attached } from "./bodies/files.ts";
import { useTalk } from "./context.ts";
import style from "./Gallery.module.css";
import { nameOf } from "./names.ts";

function isPicture(event: MatrixEvent): boolean {
    return !event.isRedacted() && (event.getContent()["msgtype"] === "m.image" || event.getType() === "m.sticker");
}

export function Gallery({ event, onClose }: { event: MatrixEvent; onClose: () => void }) {
    const { timeline } = useTalk();
    const pictures = useMemo(
        () =>
            timeline.view
                .get()
                .rows.flatMap((row) => (row.kind === "message" && isPicture(row.event) ? [row.event] : [])),
        [timeline],
    );
    const [at, setAt] = useState(() => Math.max(0, pictures.indexOf(event)));
    const shown = pictures[at] ?? event;
    return (
        <ModalOverlay className={style["veil"] ?? ""} isOpen onOpenChange={(open) => !open && onClose()}>
            <Modal className={style["modal"] ?? ""}>
                <Speech className={style["dialog"] ?? ""} aria-label={attached(shown).name}>
                    <Picture
                        event={shown}
                        onClose={onClose}
                        onBefore={at > 0 ? () => setAt(at - 1) : undefined}
                        onAfter={at < pictures.length - 1 ? () => setAt(at + 1) : undefined}
                    />
                </Speech>
            </Modal>
        </ModalOverlay>
    );
}

type Going = { onClose: () => void; onBefore: (() => void) | undefined; onAfter: (() => void) | undefined };

function Picture({ event, onClose, onBefore, onAfter }: Going & { event: MatrixEvent }) {
    const { t, i18n } = useTranslation(["timeline", "common"]);
    const { timeline, isSealed } = useTalk();
    const { media } = useHouse();
    const words = useErrorWords();
    const [isLarge, setLarge] = useState(false);
    const file = attached(event);
    const { url, error } = useMedia(file.wanted);
    const keep = (): void => {
        if (!file.wanted) return;
        media.blob(file.wanted).then(
            (blob) => saveFile(file.name, blob),
            (reason) => tellError(words(reason)),
        );
    };
    useEffect(() => {
        const onKeyDown = (pressed: KeyboardEvent): void => {
            if (pressed.key === "ArrowLeft") onBefore?.();
            if (pressed.key === "ArrowRight") onAfter?.();
        };
        window.addEventListener("keydown", onKeyDown);
        return () => window.removeEventListener("keydown", onKeyDown);
    });
    return (
        <div className={style["frame"]}>
            <header className={style["head"]}>
                <p className={style["title"]}>
                    {nameOf(timeline.room, event.getSender() ?? "")} · {fullTime(event.getTs(), i18n.language)}
                </p>
                <IconButton label={t(isLarge ? "zoomOut" : "zoomIn")} onPress={() => setLarge(!isLarge)}>
                    {isLarge ? <ZoomOut size={20} aria-hidden /> : <ZoomIn size={20} aria-hidden />}
                </IconButton>
                {!isSealed && (
                    <IconButton label={t("savePicture")} onPress={keep}>
                        <Download size={20} aria-hidden />
                    </IconButton>
                )}
                <IconButton label={t("common:close")} onPress={onClose}>
                    <X size={20} aria-hidden />
                </IconButton>
            </header>
            <div className={style["stage"]} data-large={isLarge}>
                {!url && error === undefined && <Loading />}
                {error !== undefined && <Failed error={error} />}
                {url && <img src={url} alt={file.name} />}
            </div>
            <footer className={style["foot"]}>
                <IconButton label={t("before")} isDisabled={!onBefore} onPress={() => onBefore?.()}>
                    <ChevronLeft size={24} aria-hidden />
                </IconButton>
                <IconButton label={t("after")} isDisabled={!onAfter} onPress={() => onAfter?.()}>
                    <ChevronRight size={24} aria-hidden />
                </IconButton>
            </footer>
        </div>
    );
}

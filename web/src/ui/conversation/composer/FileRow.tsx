import { FileText, Film, Image, Mic, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChatSummary } from "../../../store/chats.ts";
import { familyOf } from "../../../store/clauses.ts";
import { fileSize } from "../../../util/text.ts";
import { Button, IconButton } from "../../kit/Button.tsx";
import { Notice } from "../../kit/Notice.tsx";
import style from "./FilesDialog.module.css";
import type { Judged } from "./FilesDialog.tsx";

const ICONS = { image: Image, video: Film, voice: Mic, file: FileText };

type Props = {
    judged: Judged;
    /** In words. */
    largest: string;
    socials: readonly ChatSummary[];
    onRemove: (() => void) | undefined;
    onDivert: (to: ChatSummary) => void;
};

/** One file: what it looks like, and what stands against it, with the way on. */
export function FileRow({ judged, largest, socials, onRemove, onDivert }: Props) {
    const { t } = useTranslation("composer");
    const { file, look, against, isTooLarge } = judged;
    const family = familyOf(file);
    const Icon = ICONS[family];
    const picture = useObjectUrl(look?.small?.blob ?? (family === "image" ? file : undefined));
    const facts = [
        fileSize(file.size),
        look?.width && look.height ? `${look.width} × ${look.height}` : "",
        look?.seconds ? t("files.seconds", { count: Math.round(look.seconds) }) : "",
    ];
    const number = against?.number;
    const sentence = against?.sentence;
    return (
        <li className={style["row"]}>
            <div className={style["file"]}>
                <span className={style["picture"]}>
                    {picture ? <img src={picture} alt="" /> : <Icon size={24} aria-hidden />}
                </span>
                <span className={style["facts"]}>
                    <span className={style["name"]}>{file.name}</span>
                    <span className={style["more"]}>{facts.filter(Boolean).join(" · ")}</span>
                </span>
                {onRemove && (
                    <IconButton label={t("files.remove", { name: file.name })} onPress={onRemove}>
                        <X size={18} aria-hidden />
                    </IconButton>
                )}
            </div>
            {isTooLarge && (
                <Notice look="refusal" isLive>
                    <p>{t("files.tooLarge", { size: fileSize(file.size), largest })}</p>
                </Notice>
            )}
            {against && (
                <Notice
                    look={against.verdict === "refuse" ? "refusal" : "warning"}
                    isLive
                    actions={
                        against.verdict !== "nudge" &&
                        socials.length > 0 &&
                        socials.slice(0, 3).map((to) => (
                            <Button key={to.roomId} isSmall look="primary" onPress={() => onDivert(to)}>
                                {t("files.divert", { group: to.name })}
                            </Button>
                        ))
                    }
                >
                    <p>
                        {t("clause", { number, sentence })}{" "}
                        {against.verdict !== "refuse" &&
                            against.verdict !== "divert" &&
                            t(`becomes.${against.verdict}`)}
                    </p>
                </Notice>
            )}
        </li>
    );
}

function useObjectUrl(blob: Blob | undefined): string | undefined {
    const [url, setUrl] = useState<string>();
    useEffect(() => {
        if (!blob) return;
        const made = URL.createObjectURL(blob);
        setUrl(made);
        return () => {
            URL.revokeObjectURL(made);
            setUrl(undefined);
        };
    }, [blob]);
    return url;
}

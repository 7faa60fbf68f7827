import { Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMedia } from "../../../kit/media.ts";
import { Plain } from "../Html.tsx";
import text from "../Text.module.css";
import style from "./bodies.module.css";
import { attached, clock, shownSize, thumbnailOf } from "./files.ts";
import type { BodyProps } from "./registry.tsx";

const MOST = 320;

export function VideoBody({ event }: BodyProps) {
    const { caption } = attached(event);
    return (
        <>
            <Film event={event} />
            {caption && (
                <p className={text["text"]}>
                    <Plain text={caption} />
                </p>
            )}
        </>
    );
}

/** A small picture of it; the film itself is fetched when it is wanted. */
function Film({ event }: { event: BodyProps["event"] }) {
    const { t } = useTranslation("timeline");
    const [isWanted, setWanted] = useState(false);
    const file = attached(event);
    const size = shownSize(file.info, MOST);
    const shape = { width: size.width, aspectRatio: `${size.width} / ${size.height}` };
    const thumb = useMedia(thumbnailOf(file, size.width, size.height));
    const film = useMedia(isWanted ? file.wanted : undefined);
    if (film.url) {
        return (
            <video className={style["video"]} style={shape} src={film.url} controls autoPlay aria-label={file.name}>
                <track kind="captions" />
            </video>
        );
    }
    return (
        <button
            type="button"
            className={style["picture"]}
            style={shape}
            aria-label={t("playVideo", { name: file.name })}
            onClick={() => setWanted(true)}
        >
            {thumb.url && <img src={thumb.url} alt="" />}
            <span className={style["play"]}>
                <Play size={24} aria-hidden />
            </span>
            <span className={style["length"]}>
                {film.error !== undefined
                    ? t("pictureGone")
                    : isWanted
                      ? t("fetching")
                      : file.info.duration
                        ? clock(file.info.duration)
                        : ""}
            </span>
        </button>
    );
}

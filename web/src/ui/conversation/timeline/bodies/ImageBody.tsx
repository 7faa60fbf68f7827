import { useTranslation } from "react-i18next";
import { useMedia } from "../../../kit/media.ts";
import { useTalk } from "../context.ts";
import { Plain } from "../Html.tsx";
import text from "../Text.module.css";
import style from "./bodies.module.css";
import { attached, shownSize, thumbnailOf } from "./files.ts";
import type { BodyProps } from "./registry.tsx";

const MOST = 280;
const MOST_STICKER = 140;

export function ImageBody({ event }: BodyProps) {
    const { t } = useTranslation("timeline");
    const { ask } = useTalk();
    const file = attached(event);
    const size = shownSize(file.info, event.getType() === "m.sticker" ? MOST_STICKER : MOST);
    const { url, error } = useMedia(thumbnailOf(file, size.width, size.height));
    return (
        <>
            <button
                type="button"
                className={style["picture"]}
                style={{ width: size.width, aspectRatio: `${size.width} / ${size.height}` }}
                aria-label={t("picture", { name: file.name })}
                onClick={() => ask({ about: "picture", event })}
            >
                {url && <img src={url} alt="" />}
                {error !== undefined && <span className={style["gone"]}>{t("pictureGone")}</span>}
            </button>
            {file.caption && (
                <p className={text["text"]}>
                    <Plain text={file.caption} />
                </p>
            )}
        </>
    );
}

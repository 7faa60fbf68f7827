import { Pause, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMedia } from "../../../kit/media.ts";
import style from "./bodies.module.css";
import { attached, clock } from "./files.ts";
import type { BodyProps } from "./registry.tsx";

const BARS = 28;

/** Of a voice message the loudness over time, as its sender's client measured it: 0 to 1. */
function waveform(audio: unknown): number[] {
    const values = (audio as { waveform?: unknown } | undefined)?.waveform;
    if (!Array.isArray(values) || values.length === 0) return [];
    return Array.from({ length: BARS }, (_, at) => {
        const value = Number(values[Math.floor((at * values.length) / BARS)]);
        return Number.isFinite(value) ? Math.min(1, Math.max(0, value / 1024)) : 0;
    });
}

export function AudioBody({ event }: BodyProps) {
    const { t } = useTranslation("timeline");
    const [isWanted, setWanted] = useState(false);
    const [isPlaying, setPlaying] = useState(false);
    const [done, setDone] = useState(0);
    const player = useRef<HTMLAudioElement>(null);
    const file = attached(event);
    const content = event.getContent();
    const isVoice = content["org.matrix.msc3245.voice"] !== undefined || content["m.voice"] !== undefined;
    const bars = waveform(content["org.matrix.msc1767.audio"]);
    const { url, error } = useMedia(isWanted ? file.wanted : undefined);
    const name = isVoice ? t("voice") : file.name;
    useEffect(() => {
        if (url) void player.current?.play().catch(() => setPlaying(false));
    }, [url]);
    const press = (): void => {
        if (!url) setWanted(true);
        else if (isPlaying) player.current?.pause();
        else void player.current?.play();
    };
    return (
        <div className={style["audio"]}>
            <button
                type="button"
                className={style["round"]}
                onClick={press}
                aria-label={t(isPlaying ? "pause" : "play", { name })}
            >
                {isPlaying ? <Pause size={18} aria-hidden /> : <Play size={18} aria-hidden />}
            </button>
            {bars.length > 0 ? (
                <span className={style["wave"]} aria-hidden>
                    {bars.map((height, at) => (
                        <span
                            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
                            key={at}
                            data-done={at / BARS < done}
                            style={{ height: `${Math.round(15 + height * 85)}%` }}
                        />
                    ))}
                </span>
            ) : (
                <span className={style["name"]}>{name}</span>
            )}
            <span className={style["figure"]}>
                {error !== undefined ? t("pictureGone") : file.info.duration ? clock(file.info.duration) : ""}
            </span>
            {url && (
                <audio
                    ref={player}
                    src={url}
                    onPlay={() => setPlaying(true)}
                    onPause={() => setPlaying(false)}
                    onTimeUpdate={({ currentTarget: at }) => setDone(at.currentTime / (at.duration || 1))}
                >
                    <track kind="captions" />
                </audio>
            )}
        </div>
    );
}

/** In the place of the field while a voice message is recorded: how loud, how long, away with it, send. */
import { SendHorizontal, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Recording, voiceContent } from "../../../store/composerVoice.ts";
import { IconButton } from "../../kit/Button.tsx";
import { tellError } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./Recorder.module.css";
import { useHold } from "./useHold.ts";

const SHOWN = 40; // levels
const LONGEST_S = 300;

/** `isHeld`: a finger lies on the button that was here; it sends by letting go, and leaves by sliding up. */
type Props = { roomId: string; threadId: string | undefined; isHeld: boolean; onDone: () => void };

export function Recorder({ roomId, threadId, isHeld, onDone }: Props) {
    const { t } = useTranslation("composer");
    const house = useHouse();
    const recording = useRef<Recording | null>(null);
    const [levels, setLevels] = useState<readonly number[] | null>(null); // null: the microphone isn't there yet
    const [seconds, setSeconds] = useState(0);

    // biome-ignore lint/correctness/useExhaustiveDependencies: one recording as long as this is shown
    useEffect(() => {
        let isGone = false;
        const hear = (level: number): void => {
            setLevels((heard) => [...(heard ?? []), level].slice(-SHOWN));
            setSeconds((performance.now() - (recording.current?.startedAt ?? performance.now())) / 1000);
        };
        Recording.start(hear).then(
            (started) => {
                if (isGone) started.cancel();
                else recording.current = started;
            },
            () => {
                if (isGone) return;
                tellError(t("voice.noMicrophone"));
                onDone();
            },
        );
        return () => {
            isGone = true;
            recording.current?.cancel();
            recording.current = null;
        };
    }, []);

    const send = async (): Promise<void> => {
        const ended = await recording.current?.end(t("voice.name"));
        recording.current = null;
        if (ended) {
            const look = { family: "voice" as const, seconds: ended.seconds };
            void house.uploads.add({ roomId, threadId, file: ended.file, look, more: voiceContent(ended) });
        }
        onDone();
    };
    useEffect(() => {
        if (seconds >= LONGEST_S) void send();
    });

    const hold = useHold(isHeld, {
        onLetGo: () => void send(),
        onSlideOff: onDone,
        isReady: () => recording.current !== null,
    });

    const clock = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
    return (
        // biome-ignore lint/a11y/useSemanticElements: no fieldset: it is no form
        <div className={style["recorder"]} role="group" aria-label={t("voice.recording")}>
            <IconButton label={t("voice.cancel")} onPress={onDone}>
                <Trash2 size={20} aria-hidden />
            </IconButton>
            <span className={style["dot"]} aria-hidden />
            <span className={style["time"]} role="timer">
                {clock}
            </span>
            <span className={style["levels"]} aria-hidden>
                {levels?.map((level, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: they are their places
                    <span key={at} className={style["level"]} style={{ height: `${8 + 92 * level}%` }} />
                ))}
            </span>
            <p className={style["words"]} role="status" data-shown={hold !== "free" || undefined}>
                {levels === null
                    ? t("voice.asking")
                    : t(hold === "free" ? "voice.recording" : hold === "off" ? "voice.letGoOff" : "voice.letGo")}
            </p>
            {hold === "free" && (
                <span className={style["send"]}>
                    <IconButton
                        label={t("voice.send")}
                        isDisabled={levels === null}
                        autoFocus
                        onPress={() => void send()}
                    >
                        <SendHorizontal size={20} aria-hidden />
                    </IconButton>
                </span>
            )}
        </div>
    );
}

import { useEffect, useRef, useState } from "react";

const TAP_MS = 400; // a finger that is gone sooner has only tapped: then the hands are free
const OFF_PX = 72;

type Hold = "held" | "off" | "free";
type Ends = { onLetGo: () => void; onSlideOff: () => void; isReady: () => boolean };

/**
 * A finger that lay on a button when this came in its place: held, slid off (up), or free, once it was taken away after
 * a tap, before the microphone was there, or by the browser.
 */
export function useHold(isHeld: boolean, ends: Ends): Hold {
    const [hold, setHold] = useState<Hold>(isHeld ? "held" : "free");
    const now = useRef(ends);
    now.current = ends;
    useEffect(() => {
        if (!isHeld) return;
        const startedAt = performance.now();
        let from: number | null = null; // where the finger is first heard of
        let isOff = false;
        const move = (event: PointerEvent): void => {
            if (event.pointerType !== "touch") return;
            from ??= event.clientY;
            isOff = from - event.clientY > OFF_PX;
            setHold((before) => (before === "free" ? before : isOff ? "off" : "held"));
        };
        const free = (): void => {
            stop();
            setHold("free");
        };
        const up = (event: PointerEvent): void => {
            if (event.pointerType !== "touch") return;
            const isTap = performance.now() - startedAt < TAP_MS;
            if (isTap || !now.current.isReady()) free();
            else if (isOff) now.current.onSlideOff();
            else now.current.onLetGo();
            stop();
        };
        const stop = (): void => {
            window.removeEventListener("pointermove", move);
            window.removeEventListener("pointerup", up);
            window.removeEventListener("pointercancel", free);
        };
        window.addEventListener("pointermove", move);
        window.addEventListener("pointerup", up);
        window.addEventListener("pointercancel", free);
        return stop;
    }, [isHeld]);
    return hold;
}

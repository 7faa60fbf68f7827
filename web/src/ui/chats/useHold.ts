import { type HTMLAttributes, useRef } from "react";

const HOLD_MS = 500;
const STRAYS = 10; // pixels that a resting finger moves

type Held = Pick<
    HTMLAttributes<HTMLElement>,
    "onContextMenu" | "onPointerDown" | "onPointerMove" | "onPointerUp" | "onPointerCancel" | "onClickCapture"
>;

/** Holding a finger on something, or the other mouse button: opens its menu. The click that follows opens nothing. */
export function useHold(onHold: () => void): Held {
    const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
    const start = useRef({ x: 0, y: 0 });
    const wasHeld = useRef(false);
    const stop = (): void => clearTimeout(timer.current);
    const hold = (): void => {
        stop();
        wasHeld.current = true;
        onHold();
    };
    return {
        onContextMenu: (event) => {
            event.preventDefault();
            if (!wasHeld.current) onHold();
        },
        onPointerDown: (event) => {
            wasHeld.current = false;
            if (event.pointerType !== "touch") return;
            start.current = { x: event.clientX, y: event.clientY };
            timer.current = setTimeout(hold, HOLD_MS);
        },
        onPointerMove: (event) => {
            const moved = Math.hypot(event.clientX - start.current.x, event.clientY - start.current.y);
            if (moved > STRAYS) stop();
        },
        onPointerUp: stop,
        onPointerCancel: stop,
        onClickCapture: (event) => {
            if (!wasHeld.current) return;
            wasHeld.current = false;
            event.preventDefault();
            event.stopPropagation();
        },
    };
}

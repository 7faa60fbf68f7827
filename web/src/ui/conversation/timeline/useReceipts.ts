import { useEffect } from "react";
import type { View } from "../../../store/timeline.ts";
import { sayRead } from "../../../store/timelineActions.ts";
import { harmless } from "../../../util/harmless.ts";
import { useTalk } from "./context.ts";

const LOOKED_MS = 400; // who only passes through hasn't read

/** Says that it was read, while the window is looked at and its end is seen; from the moment one looks away it is new. */
export function useReceipts(view: View, isAtBottom: boolean): void {
    const { timeline } = useTalk();
    const { rows, isLive } = view;
    useEffect(() => {
        if (!isLive || !isAtBottom || rows.length === 0) return;
        let timer: ReturnType<typeof setTimeout> | undefined;
        const look = (): void => {
            clearTimeout(timer);
            timeline.isWatched = document.visibilityState === "visible";
            if (timeline.isWatched) {
                const say = (): void => void harmless(sayRead(timeline), "it is said again with the next look");
                timer = setTimeout(say, LOOKED_MS);
            }
        };
        const changed = (): void => {
            if (document.visibilityState === "hidden") timeline.markHere();
            look();
        };
        look();
        document.addEventListener("visibilitychange", changed);
        return () => {
            clearTimeout(timer);
            timeline.isWatched = false;
            document.removeEventListener("visibilitychange", changed);
        };
    }, [timeline, rows, isLive, isAtBottom]);
}

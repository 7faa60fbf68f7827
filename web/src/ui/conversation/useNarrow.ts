import { useSyncExternalStore } from "react";

const narrow = window.matchMedia("(max-width: 45rem)");

function subscribe(changed: () => void): () => void {
    narrow.addEventListener("change", changed);
    return () => narrow.removeEventListener("change", changed);
}

/** Whether the window is as narrow as a phone. */
export function useNarrow(): boolean {
    return useSyncExternalStore(subscribe, () => narrow.matches);
}

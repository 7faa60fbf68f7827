import { useSyncExternalStore } from "react";

const NARROW = "(max-width: 45rem)";

function subscribe(listener: () => void): () => void {
    const query = matchMedia(NARROW);
    query.addEventListener("change", listener);
    return () => query.removeEventListener("change", listener);
}

/** Where the page's arrow back leads: nowhere on a desk, where the ways stand at the side. */
export function useBack(to = "/admin"): { back?: string } {
    const isNarrow = useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
    return isNarrow ? { back: to } : {};
}

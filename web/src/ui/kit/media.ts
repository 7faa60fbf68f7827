import { useEffect, useState } from "react";
import type { Wanted } from "../../api/media.ts";
import { useHouse } from "../shell/context.ts";

export type MediaState = { url?: string; error?: unknown };

/** The blob: address of a file, once it is there. `wanted` undefined: nothing is fetched. */
export function useMedia(wanted: Wanted | undefined): MediaState {
    const { media } = useHouse();
    const [state, setState] = useState<MediaState>({});
    const key = wanted && JSON.stringify(wanted);
    useEffect(() => {
        if (!key) return;
        let isGone = false;
        media.url(JSON.parse(key)).then(
            (url) => !isGone && setState({ url }),
            (error: unknown) => !isGone && setState({ error }),
        );
        return () => {
            isGone = true;
            setState({});
        };
    }, [media, key]);
    return state;
}

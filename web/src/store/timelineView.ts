/** What of a timeline is shown at one moment. */
import type { Row } from "./timelineRows.ts";

export type View = {
    readonly rows: readonly Row[];
    /** Whether rows came or went at the start of the list, so that what is looked at stays where it is. */
    readonly isShift: boolean;
    /** Grows whenever the window was set down elsewhere: nothing of the old place is kept. */
    readonly epoch: number;
    readonly isLive: boolean;
    readonly isAtStart: boolean;
    /** The last page brought next to nothing to look at: more is loaded only when somebody asks. */
    readonly isDull: boolean;
    readonly loading: "older" | "newer" | "jump" | null;
    readonly error: unknown;
    /** The message to be shown; `turn` tells one wish from the next. */
    readonly focus: { readonly key: string; readonly turn: number } | null;
};

export const NOWHERE: View = {
    rows: [],
    isShift: false,
    epoch: 0,
    isLive: true,
    isAtStart: false,
    isDull: false,
    loading: null,
    error: null,
    focus: null,
};

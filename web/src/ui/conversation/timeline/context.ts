import type { MatrixEvent } from "matrix-js-sdk";
import { createContext, useContext } from "react";
import type { Conversation } from "../../../store/conversation.ts";
import type { RoomTimeline } from "../../../store/timeline.ts";

/** What a row asks the conversation for: a dialog about a message, or to look at a picture of it. */
export type Asked = {
    readonly about: "recall" | "remove" | "forward" | "report" | "history" | "picture" | "reactions";
    readonly event: MatrixEvent;
};

export type Talk = {
    readonly timeline: RoomTimeline;
    readonly conversation: Conversation;
    readonly isDirect: boolean;
    /** Nothing may be copied or taken away from here: the group's label says so. */
    readonly isSealed: boolean;
    readonly ask: (asked: Asked) => void;
};

export const TalkContext = createContext<Talk | null>(null);

/** The conversation around a row; only below Timeline. */
export function useTalk(): Talk {
    const talk = useContext(TalkContext);
    if (!talk) throw new Error("useTalk() outside of Timeline");
    return talk;
}

import type { MatrixEvent } from "matrix-js-sdk";
import { createContext, useContext } from "react";
import type { Conversation } from "../../../store/conversation.ts";
import type { RoomTimeline } from "../../../store/timeline.ts";
import { type Can, canDo } from "../../../store/timelineActions.ts";

/** What a row asks the conversation for: a dialog about a message, or to look at a picture of it. */
export type Asked = {
    readonly about: "recall" | "remove" | "forward" | "report" | "history" | "picture" | "reactions";
    readonly event: MatrixEvent;
};

export type Talk = {
    readonly timeline: RoomTimeline;
    readonly conversation: Conversation;
    readonly isDirect: boolean;
    /** Nothing stands against this person writing here: no clause on who posts, no charter that he hasn't accepted. */
    readonly maySpeak: boolean;
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

/** What this person may do with a message; not what he would have to write where he may not write. */
export function useCan(event: MatrixEvent): Can {
    const { timeline, maySpeak } = useTalk();
    const can = canDo(timeline.matrix, timeline.room, event, Date.now());
    return maySpeak ? can : { ...can, speak: false, edit: false };
}

import { Composer } from "../composer/Composer.tsx";
import { Timeline } from "../timeline/Timeline.tsx";
import style from "./Found.module.css";
import type { PanelProps } from "./Panel.tsx";

/** One thread: what was answered to a message, and the next answer. */
export function ThreadPanel({ room, about }: PanelProps) {
    if (!about) return null;
    return (
        <div className={style["thread"]} key={about}>
            <Timeline room={room} threadId={about} />
            <Composer {...{ room, threadId: about }} />
        </div>
    );
}

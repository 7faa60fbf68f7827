import { useEffect, useMemo, useState } from "react";
import type { Room } from "../../../api/matrix.ts";
import { draftOf, isEditable, namedIn, textContent } from "../../../store/composer.ts";
import type { Conversation, Writing } from "../../../store/conversation.ts";
import { type Draft, EMPTY } from "../../../store/drafts.ts";
import { Observable } from "../../../util/observable.ts";
import { useObserved } from "../../kit/observed.ts";
import { useHouse } from "../../shell/context.ts";

export type Writer = {
    readonly draft: Draft;
    readonly writing: Writing;
    change: (draft: Draft) => void;
    /** Back to something new; what was being answered or edited stays as it is. */
    leave: () => void;
    /** False: there was nothing to send. */
    send: () => boolean;
    /** Into the last message of one's own, where nothing is written yet. False: there is none. */
    editLast: () => boolean;
};

/** What is written in a conversation: the room's draft, or (while one is edited) another wording of a message. */
export function useWriting(room: Room, conversation: Conversation): Writer {
    const house = useHouse();
    const { roomId, threadId } = conversation;
    const writing = useObserved(conversation.writing);
    const kept = useMemo(() => house.drafts.of(roomId, threadId), [house, roomId, threadId]);
    const edited = useMemo(
        () => (writing.at === "edit" ? new Observable<Draft>(draftOf(writing.event.getContent())) : null),
        [writing],
    );
    const observable = edited ?? kept;
    const draft = useObserved(observable);
    useTyping(roomId, draft.text, threadId);
    const leave = (): void => conversation.writing.set({ at: "new" });
    return {
        draft,
        writing,
        change: (next) => observable.set(next),
        leave,
        send: () => {
            const written = observable.get();
            if (!written.text.trim()) return false;
            const { text, mentions } = written;
            const content = textContent({ text, mentions: namedIn({ text, mentions }) }, writing);
            observable.set(EMPTY);
            leave();
            house.sender.typing(roomId, false);
            void house.sender.send({ roomId, threadId, type: "m.room.message", content });
            return true;
        },
        editLast: () => {
            const thread = threadId ? room.getThread(threadId) : undefined;
            const events = (thread?.liveTimeline ?? room.getLiveTimeline()).getEvents();
            const last = events.findLast((event) => isEditable(event, house.userId));
            if (last) conversation.writing.set({ at: "edit", event: last });
            return last !== undefined;
        },
    };
}

function useTyping(roomId: string, text: string, threadId: string | undefined): void {
    const { sender } = useHouse();
    const [first] = useState(text); // a draft of yesterday isn't typing
    useEffect(() => {
        if (threadId || text === first) return; // the typing of a thread would show in the whole group
        sender.typing(roomId, text.trim() !== "");
        const timer = setTimeout(() => sender.typing(roomId, false), 8_000);
        return () => clearTimeout(timer);
    }, [sender, roomId, text, threadId, first]);
    useEffect(() => () => sender.typing(roomId, false), [sender, roomId]);
}

import { type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { tell } from "../../kit/Toasts.tsx";
import type { Suggestion, Suggestions } from "./useSuggestions.ts";
import type { Writer } from "./useWriting.ts";

const SETTLES_MS = 40; // Safari ends the composition just before it tells of the Enter that ended it
const isTouched = (): boolean => matchMedia("(pointer: coarse)").matches;

/** The keys of the field. While an input method is composing, every key is the input method's. */
export function useKeys(writer: Writer, suggestions: Suggestions, pick: (item: Suggestion) => void, send: () => void) {
    const { t } = useTranslation("composer");
    const composedAt = useRef(0);

    const inList = (event: KeyboardEvent): boolean => {
        const { items, at, setAt, close } = suggestions;
        const item = items[at];
        if (!item) return false;
        if (event.key === "ArrowDown") setAt((at + 1) % items.length);
        else if (event.key === "ArrowUp") setAt((at + items.length - 1) % items.length);
        else if (event.key === "Escape") close();
        else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
            if (item.against) {
                tell(t("clause", { number: item.against.number, sentence: item.against.sentence }));
            } else pick(item);
        } else return false;
        event.preventDefault();
        event.stopPropagation();
        return true;
    };

    return {
        onCompositionEnd: (event: { timeStamp: number }) => {
            composedAt.current = event.timeStamp;
        },
        onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => {
            if (event.nativeEvent.isComposing || event.keyCode === 229) return;
            if (inList(event)) return;
            const isJustComposed = event.timeStamp - composedAt.current < SETTLES_MS;
            if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
                const isWanted = event.ctrlKey || event.metaKey || !isTouched();
                if (!isWanted) return;
                event.preventDefault();
                if (!isJustComposed) send();
            } else if (event.key === "ArrowUp" && writer.draft.text === "" && writer.writing.at === "new") {
                if (writer.editLast()) event.preventDefault();
            } else if (event.key === "Escape" && writer.writing.at !== "new") {
                event.stopPropagation();
                writer.leave();
            }
        },
    };
}

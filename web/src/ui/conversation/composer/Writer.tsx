/** The field with what can be put into it: a text that grows, people, emoji, files, a voice, polls. */
import { SendHorizontal } from "lucide-react";
import { type ClipboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Room } from "../../../api/matrix.ts";
import { type Asker, againstText, type Rules } from "../../../store/clauses.ts";
import { put } from "../../../store/composerTrigger.ts";
import type { Conversation } from "../../../store/conversation.ts";
import { IconButton } from "../../kit/Button.tsx";
import { EmojiButton } from "../../kit/EmojiPicker.tsx";
import { AttachButtons } from "./AttachButtons.tsx";
import { ClauseHint } from "./ClauseHint.tsx";
import { LaterMenu } from "./LaterMenu.tsx";
import { MentionCost } from "./MentionCost.tsx";
import { Recorder } from "./Recorder.tsx";
import { SuggestionList } from "./SuggestionList.tsx";
import { useKeys } from "./useKeys.ts";
import { type Suggestion, useSuggestions } from "./useSuggestions.ts";
import { useWriting } from "./useWriting.ts";
import style from "./Writer.module.css";
import { WritingBar } from "./WritingBar.tsx";

type Props = {
    room: Room;
    conversation: Conversation;
    rules: Rules;
    asker: Asker;
    onFiles: (files: readonly File[]) => void;
};

export function Writer({ room, conversation, rules, asker, onFiles }: Props) {
    const { t } = useTranslation(["composer", "common"]);
    const writer = useWriting(room, conversation);
    const { draft, writing } = writer;
    const field = useRef<HTMLTextAreaElement>(null);
    const [cursor, setCursor] = useState(0);
    const [recording, setRecording] = useState<"held" | "free" | null>(null);
    const suggestions = useSuggestions(room, rules, asker, draft.text, cursor);
    const moveTo = useCursor(field, `${recording}${draft.text}`, setCursor);
    const against = draft.text.trim() ? againstText(rules, asker, draft.text) : undefined;

    // biome-ignore lint/correctness/useExhaustiveDependencies: another message is answered or edited: the hands go on here
    useEffect(() => {
        if (writing.at !== "new") moveTo(field.current?.value.length ?? 0);
    }, [writing]);

    const insert = (text: string): void => {
        const at = field.current?.selectionStart ?? draft.text.length;
        const next = put(draft.text, { start: at, end: field.current?.selectionEnd ?? at }, text);
        writer.change({ ...draft, text: next.text });
        moveTo(next.cursor);
    };
    const pick = (item: Suggestion): void => {
        const { trigger } = suggestions;
        if (!trigger || item.against) return;
        const next = put(draft.text, trigger, `${item.text} `);
        const mentions = item.mention ? [...draft.mentions, item.mention] : draft.mentions;
        writer.change({ text: next.text, mentions });
        moveTo(next.cursor);
    };
    const send = (): void => {
        if (against?.verdict === "refuse") return; // the hint over the field says why
        writer.send();
        field.current?.focus();
    };
    const keys = useKeys(writer, suggestions, pick, send);
    const paste = (event: ClipboardEvent): void => {
        const files = [...event.clipboardData.files];
        if (files.length === 0) return;
        event.preventDefault(); // a copied picture comes with its name as text
        onFiles(files);
    };

    if (recording) {
        const { roomId, threadId } = conversation;
        const isHeld = recording === "held";
        return <Recorder roomId={roomId} threadId={threadId} isHeld={isHeld} onDone={() => setRecording(null)} />;
    }
    const { items, listId, at } = suggestions;
    const hasText = draft.text.trim() !== "";
    return (
        <div className={style["writer"]}>
            <SuggestionList suggestions={suggestions} onPick={pick} />
            <WritingBar writing={writing} onLeave={writer.leave} />
            <MentionCost roomId={room.roomId} rules={rules} draft={draft} />
            {against && <ClauseHint against={against} />}
            <div className={style["box"]}>
                <textarea
                    ref={field}
                    rows={1}
                    className={style["field"]}
                    aria-label={t("field")}
                    placeholder={t("placeholder")}
                    aria-autocomplete="list"
                    aria-controls={items.length > 0 ? listId : undefined}
                    aria-activedescendant={items.length > 0 ? `${listId}-${at}` : undefined}
                    value={draft.text}
                    onChange={(event) => {
                        writer.change({ ...draft, text: event.target.value });
                        setCursor(event.target.selectionStart);
                    }}
                    onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
                    onPaste={paste}
                    {...keys}
                />
                <div className={style["tools"]}>
                    <EmojiButton label={t("emoji.open")} onPick={insert} />
                    <AttachButtons
                        room={room}
                        conversation={conversation}
                        rules={rules}
                        asker={asker}
                        onFiles={onFiles}
                        onRecord={(isHeld) => setRecording(isHeld ? "held" : "free")}
                    />
                    <span className={style["space"]} />
                    <LaterMenu room={room} writer={writer} threadId={conversation.threadId} />
                    <span className={style["send"]} data-ready={hasText || undefined}>
                        <IconButton
                            label={writing.at === "edit" ? t("common:save") : t("common:send")}
                            isDisabled={!hasText || against?.verdict === "refuse"}
                            onPress={send}
                        >
                            <SendHorizontal size={20} aria-hidden />
                        </IconButton>
                    </span>
                </div>
            </div>
        </div>
    );
}

/** Makes the field as high as its text, and hands out how to put the cursor somewhere once the text is there. */
function useCursor(
    field: React.RefObject<HTMLTextAreaElement | null>,
    shown: string, // whatever changes the height
    onMove: (cursor: number) => void,
): (cursor: number) => void {
    const wanted = useRef<number | null>(null);
    // biome-ignore lint/correctness/useExhaustiveDependencies: each text has its own height
    useLayoutEffect(() => {
        const area = field.current;
        if (!area) return;
        area.style.height = "auto";
        area.style.height = `${area.scrollHeight}px`;
        if (wanted.current !== null) {
            area.focus();
            area.setSelectionRange(wanted.current, wanted.current);
            wanted.current = null;
        }
    }, [shown, field]);
    return (cursor) => {
        wanted.current = cursor;
        onMove(cursor);
        requestAnimationFrame(() => {
            if (wanted.current === null) return; // the text was there before
            field.current?.focus();
            field.current?.setSelectionRange(wanted.current, wanted.current);
            wanted.current = null;
        });
    };
}

/** The rows themselves, drawn only where they are seen; one of them at a time is reached by Tab, the others by arrows. */
import { ChevronDown } from "lucide-react";
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { fold, foldName, type ChatRow as Row } from "../../store/chatsView.ts";
import style from "./ChatList.module.css";
import { ChatRow } from "./ChatRow.tsx";

const keyOf = (row: Row): string => (row.as === "head" ? `# ${foldName(row.section, row.place)}` : row.chat.roomId);

export function ChatRows({ rows, openRoomId }: { rows: readonly Row[]; openRoomId: string | undefined }) {
    const handle = useRef<VirtualizerHandle>(null);
    const scroller = useRef<HTMLDivElement>(null);
    const [at, setAt] = useState<string | undefined>(undefined);
    const isMoving = useRef(false);
    const index = useMemo(() => {
        const found = rows.findIndex((row) => keyOf(row) === (at ?? openRoomId));
        return found >= 0 ? found : rows.findIndex((row) => row.as === "chat");
    }, [rows, at, openRoomId]);

    useLayoutEffect(() => {
        if (!isMoving.current) return;
        isMoving.current = false;
        scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(at ?? "")}"]`)?.focus();
    }, [at]);

    const move = (event: KeyboardEvent): void => {
        const to = target(event.key, index, rows.length);
        const row = to === undefined ? undefined : rows[to];
        if (to === undefined || !row || event.altKey || event.ctrlKey || event.metaKey) return;
        if (!(event.target as HTMLElement).dataset["row"]) return; // an arrow in a row's menu is the menu's
        event.preventDefault();
        isMoving.current = true;
        handle.current?.scrollToIndex(to, { align: "nearest" });
        setAt(keyOf(row));
    };

    return (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the links and buttons in it
        <div ref={scroller} className={style["scroll"]} onKeyDown={move}>
            <Virtualizer
                ref={handle}
                as="ul"
                item="li"
                scrollRef={scroller}
                data={rows}
                keepMounted={index >= 0 ? [index] : []}
            >
                {(row, position) =>
                    row.as === "head" ? (
                        <SectionHead key={keyOf(row)} row={row} isReached={position === index} />
                    ) : (
                        <ChatRow
                            key={keyOf(row)}
                            chat={row.chat}
                            isOpen={row.chat.roomId === openRoomId}
                            isReached={position === index}
                            onReach={setAt}
                        />
                    )
                }
            </Virtualizer>
        </div>
    );
}

function target(key: string, index: number, length: number): number | undefined {
    if (key === "ArrowDown") return Math.min(index + 1, length - 1);
    if (key === "ArrowUp") return Math.max(index - 1, 0);
    if (key === "Home") return 0;
    if (key === "End") return length - 1;
    return undefined;
}

function SectionHead({ row, isReached }: { row: Extract<Row, { as: "head" }>; isReached: boolean }) {
    const { t } = useTranslation("chats");
    return (
        <button
            type="button"
            className={`${style["section"]} ${row.place ? style["place"] : ""}`}
            aria-expanded={!row.isFolded}
            tabIndex={isReached ? 0 : -1}
            data-row={keyOf(row)}
            onClick={() => fold(foldName(row.section, row.place), !row.isFolded)}
        >
            <ChevronDown size={14} aria-hidden />
            <span>{row.place ? row.place.name || t("noDepartment") : t(`sections.${row.section}`)}</span>
            <span className={style["figure"]}>{row.count}</span>
            {row.isFolded && row.calling > 0 && <span className={style["badge"]}>{row.calling}</span>}
        </button>
    );
}

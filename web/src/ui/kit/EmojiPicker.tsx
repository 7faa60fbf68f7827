/**
 * Choosing an emoji: `<EmojiButton label={…} onPick={…}>` opens it. The focus stays in its search field, from which the
 * arrow keys walk through the grid and Enter takes one, so that hands and screen readers have one place to be.
 */
import { Smile } from "lucide-react";
import { type KeyboardEvent, memo, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { DialogTrigger, Popover, Button as Pressable, Dialog as Speech } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { type Emoji, findEmoji, GROUPS, loadEmoji, recentEmoji, usedEmoji } from "../../store/emoji.ts";
import buttons from "./Button.module.css";
import style from "./EmojiPicker.module.css";
import { Failed, Loading } from "./states.tsx";
import { WithTip } from "./Tip.tsx";

type Part = { readonly id: string; readonly name: string; readonly emoji: readonly Emoji[] };

/** A button with a smile (or `icon`) that opens the picker; it closes once one is taken. */
export function EmojiButton({
    label,
    onPick,
    icon = <Smile size={20} aria-hidden />,
    isDisabled = false,
}: {
    label: string;
    onPick: (sign: string) => void;
    icon?: ReactNode;
    isDisabled?: boolean;
}) {
    const [isOpen, setOpen] = useState(false);
    const pick = (sign: string): void => {
        setOpen(false);
        onPick(sign);
    };
    return (
        <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
            <WithTip tip={label}>
                <Pressable aria-label={label} isDisabled={isDisabled} className={buttons["icon"] ?? ""}>
                    {icon}
                </Pressable>
            </WithTip>
            <EmojiPopover label={label} onPick={pick} />
        </DialogTrigger>
    );
}

/** For triggers of one's own: inside DialogTrigger, after the trigger. */
export function EmojiPopover({ label, onPick }: { label: string; onPick: (sign: string) => void }) {
    return (
        <Popover className={style["popover"] ?? ""}>
            <Speech aria-label={label} className={style["dialog"] ?? ""}>
                <EmojiPicker onPick={onPick} />
            </Speech>
        </Popover>
    );
}

export function EmojiPicker({ onPick }: { onPick: (sign: string) => void }) {
    const [all, setAll] = useState<readonly Emoji[] | null>(null);
    const [error, setError] = useState<unknown>(null);
    const [turn, setTurn] = useState(0);
    // biome-ignore lint/correctness/useExhaustiveDependencies: each turn is another try
    useEffect(() => {
        let isGone = false;
        setError(null);
        loadEmoji().then(
            (loaded) => !isGone && setAll(loaded),
            (failed: unknown) => !isGone && setError(failed),
        );
        return () => {
            isGone = true;
        };
    }, [turn]);
    if (error) return <Failed error={error} onRetry={() => setTurn(turn + 1)} />;
    if (!all) return <Loading />;
    const pick = (sign: string): void => {
        usedEmoji(sign);
        onPick(sign);
    };
    return <Loaded all={all} onPick={pick} />;
}

function Loaded({ all, onPick }: { all: readonly Emoji[]; onPick: (sign: string) => void }) {
    const { t, i18n } = useTranslation("composer");
    const [question, setQuestion] = useState("");
    const [at, setAt] = useState<string | null>(null); // the option that Enter takes
    const grid = useRef<HTMLDivElement>(null);
    const listId = useId();
    const isChinese = i18n.language.startsWith("zh");
    const parts = useMemo(() => partsOf(all, question, (key) => t(`emoji.parts.${key}`)), [all, question, t]);
    const isEmpty = parts.every((part) => part.emoji.length === 0);
    const first = parts.find((part) => part.emoji.length > 0);
    const active = at ?? (question && first ? optionId(first.id, 0) : null);

    const walk = (event: KeyboardEvent): void => {
        if (event.nativeEvent.isComposing) return;
        const list = grid.current;
        if (!list) return;
        if (event.key === "Enter") {
            event.preventDefault();
            const sign = active && list.querySelector(`[data-option="${active}"]`)?.textContent;
            if (sign) onPick(sign);
            return;
        }
        const isAcross = event.key === "ArrowLeft" || event.key === "ArrowRight";
        if (isAcross && at === null) return; // still moves the text cursor
        const next = step(list, active, event.key);
        if (!next) return;
        event.preventDefault();
        next.scrollIntoView({ block: "nearest" });
        setAt(next.dataset["option"] ?? null);
    };

    const sign = active ? signOf(parts, active) : undefined;
    return (
        <div className={style["picker"]}>
            <input
                // biome-ignore lint/a11y/noAutofocus: it was opened to be typed into; a phone's keyboard would hide the signs
                autoFocus={!matchMedia("(pointer: coarse)").matches}
                role="combobox"
                aria-expanded="true"
                aria-controls={listId}
                aria-activedescendant={active ? `${listId}-${active}` : undefined}
                aria-label={t("emoji.search")}
                placeholder={t("emoji.search")}
                className={style["search"]}
                value={question}
                onChange={(event) => {
                    setQuestion(event.target.value);
                    setAt(null);
                    grid.current?.scrollTo(0, 0);
                }}
                onKeyDown={walk}
            />
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the search field */}
            <div
                ref={grid}
                id={listId}
                role="listbox"
                aria-label={t("emoji.list")}
                className={style["grid"]}
                onClick={(event) => {
                    const option = (event.target as Element).closest<HTMLElement>("[data-option]");
                    if (option?.textContent) onPick(option.textContent);
                }}
            >
                {parts.map((part) => (
                    <PartView key={part.id} part={part} listId={listId} active={active} isChinese={isChinese} />
                ))}
            </div>
            <p role="status" className={style["name"]}>
                {isEmpty ? t("emoji.none") : sign && (isChinese ? sign.zh : sign.en)}
            </p>
        </div>
    );
}

type PartProps = { part: Part; listId: string; active: string | null; isChinese: boolean };

function PartViewOf({ part, listId, active, isChinese }: PartProps) {
    if (part.emoji.length === 0) return null;
    return (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is none of a listbox's children
        <div role="group" aria-label={part.name} className={style["part"]}>
            <p className={style["title"]} aria-hidden>
                {part.name}
            </p>
            <div role="presentation" className={style["options"]}>
                {part.emoji.map((emoji, index) => {
                    const id = optionId(part.id, index);
                    return (
                        // biome-ignore lint/a11y/useFocusableInteractive: chosen by aria-activedescendant
                        <span
                            key={emoji.sign}
                            role="option"
                            id={`${listId}-${id}`}
                            data-option={id}
                            aria-selected={active === id}
                            aria-label={isChinese ? emoji.zh : emoji.en}
                            title={isChinese ? emoji.zh : emoji.en}
                            className={style["option"]}
                        >
                            {emoji.sign}
                        </span>
                    );
                })}
            </div>
        </div>
    );
}

// A step of an arrow key draws two of the ten parts again, not 1,900 signs.
const PartView = memo(PartViewOf, (before, after) => {
    const isIn = (props: PartProps): boolean => props.active?.startsWith(`${props.part.id}-`) ?? false;
    return before.part === after.part && before.isChinese === after.isChinese && !isIn(before) && !isIn(after);
});

function optionId(part: string, index: number): string {
    return `${part}-${index}`;
}

function signOf(parts: readonly Part[], option: string): Emoji | undefined {
    const [id, index] = option.split("-");
    return parts.find((part) => part.id === id)?.emoji[Number(index)];
}

type PartName = "recent" | "found" | `group${(typeof GROUPS)[number]}`;

function partsOf(all: readonly Emoji[], question: string, name: (part: PartName) => string): Part[] {
    if (question.trim()) return [{ id: "found", name: name("found"), emoji: findEmoji(all, question) }];
    const known = new Map(all.map((emoji) => [bare(emoji.sign), emoji]));
    const recent = recentEmoji().flatMap((sign) => known.get(bare(sign)) ?? []);
    const groups = GROUPS.map((group) => ({
        id: `group${group}`,
        name: name(`group${group}`),
        emoji: all.filter((emoji) => emoji.group === group),
    }));
    return [{ id: "recent", name: name("recent"), emoji: recent }, ...groups];
}

/** Without the sign that says "as a picture": with it and without it is the same emoji. */
function bare(sign: string): string {
    return sign.replaceAll("\ufe0f", "");
}

/** Where an arrow key leads: along the row, or to what is nearest in the row above or below, across the parts. */
function step(list: HTMLElement, from: string | null, key: string): HTMLElement | undefined {
    const options = [...list.querySelectorAll<HTMLElement>("[data-option]")];
    const at = options.findIndex((option) => option.dataset["option"] === from);
    if (key === "ArrowRight") return options[at + 1];
    if (key === "ArrowLeft") return options[at - 1];
    if (key !== "ArrowDown" && key !== "ArrowUp") return undefined;
    const here = options[at];
    if (!here) return key === "ArrowDown" ? options[0] : undefined;
    const way = key === "ArrowDown" ? options.slice(at + 1) : options.slice(0, at).reverse();
    const other = way.find((option) => option.offsetTop !== here.offsetTop);
    const row = way.filter((option) => option.offsetTop === other?.offsetTop);
    return row.sort((a, b) => distance(a, here) - distance(b, here))[0];
}

function distance(a: HTMLElement, b: HTMLElement): number {
    return Math.abs(a.offsetLeft - b.offsetLeft);
}

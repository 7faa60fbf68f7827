/** Whom one may name, over the field; the focus stays in the field, which says which of them is meant. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "../../kit/Avatar.tsx";
import { useMedia } from "../../kit/media.ts";
import style from "./SuggestionList.module.css";
import type { Suggestion, Suggestions } from "./useSuggestions.ts";

export function SuggestionList({
    suggestions,
    onPick,
}: {
    suggestions: Suggestions;
    onPick: (item: Suggestion) => void;
}) {
    const { t } = useTranslation("composer");
    const { items, at, listId, trigger } = suggestions;
    const list = useRef<HTMLDivElement>(null);
    // biome-ignore lint/correctness/useExhaustiveDependencies: another one is meant: it has to be seen
    useEffect(() => {
        list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
    }, [at, items]);
    if (items.length === 0) return null;
    return (
        <div
            ref={list}
            id={listId}
            role="listbox"
            aria-label={trigger?.sign === ":" ? t("mention.emoji") : t("mention.people")}
            className={style["list"]}
        >
            {items.map((item, index) => (
                // biome-ignore lint/a11y/useFocusableInteractive: meant by aria-activedescendant
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
                <div
                    key={item.id}
                    id={`${listId}-${index}`}
                    role="option"
                    aria-selected={index === at}
                    aria-disabled={item.against !== undefined}
                    className={style["option"]}
                    onMouseDown={(event) => event.preventDefault()} // the field keeps the focus
                    onMouseMove={() => index !== at && suggestions.setAt(index)}
                    onClick={() => onPick(item)}
                >
                    {item.userId && <Face item={item} />}
                    <span className={style["label"]}>{item.label}</span>
                    {item.against ? (
                        <span className={style["hint"]}>
                            {t("clause", { number: item.against.number, sentence: item.against.sentence })}
                        </span>
                    ) : (
                        item.hint && <span className={style["hint"]}>{item.hint}</span>
                    )}
                </div>
            ))}
        </div>
    );
}

function Face({ item }: { item: Suggestion }) {
    const { url } = useMedia(item.avatar ? { mxc: item.avatar, width: 24, height: 24, method: "crop" } : undefined);
    return <Avatar name={item.label} id={item.userId} isPerson size={24} src={url} />;
}

import { useEffect, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Room } from "../../../api/matrix.ts";
import { type Against, type Asker, againstRoomMention, type Rules } from "../../../store/clauses.ts";
import { findPeople } from "../../../store/composerPeople.ts";
import { findTrigger, type Trigger } from "../../../store/composerTrigger.ts";
import type { Mention } from "../../../store/drafts.ts";
import { findEmoji, loadEmoji } from "../../../store/emoji.ts";

export type Suggestion = {
    readonly id: string;
    readonly label: string;
    readonly hint?: string | undefined;
    readonly userId?: string;
    readonly avatar?: string | undefined;
    /** What it puts into the text. */
    readonly text: string;
    readonly mention?: Mention;
    readonly against?: Against | undefined;
};

export type Suggestions = {
    readonly listId: string;
    readonly items: readonly Suggestion[];
    readonly trigger: Trigger | undefined;
    readonly at: number;
    setAt: (at: number) => void;
    close: () => void;
};

const EVERYBODY = "everyone room all suoyouren syr quanti qt";

/** Whom or what the words at the cursor may name; nothing where they name nothing, or it was closed by Escape. */
export function useSuggestions(room: Room, rules: Rules, asker: Asker, text: string, cursor: number): Suggestions {
    const { t, i18n } = useTranslation("composer");
    const listId = useId();
    const [items, setItems] = useState<readonly Suggestion[]>([]);
    const [at, setAt] = useState(0);
    const [closed, setClosed] = useState<number | null>(null); // where the trigger began that Escape closed
    const found = useMemo(() => findTrigger(text, cursor), [text, cursor]);
    const trigger = found && found.start !== closed ? found : undefined;
    const sign = trigger?.sign;
    const question = trigger?.question;
    const isGroup = rules.status !== undefined;

    useEffect(() => {
        if (sign === undefined || question === undefined) {
            setItems([]);
            return;
        }
        let isOld = false;
        const show = (next: readonly Suggestion[]): void => {
            if (isOld) return;
            setItems(next);
            // A bare @ and Enter call one person, not everybody.
            const first = next.findIndex((item) => !item.against && (question !== "" || item.userId));
            setAt(Math.max(0, first));
        };
        if (sign === ":") {
            const isChinese = i18n.language.startsWith("zh");
            void loadEmoji().then((all) =>
                show(
                    findEmoji(all, question, 8).map((emoji) => ({
                        id: emoji.sign,
                        label: `${emoji.sign} ${isChinese ? emoji.zh : emoji.en}`,
                        text: emoji.sign,
                    })),
                ),
            );
        } else {
            const everybody = t("mention.everybody");
            const isAsked = isGroup && `${everybody} ${EVERYBODY}`.includes(question.toLowerCase());
            const mention = { text: `@${everybody}` };
            const all: Suggestion = {
                id: "everybody",
                label: everybody,
                hint: t("mention.everybodyHint"),
                text: mention.text,
                mention,
                against: againstRoomMention(rules, asker),
            };
            void findPeople(room, question).then((people) =>
                show([
                    ...(isAsked ? [all] : []),
                    ...people
                        .filter((person) => person.userId !== rules.house)
                        .map((person) => ({
                            id: person.userId,
                            label: person.name,
                            userId: person.userId,
                            avatar: person.avatar,
                            text: `@${person.name}`,
                            mention: { text: `@${person.name}`, userId: person.userId },
                        })),
                ]),
            );
        }
        return () => {
            isOld = true;
        };
    }, [sign, question, room, rules, asker, isGroup, t, i18n.language]);

    useEffect(() => {
        if (!found) setClosed(null);
    }, [found]);

    return { listId, items: trigger ? items : [], trigger, at, setAt, close: () => setClosed(found?.start ?? null) };
}

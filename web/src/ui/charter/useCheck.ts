/** What the house says of a charter while somebody writes it. */
import { useQuery } from "@tanstack/react-query";
import {
    type CharterWords,
    type Clause,
    type ClauseWords,
    checkOf,
    clauseTrouble,
    type Sample,
} from "../../store/charter.ts";
import { isUnfinished } from "../../store/clauseChoices.ts";
import { useSettled } from "../kit/settled.ts";
import { useErrorWords } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import type { ClauseTrouble } from "./ClauseEditor.tsx";

type Check = {
    said: readonly ClauseWords[] | undefined;
    samples: readonly Sample[];
    trouble: ClauseTrouble | undefined;
    /** What isn't about one clause. */
    error: string | undefined;
    words: CharterWords | undefined;
};

/** `clauses` as they are on the screen; what is unfinished isn't asked about yet. */
export function useCheck(wish: object, clauses: readonly Clause[], isWanted = true): Check {
    const errorWords = useErrorWords();
    // as text: the same wish is another object each time it is drawn
    const settled = JSON.parse(useSettled(JSON.stringify({ wish, clauses }))) as { wish: object; clauses: Clause[] };
    const isReady = isWanted && !settled.clauses.some(isUnfinished);
    const { data, error } = useQuery({
        ...checkOf(useHouse(), settled.wish, isReady),
        placeholderData: (before) => before,
    });
    const words = error && isReady ? errorWords(error) : undefined;
    const trouble = words === undefined ? undefined : clauseTrouble(error, words);
    return {
        said: data?.words.clauses,
        samples: isReady ? (data?.samples ?? []) : [],
        trouble,
        error: trouble ? undefined : words,
        words: data?.words,
    };
}

/** Lists of words that clauses look for. */
import { done, type Shape } from "../../api/governance.ts";
import type { House } from "../house.ts";

export type Word = Shape<"Word">;
export type WordListHead = Shape<"WordListHead">;

const LISTS = ["admin", "words"] as const;

export function wordLists(house: House) {
    return {
        queryKey: LISTS,
        queryFn: async (): Promise<WordListHead[]> => {
            const query = { limit: "1000" };
            return (await done(house.api.GET("/_fangyuan/v1/word-lists", { params: { query } }))).lists;
        },
    };
}

/** All words of a list, page after page. */
export function wordsOf(house: House, name: string) {
    return {
        queryKey: [...LISTS, name] as const,
        queryFn: async (): Promise<Word[]> => {
            const words: Word[] = [];
            let from: string | undefined;
            do {
                const query = { limit: "1000", ...(from && { from }) };
                const params = { path: { name }, query };
                const page = await done(house.api.GET("/_fangyuan/v1/word-lists/{name}", { params }));
                words.push(...page.words);
                from = page.next ?? undefined;
            } while (from);
            return words;
        },
    };
}

export async function saveWords(house: House, name: string, words: readonly (Word | string)[]): Promise<void> {
    const params = { path: { name } };
    await done(house.api.PUT("/_fangyuan/v1/word-lists/{name}", { params, body: { words: [...words] } }));
    await house.queries.invalidateQueries({ queryKey: LISTS });
}

/** A TXT file, one word a line, or a CSV file takes the place of the list. */
export async function importWords(house: House, name: string, file: File): Promise<void> {
    await done(
        house.api.POST("/_fangyuan/v1/word-lists/{name}/import", {
            params: { path: { name } },
            body: file,
            headers: { "Content-Type": "application/octet-stream" },
            bodySerializer: (body: unknown) => body as Blob,
        }),
    );
    await house.queries.invalidateQueries({ queryKey: LISTS });
}

export async function deleteWords(house: House, name: string): Promise<void> {
    await done(house.api.DELETE("/_fangyuan/v1/word-lists/{name}", { params: { path: { name } } }));
    // the page still shows the list that is gone: only the list of lists is asked for again
    await house.queries.invalidateQueries({ queryKey: LISTS, exact: true });
}

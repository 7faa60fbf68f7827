/**
 * For what may fail without anybody having to be told: `because` says why, to who reads the code and who looks into the
 * browser's log. What a person should know is said to him instead. The result, or undefined.
 */
export function harmless<T>(work: Promise<T>, because: string): Promise<T | undefined> {
    return work.catch((error: unknown) => {
        // biome-ignore lint/suspicious/noConsole: nobody is told, but who looks for it shall find it
        console.debug(`failed, which is harmless: ${because}`, error);
        return undefined;
    });
}

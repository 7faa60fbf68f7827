/** What the person doesn't want to be reminded of before tomorrow; kept in this browser until he signs out. */
const KEPT = "fangyuan.person.later";
const DAY_MS = 86_400_000;

export function putOff(what: string, now: number = Date.now()): void {
    localStorage.setItem(KEPT, JSON.stringify({ ...kept(), [what]: now + DAY_MS }));
}

export function isPutOff(what: string, now: number = Date.now()): boolean {
    const until = kept()[what];
    return typeof until === "number" && now < until && until <= now + DAY_MS; // a clock that was wrong puts nothing off
}

function kept(): Record<string, unknown> {
    try {
        const found: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
        return typeof found === "object" && found !== null ? { ...found } : {};
    } catch {
        return {};
    }
}

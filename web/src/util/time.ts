/** How people read points in time. All instants are milliseconds since 1970, UTC; shown in the browser's time zone. */

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = language + JSON.stringify(options);
    let found = formats.get(key);
    if (!found) {
        found = new Intl.DateTimeFormat(language, options);
        formats.set(key, found);
    }
    return found;
}

/** The day of an instant as a number that grows by one each day, in the browser's time zone. */
export function dayOf(ms: number): number {
    const date = new Date(ms);
    return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

/** 09:41 */
export function clockTime(ms: number, language: string): string {
    return format(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

/** For a list, short: today the time, this week the weekday, else the date. `now` is handed in. */
export function shortTime(ms: number, now: number, language: string): string {
    const days = dayOf(now) - dayOf(ms);
    if (days === 0) return clockTime(ms, language);
    if (days > 0 && days < 7) return format(language, { weekday: "short" }).format(ms);
    if (new Date(ms).getFullYear() === new Date(now).getFullYear()) {
        return format(language, { month: "numeric", day: "numeric" }).format(ms);
    }
    return format(language, { year: "numeric", month: "numeric", day: "numeric" }).format(ms);
}

/** A whole day with its weekday, for separators between days. */
export function longDay(ms: number, now: number, language: string): string {
    const year = new Date(ms).getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
    return format(language, { year, month: "long", day: "numeric", weekday: "long" }).format(ms);
}

/** Date and time to the minute, with the year. */
export function fullTime(ms: number, language: string): string {
    return format(language, {
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
    }).format(ms);
}

/** 1,536 -> 1.5 KB. */
export function fileSize(bytes: number): string {
    const units = ["B", "KB", "MB", "GB", "TB"];
    let size = bytes;
    let unit = 0;
    while (size >= 1024 && unit < units.length - 1) {
        size /= 1024;
        unit += 1;
    }
    return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/**
 * What stands in a round or square picture where there is none: of a person's Chinese name the last two characters (as
 * people are called), of a group's the first two, of another the initials.
 */
export function initials(name: string, isPerson = true): string {
    const trimmed = name.trim();
    if (/\p{Script=Han}/u.test(trimmed)) {
        const han = [...trimmed].filter((sign) => /\p{Script=Han}/u.test(sign));
        return (isPerson ? han.slice(-2) : han.slice(0, 2)).join("");
    }
    const words = trimmed.split(/[\s._-]+/u).filter(Boolean);
    return words
        .slice(0, 2)
        .map((word) => [...word][0]?.toUpperCase() ?? "")
        .join("");
}

// What turns the direction of writing around, or takes no room: names that look like others are made of it.
const INVISIBLE = /[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;

/** A name that others gave, of a file, a group or a person, as it may stand among our own words. */
export function plainName(name: string): string {
    return name.replace(INVISIBLE, "");
}

/** A number from 0 to `count` - 1 that is always the same for the same text: a colour for each name. */
export function bucket(text: string, count: number): number {
    let hash = 0;
    for (const sign of text) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) >>> 0;
    return hash % count;
}

/** Who is named by `@`: found by name, by pinyin (luozhiyong, zhiyong) and by its initials (lzy), among thousands. */
import type { Room } from "../api/matrix.ts";
import { mapInSlices } from "../util/slices.ts";
import { type Present, peopleIn } from "./members.ts";

export type Named = { readonly userId: string; readonly name: string; readonly avatar: string | undefined };

type Entry = {
    readonly person: Named;
    /** All lower case: the name, the pinyin of its signs one by one, the account's name. */
    readonly name: string;
    readonly signs: readonly string[];
    readonly initials: string;
    readonly account: string;
};

type Index = readonly Entry[];

/** By the list of people that it was made of: others make another list. */
const indexes = new WeakMap<readonly Present[], Promise<Index>>();

/** The people of a room that a question finds, the best first; all of them for an empty one. */
export async function findPeople(room: Room, question: string, most = 20): Promise<readonly Named[]> {
    const entries = await indexOf(room);
    const wanted = question.toLowerCase().replace(/[\s'’]/g, ""); // an input method writes lzy as l'z'y
    if (!wanted) return entries.slice(0, most).map((entry) => entry.person);
    const found: [number, Entry][] = [];
    for (const entry of entries) {
        const rank = rankOf(entry, wanted);
        if (rank !== undefined) found.push([rank, entry]);
    }
    return found
        .sort((a, b) => a[0] - b[0])
        .slice(0, most)
        .map(([, entry]) => entry.person);
}

function rankOf(entry: Entry, wanted: string): number | undefined {
    if (entry.name.startsWith(wanted)) return 0;
    if (entry.name.includes(wanted)) return 1;
    if (entry.initials.startsWith(wanted)) return 2;
    if (entry.account.startsWith(wanted)) return 4;
    if (!entry.initials.includes(wanted[0] ?? "")) return undefined; // spelt it begins with one of them
    if (isSpelt(entry.signs, wanted)) return 3;
    for (let from = 1; from < entry.signs.length; from += 1) {
        if (isSpelt(entry.signs.slice(from), wanted)) return 5; // the given name alone
    }
    return undefined;
}

/** Whether it is the beginning of the signs' pinyin, each of which may be cut short: luozy, lzhiy, zhiy. */
export function isSpelt(signs: readonly string[], wanted: string): boolean {
    if (!wanted) return true;
    const [sign, ...rest] = signs;
    if (sign === undefined) return false;
    for (let length = Math.min(sign.length, wanted.length); length > 0; length -= 1) {
        if (sign.startsWith(wanted.slice(0, length)) && isSpelt(rest, wanted.slice(length))) return true;
    }
    return false;
}

async function indexOf(room: Room): Promise<Index> {
    const people = await peopleIn(room);
    let index = indexes.get(people);
    if (!index) {
        index = make(people, room.myUserId);
        indexes.set(people, index);
        index.catch(() => indexes.delete(people));
    }
    return index;
}

async function make(people: readonly Present[], me: string): Promise<Index> {
    const { pinyin } = await import("pinyin-pro");
    const named = people.filter((one) => !one.isInvited && one.userId !== me);
    return mapInSlices(named, ({ userId, name, avatar }) => {
        const signs = /\p{Script=Han}/u.test(name)
            ? pinyin(name, { toneType: "none", type: "array", surname: "head", v: true }).map((one) =>
                  one.toLowerCase(),
              )
            : name.toLowerCase().split(/[\s._-]+/);
        return {
            person: { userId, name, avatar },
            name: name.toLowerCase(),
            signs,
            initials: signs.map((sign) => sign[0] ?? "").join(""),
            account: userId.slice(1).split(":")[0] ?? "",
        };
    });
}

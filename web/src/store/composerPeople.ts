/** Who is named by `@`: found by name, by pinyin (luozhiyong, zhiyong) and by its initials (lzy), among thousands. */
import type { Room } from "../api/matrix.ts";

const BY_NAME = new Intl.Collator("zh-CN");

export type Named = { readonly userId: string; readonly name: string; readonly avatar: string | undefined };

type Entry = {
    readonly person: Named;
    /** All lower case: the name, the pinyin of its signs one by one, the account's name. */
    readonly name: string;
    readonly signs: readonly string[];
    readonly initials: string;
    readonly account: string;
};

type Index = { readonly entries: readonly Entry[]; readonly made: string };

const SLICE = 250; // names between two breaths of the page
const indexes = new WeakMap<Room, Index>();
const making = new WeakMap<Room, Promise<Index>>();

/** The people of a room that a question finds, the best first; all of them for an empty one. */
export async function findPeople(room: Room, question: string, most = 20): Promise<readonly Named[]> {
    const { entries } = await indexOf(room);
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

function indexOf(room: Room): Promise<Index> {
    const known = indexes.get(room);
    const made = `${room.getJoinedMemberCount()} ${room.getMembers().length} ${room.membersLoaded()}`;
    if (known?.made === made) return Promise.resolve(known);
    let promise = making.get(room);
    if (!promise) {
        promise = make(room).finally(() => making.delete(room));
        making.set(room, promise);
    }
    return promise;
}

async function make(room: Room): Promise<Index> {
    const [{ pinyin }] = await Promise.all([import("pinyin-pro"), room.loadMembersIfNeeded()]);
    const me = room.myUserId;
    const members = room.getJoinedMembers().filter((member) => member.userId !== me);
    const entries: Entry[] = [];
    for (const [at, member] of members.entries()) {
        if (at % SLICE === SLICE - 1) await new Promise((next) => setTimeout(next, 0));
        const name = member.rawDisplayName || member.userId;
        const signs = /\p{Script=Han}/u.test(name)
            ? pinyin(name, { toneType: "none", type: "array", surname: "head", v: true }).map((one) =>
                  one.toLowerCase(),
              )
            : name.toLowerCase().split(/[\s._-]+/);
        entries.push({
            person: { userId: member.userId, name, avatar: member.getMxcAvatarUrl() },
            name: name.toLowerCase(),
            signs,
            initials: signs.map((sign) => sign[0] ?? "").join(""),
            account: member.userId.slice(1).split(":")[0] ?? "",
        });
    }
    entries.sort((a, b) => BY_NAME.compare(a.person.name, b.person.name));
    const made = `${room.getJoinedMemberCount()} ${room.getMembers().length} ${room.membersLoaded()}`;
    const index = { entries, made };
    indexes.set(room, index);
    return index;
}
